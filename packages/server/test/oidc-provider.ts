import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Who is logged in at the provider, and how it behaves. */
export interface ProviderState {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  /** Claims of e-mail and name come from the userinfo address only. */
  lean?: boolean;
  /** Claims that replace those of the token: a wrong audience, an old time. */
  forged?: Record<string, unknown>;
  /** Signs with a key that it does not publish. */
  foreignKey?: boolean;
  /** Says no. */
  denies?: boolean;
}

/** A small real provider of OpenID Connect: discovery, authorization code with PKCE, RS256 tokens, userinfo. */
export interface OidcProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  state: ProviderState;
  /** What a browser does there: opens `address` and is sent back. Returns where to. */
  visit(address: string): Promise<string>;
  close(): Promise<void>;
}

interface Grant {
  nonce: string;
  challenge: string;
  redirectUri: string;
}

const client = { clientId: "goldloop", clientSecret: "s3cret/with+signs" };

/** Starts a provider on a free port of this machine. */
export async function startOidcProvider(state: ProviderState): Promise<OidcProvider> {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  const tokens = new Set<string>();
  const provider = { state };

  const sign = (claims: object): string => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "RS256", typ: "JWT", kid: "one" })}.${part(claims)}`;
    const key = provider.state.foreignKey === true ? foreign.privateKey : keys.privateKey;
    return `${text}.${createSign("RSA-SHA256").update(text).sign(key).toString("base64url")}`;
  };
  const profile = (): object => {
    const { email, email_verified, name } = provider.state;
    return { email, email_verified, name };
  };

  const answer = (path: string, body: URLSearchParams, authorization: string): unknown => {
    switch (path) {
      case "/.well-known/openid-configuration":
        return {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
          code_challenge_methods_supported: ["S256"],
        };
      case "/keys":
        return { keys: [{ ...keys.publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] };
      case "/token": {
        const pair = [client.clientId, client.clientSecret].map(encodeURIComponent).join(":");
        if (authorization !== `Basic ${Buffer.from(pair).toString("base64")}`) return { error: "invalid_client" };
        const grant = grants.get(body.get("code") ?? "");
        grants.delete(body.get("code") ?? "");
        const proof = createHash("sha256")
          .update(body.get("code_verifier") ?? "")
          .digest("base64url");
        if (grant?.challenge !== proof || grant.redirectUri !== body.get("redirect_uri")) {
          return { error: "invalid_grant" };
        }
        const nowSeconds = Math.floor(Date.now() / 1000);
        const token = randomUUID();
        tokens.add(token);
        return {
          access_token: token,
          token_type: "Bearer",
          expires_in: 60,
          id_token: sign({
            iss: issuer,
            aud: client.clientId,
            sub: provider.state.sub,
            nonce: grant.nonce,
            iat: nowSeconds,
            exp: nowSeconds + 60,
            ...(provider.state.lean === true ? {} : profile()),
            ...provider.state.forged,
          }),
        };
      }
      case "/userinfo":
        if (!tokens.has(authorization.replace(/^Bearer /, ""))) return { error: "invalid_token" };
        return { sub: provider.state.sub, ...profile() };
      default:
        return { error: "unknown" };
    }
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://provider");
    if (pathname === "/authorize") {
      response.writeHead(302, { location: authorize(searchParams) }).end();
      return;
    }
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      const said = answer(pathname, new URLSearchParams(body), request.headers.authorization ?? "");
      const failed = typeof said === "object" && said !== null && "error" in said;
      response.writeHead(failed ? 400 : 200, { "content-type": "application/json" }).end(JSON.stringify(said));
    });
  });

  const authorize = (asked: URLSearchParams): string => {
    const back = new URL(asked.get("redirect_uri") ?? "");
    back.searchParams.set("state", asked.get("state") ?? "");
    if (provider.state.denies === true) {
      back.searchParams.set("error", "access_denied");
      return back.href;
    }
    const code = randomUUID();
    grants.set(code, {
      nonce: asked.get("nonce") ?? "",
      challenge: asked.get("code_challenge_method") === "S256" ? (asked.get("code_challenge") ?? "") : "",
      redirectUri: asked.get("redirect_uri") ?? "",
    });
    back.searchParams.set("code", code);
    return back.href;
  };

  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(provider, {
    issuer,
    ...client,
    async visit(address: string) {
      const response = await fetch(address, { redirect: "manual" });
      return response.headers.get("location") ?? "";
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}
