import { describe, expect, test } from "vitest";
import { detect, kindsOf } from "./index.ts";

// Put together here, so that no scanner takes this file for a leak.
const random = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6a7B8c9D0e1F2g3H4";
const hex = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
const upper = "Q7ZK4M2XW9B3T6YD";
const j = (...parts: string[]) => parts.join("");
const awsSecret = j("wJalrXUtnFEMI/K7MDENG/", "bPxRfiCY1zAMPLEKEY");
const header = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");
const payload = Buffer.from(JSON.stringify({ sub: "1" })).toString("base64url");
const pem = (label: string) =>
  j("-----BEGIN ", label, "-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nabc+/=\n-----END ", label, "-----");

const seen: [kind: string, value: string, text?: (value: string) => string][] = [
  ["openai-key", j("sk-", random.slice(0, 48))],
  ["openai-key", j("sk-proj-", random.slice(0, 40), "_x-", random.slice(0, 20)), (v) => `OPENAI_API_KEY=${v}`],
  ["anthropic-key", j("sk-ant-", "api03-", random.slice(0, 40), "-AA"), (v) => `use ${v}.`],
  ["openrouter-key", j("sk-or-", "v1-", hex)],
  ["langfuse-key", j("sk-lf-", "550e8400-e29b-41d4-a716-446655440000")],
  ["aws-access-key", j("AK", "IA", upper)],
  ["github-token", j("gh", "p_", random.slice(0, 36))],
  ["github-token", j("github", "_pat_", random.slice(0, 22), "_", random.slice(0, 59))],
  ["gitlab-token", j("gl", "pat-", random.slice(0, 20))],
  ["slack-token", j("xo", "xb-", "123456789012-", random.slice(0, 24))],
  ["slack-webhook", j("https://hooks.", "slack.com/services/", "T0123456A/B0123456A/", random.slice(0, 24))],
  ["google-api-key", j("AI", "za", random.slice(0, 35))],
  ["google-oauth-secret", j("GOC", "SPX-", random.slice(0, 28))],
  ["stripe-key", j("sk", "_live_", random.slice(0, 24))],
  ["stripe-key", j("rk", "_test_", random.slice(0, 24))],
  ["npm-token", j("np", "m_", random.slice(0, 36))],
  ["pypi-token", j("py", "pi-AgE", random.slice(0, 60))],
  ["huggingface-token", j("h", "f_", "abcdefghijklmnopqrstuvwxyzABCDEFGH")],
  ["groq-key", j("gs", "k_", random.slice(0, 52))],
  ["xai-key", j("xa", "i-", random.slice(0, 64))],
  ["replicate-token", j("r", "8_", random.slice(0, 37))],
  ["langsmith-key", j("ls", "v2_pt_", hex.slice(0, 32), "_", hex.slice(0, 10))],
  ["sendgrid-key", j("S", "G.", random.slice(0, 22), ".", random.slice(0, 43))],
  ["shopify-token", j("shp", "at_", hex.slice(0, 32))],
  ["digitalocean-token", j("do", "p_v1_", hex)],
  ["databricks-token", j("da", "pi", hex.slice(0, 32))],
  ["private-key", pem("PRIVATE KEY"), (v) => `key:\n${v}\nend`],
  ["private-key", pem("RSA PRIVATE KEY")],
  ["private-key", pem("OPENSSH PRIVATE KEY")],
  ["private-key", pem("PGP PRIVATE KEY BLOCK")],
  ["private-key", j("-----BEGIN ", "EC PRIVATE KEY-----\nMIIEvQIBADAN"), (v) => v],
  ["jwt", j(header, ".", payload, ".", random.slice(0, 43)), (v) => `Authorization: Bearer ${v}`],
  ["url-credentials", "app:pa55word", (v) => `postgres://${v}@db.example.com:5432/main`],
  ["assigned-secret", random.slice(0, 20), (v) => `api_key=${v}&x=1`],
  ["assigned-secret", random.slice(0, 20), (v) => `{"clientSecret": "${v}"}`],
  ["assigned-secret", random.slice(0, 20), (v) => `{\\"api-key\\":\\"${v}\\"}`],
  ["assigned-secret", random.slice(0, 20), (v) => `X-Api-Key: ${v}`],
  ["assigned-secret", random.slice(0, 20), (v) => `Authorization: Bearer ${v}`],
  ["assigned-secret", random.slice(0, 20), (v) => `export SECRET_KEY='${v}'`],
  ["assigned-secret", random.slice(0, 20), (v) => `token => ${v}`],
  ["assigned-secret", random.slice(0, 20), (v) => `**token:** \`${v}\``],
  ["assigned-secret", "hunter2", (v) => `password=${v}`],
  ["assigned-secret", "Tr0ub4dor&3", (v) => `DB_PASSWORD: "${v}"`],
  ["aws-secret-key", awsSecret, (v) => `aws_secret_access_key = ${v}`],
];

