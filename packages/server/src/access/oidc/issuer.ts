import type { Configuration } from "openid-client";
import { RequestError } from "../../api/problem.ts";
import type { ServerSettings } from "../../config/index.ts";

/** What the server is told of the issuer. */
export type OidcSettings = NonNullable<ServerSettings["oidc"]>;

/** Who came back from the issuer, as it vouches for them. */
export interface Claims {
  issuer: string;
  subject: string;
  /** Only when the issuer says that it is verified. */
  email: string | undefined;
  name: string | undefined;
}

/** What ties the browser that comes back to the one that left. */
export interface Ties {
  state: string;
  nonce: string;
  verifier: string;
}

/** The issuer, asked when it is first needed. */
export interface Issuer {
  /** Where a browser logs in. Throws RequestError 503 when the issuer does not answer. */
  loginAddress(callback: string, ties: Ties): Promise<string>;
  /** Trades what the browser brought for claims. Throws RequestError 403 (`oidc-refused`) or 503 (`oidc-unreachable`). */
  claimsOf(callback: string, query: string, ties: Ties): Promise<Claims>;
}

const scope = "openid email profile";
const timeoutSeconds = 10;

/** An issuer by its settings. The library is loaded and the issuer asked at the first login; a failure is not remembered. */
export function createIssuer({ issuer, clientId, clientSecret }: OidcSettings): Issuer {
  let known: Promise<Configuration> | undefined;
  const library = () => import("openid-client");

  const discover = async (): Promise<Configuration> => {
    const client = await library();
    const isLocal = /^http:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?:[:/]|$)/i.test(issuer);
    const authenticate: ReturnType<typeof client.ClientSecretBasic> = (server, ...rest) => {
      const isPost = server.token_endpoint_auth_methods_supported?.includes("client_secret_basic") === false;
      return (isPost ? client.ClientSecretPost(clientSecret) : client.ClientSecretBasic(clientSecret))(server, ...rest);
    };
    return client.discovery(new URL(issuer), clientId, undefined, authenticate, {
      timeout: timeoutSeconds,
      // Signatures are checked although the token comes from the issuer itself; plain HTTP is for this machine only.
      execute: [client.enableNonRepudiationChecks, ...(isLocal ? [client.allowInsecureRequests] : [])],
    });
  };
  const configuration = async (): Promise<Configuration> => {
    known ??= discover();
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw unreachable(error);
    }
  };

  return {
    async loginAddress(callback, { state, nonce, verifier }) {
      const client = await library();
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: callback,
        scope,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      });
      return url.href;
    },
    async claimsOf(callback, query, { state, nonce, verifier }) {
      const client = await library();
      const server = await configuration();
      try {
        const tokens = await client.authorizationCodeGrant(server, new URL(query, callback), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw refused();
        const asked = claims["email"] === undefined && server.serverMetadata().userinfo_endpoint !== undefined;
        const more = asked ? await client.fetchUserInfo(server, tokens.access_token, claims.sub) : {};
        return claimsFrom(server.serverMetadata().issuer, { ...more, ...claims });
      } catch (error) {
        if (error instanceof RequestError) throw error;
        const answered =
          error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError;
        const judged = error instanceof client.ClientError && !/TIMEOUT|RESPONSE_IS_NOT/.test(error.code ?? "");
        throw answered || judged ? refused(error) : unreachable(error);
      }
    },
  };
}

function claimsFrom(issuer: string, claims: Record<string, unknown> & { sub: string }): Claims {
  const { sub, email, email_verified: isVerified, name } = claims;
  return {
    issuer,
    subject: sub,
    email: typeof email === "string" && (isVerified === true || isVerified === "true") ? email : undefined,
    name: typeof name === "string" ? name.slice(0, 200) : undefined,
  };
}

function refused(cause?: unknown): RequestError {
  const error = new RequestError(403, "oidc-refused", "the issuer did not let you in");
  error.cause = cause;
  return error;
}

function unreachable(cause: unknown): RequestError {
  const error = new RequestError(503, "oidc-unreachable", "the issuer does not answer as it should", "try again");
  error.cause = cause;
  return error;
}
