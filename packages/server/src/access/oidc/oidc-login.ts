import { RequestError } from "../../api/problem.ts";
import type { Access } from "../access.ts";
import { writeAudit } from "../audit-log.ts";
import type { AccessContext } from "../context.ts";
import { beginSession } from "../sessions.ts";
import { createIssuer } from "./issuer.ts";
import { personOfClaims } from "./person.ts";
import { newTies, tiesOf, tiesValidSeconds } from "./ties.ts";

/** Logging in at an issuer of OpenID Connect: authorization code with PKCE, state and nonce. */
export function createOidcLogin({
  database,
  settings,
  log,
  now,
}: AccessContext): Pick<Access, "departToOidc" | "returnFromOidc"> {
  const { oidc } = settings;
  if (oidc === undefined) {
    const none = () => Promise.reject(new RequestError(404, "no-oidc", "no issuer of OpenID Connect is configured"));
    return { departToOidc: none, returnFromOidc: none };
  }
  const issuer = createIssuer(oidc);

  /** The log tells the operator what the person is not told. Texts of issuers may name people, and are left out. */
  const logged = (error: unknown): unknown => {
    if (error instanceof RequestError) {
      const { name, code } = (error.cause ?? {}) as { name?: unknown; code?: unknown };
      log.warn(
        { problem: error.code, ...(name === undefined ? {} : { name, code }) },
        "a login by OpenID Connect failed",
      );
    }
    return error;
  };

  return {
    async departToOidc(callback, next) {
      const { cookie, ties } = newTies(next);
      try {
        return { url: await issuer.loginAddress(callback, ties), cookie, validSeconds: tiesValidSeconds };
      } catch (error) {
        throw logged(error);
      }
    },
    async returnFromOidc(callback, query, cookie) {
      const kept = tiesOf(cookie);
      if (kept === undefined) {
        throw new RequestError(403, "oidc-expired", "the login took too long or began in another browser");
      }
      try {
        const claims = await issuer.claimsOf(callback, query, kept.ties);
        const session = await database.db.transaction(async (transaction) => {
          const { id, email } = await personOfClaims(transaction, claims, oidc.defaultRole, now());
          await writeAudit(transaction, now(), email, {
            action: "login",
            subject: email,
            after: { by: claims.issuer },
          });
          return beginSession(transaction, id, now());
        });
        return { ...session, next: kept.next };
      } catch (error) {
        throw logged(error);
      }
    },
  };
}