const notSeen: [kind: string, text: string][] = [
  ["openai-key", "sk-learn-pipeline-tutorial-examples-for-beginners"],
  ["openai-key", j("task-", random.slice(0, 30))],
  ["openai-key", "sk-..."],
  ["anthropic-key", "sk-ant-your-key"],
  ["aws-access-key", j("XAK", "IA", upper)],
  ["aws-access-key", j("AK", "IA", upper, "7")],
  ["aws-secret-key", `${j("AK", "IA", upper)} da39a3ee5e6b4b0d3255bfef95601890afd80709`],
  ["github-token", "ghp_short"],
  ["slack-token", "xoxb-your-token-here"],
  ["stripe-key", "sk_live_..."],
  ["google-api-key", j("AI", "za", random.slice(0, 60))],
  ["npm-token", "npm_config_registry"],
  ["private-key", j("-----BEGIN ", "PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----")],
  ["private-key", j("-----BEGIN ", "CERTIFICATE-----")],
  ["jwt", "eyJub3QiOiJqd3QifQ.abc.def"],
  ["jwt", "eyJhbGciOi"],
  ["url-credentials", "https://example.com:8080/a@b"],
  ["url-credentials", "postgres://user:<password>@host/db"],
  ["url-credentials", "postgres://user:$PASSWORD@host/db"],
  ["assigned-secret", "max_tokens: 4096, tokens=123456789012345678"],
  ["assigned-secret", "next_page_token=CAUQAA1234567890abcd"],
  ["assigned-secret", "api_key=YOUR_API_KEY_GOES_HERE_1234"],
  ["assigned-secret", "api_key=process.env.API_KEY_123456"],
  ["assigned-secret", "password: required"],
  ["assigned-secret", "password: ********"],
  ["assigned-secret", '"password": "string"'],
  ["assigned-secret", "Reset your password: https://example.com"],
  ["assigned-secret", "token: 2026-11-24-10-00-00"],
  ["assigned-secret", j("digest=sha256:", hex)],
  ["assigned-secret", "secret: a word of honour"],
  ["assigned-secret", "order_id=a1B2c3D4e5F6g7H8i9J0"],
];

describe("secrets", () => {
  test.each(seen.map(([kind, value, text], i) => [kind, i, value, text?.(value) ?? `see ${value} there`] as const))(
    "%s is found (row %i)",
    (kind, _row, value, text) => {
      expect(detect(text).map((d) => [d.kind, text.slice(d.start, d.end)])).toEqual([[kind, value]]);
    },
  );
  test.each(notSeen)("%s is not seen in %j", (kind, text) => {
    expect(detect(text, { kinds: [kind] })).toEqual([]);
  });
  test("an AWS secret is found beside its id, with nothing else to name it", () => {
    const text = `${j("AK", "IA", upper)} ${awsSecret}`;
    expect(detect(text).map((d) => d.kind)).toEqual(["aws-access-key", "aws-secret-key"]);
  });
  test("a connection string in an assignment is one find that covers the password", () => {
    const text = `password=abc123xyz@host and https://u:abc123xyz@example.com`;
    expect(detect(text, { kinds: kindsOf("secret") }).map((d) => text.slice(d.start, d.end))).toEqual([
      "abc123xyz@host",
      "u:abc123xyz",
    ]);
  });
  test("every secret kind has a positive", () => {
    expect(kindsOf("secret").filter((kind) => !seen.some((row) => row[0] === kind))).toEqual([]);
  });
});
