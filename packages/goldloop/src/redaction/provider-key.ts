import type { Detector } from "./detector.ts";
import { entropyOf } from "./entropy.ts";

interface ProviderKey {
  kind: string;
  /** Literal starts; every match begins with one of them. */
  starts: readonly string[];
  /** What follows the start. Sticky, one class at a time, so that it cannot backtrack. */
  rest: RegExp;
  /** Judges the whole token where the form alone is too common. */
  check?: (token: string) => boolean;
}

// `sk-` begins names of CSS classes and packages too: a key has a long stretch without hyphens and high entropy.
function looksRandom(token: string): boolean {
  return (
    /[A-Za-z0-9]{16}/.test(token) &&
    /\d/.test(token) &&
    /[A-Za-z]/.test(token.slice(3)) &&
    entropyOf(token.slice(3)) >= 3
  );
}

// A new provider is one row. Forms as published by the providers and seen in their own secret scanners.
const providerKeys: readonly ProviderKey[] = [
  { kind: "anthropic-key", starts: ["sk-ant-"], rest: /[\w-]{20,}/y },
  { kind: "openrouter-key", starts: ["sk-or-"], rest: /v\d-[0-9a-f]{32,}/y },
  { kind: "langfuse-key", starts: ["sk-lf-"], rest: /[0-9a-f]{8}-[0-9a-f-]{27}/y },
  { kind: "openai-key", starts: ["sk-"], rest: /[\w-]{20,}/y, check: looksRandom },
  { kind: "github-token", starts: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], rest: /[A-Za-z0-9]{36,}/y },
  { kind: "github-token", starts: ["github_pat_"], rest: /[A-Za-z0-9]{22}_[A-Za-z0-9]{59,}/y },
  { kind: "gitlab-token", starts: ["glpat-"], rest: /[\w-]{20,}/y },
  {
    kind: "slack-token",
    starts: ["xoxb-", "xoxa-", "xoxp-", "xoxr-", "xoxs-", "xoxe-", "xoxo-", "xapp-"],
    rest: /[A-Za-z0-9-]{10,}/y,
    check: (t) => /\d/.test(t),
  },
  {
    kind: "slack-webhook",
    starts: ["https://hooks.slack.com/services/"],
    rest: /[A-Z0-9]{8,}\/[A-Z0-9]{8,}\/[A-Za-z0-9]{16,}/y,
  },
  { kind: "google-api-key", starts: ["AIza"], rest: /[\w-]{35}(?![\w-])/y },
  { kind: "google-oauth-secret", starts: ["GOCSPX-"], rest: /[\w-]{28}/y },
  {
    kind: "stripe-key",
    starts: ["sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"],
    rest: /[A-Za-z0-9+/=]{16,}/y,
  },
  { kind: "npm-token", starts: ["npm_"], rest: /[A-Za-z0-9]{36}(?![A-Za-z0-9])/y },
  { kind: "pypi-token", starts: ["pypi-AgE"], rest: /[\w-]{50,}/y },
  { kind: "huggingface-token", starts: ["hf_"], rest: /[A-Za-z]{30,}/y },
  { kind: "groq-key", starts: ["gsk_"], rest: /[A-Za-z0-9]{40,}/y },
  { kind: "xai-key", starts: ["xai-"], rest: /[A-Za-z0-9]{60,}/y },
  { kind: "replicate-token", starts: ["r8_"], rest: /[A-Za-z0-9]{37}/y },
  { kind: "langsmith-key", starts: ["lsv2_pt_", "lsv2_sk_"], rest: /[0-9a-f]{32}_[0-9a-f]{10}/y },
  { kind: "sendgrid-key", starts: ["SG."], rest: /[\w-]{20,24}\.[\w-]{39,50}/y },
  { kind: "shopify-token", starts: ["shpat_", "shpca_", "shppa_", "shpss_"], rest: /[0-9a-fA-F]{32}/y },
  { kind: "digitalocean-token", starts: ["dop_v1_", "doo_v1_"], rest: /[0-9a-f]{64}/y },
  { kind: "databricks-token", starts: ["dapi"], rest: /[0-9a-f]{32}(?![0-9a-f])/y },
];

const keyOfStart = new Map(
  providerKeys.flatMap((key) => key.starts.map((start): [string, ProviderKey] => [start, key])),
);

// Longest first: `sk-ant-` before `sk-`. All starts begin with a letter, so most positions of a text are passed over at once.
const anyStart = new RegExp(
  `\\b(?:${[...keyOfStart.keys()]
    .toSorted((a, b) => b.length - a.length)
    .map((start) => start.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"))
    .join("|")})`,
  "g",
);

/** Keys and tokens whose providers gave them a recognisable start. */
export const providerKey: Detector = {
  name: "provider-key",
  kinds: [...new Set(providerKeys.map((key) => key.kind))],
  group: "secret",
  summary:
    "Keys of OpenAI, Anthropic, GitHub, GitLab, Slack, Google, Stripe, npm, PyPI, Hugging Face and others, by their published form.",
  limits: "Not seen: keys of providers outside the table, keys that are split, encoded or shortened.",
  scan(text, report) {
    anyStart.lastIndex = 0;
    for (let match = anyStart.exec(text); match !== null; match = anyStart.exec(text)) {
      const key = keyOfStart.get(match[0]);
      if (key === undefined || text[match.index - 1] === "-") continue;
      key.rest.lastIndex = anyStart.lastIndex;
      if (!key.rest.test(text)) continue;
      const end = key.rest.lastIndex;
      if (key.check !== undefined && !key.check(text.slice(match.index, end))) continue;
      report(key.kind, match.index, end);
      anyStart.lastIndex = end;
    }
  },
};
