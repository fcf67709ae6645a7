/** Parts of the settings page, in order; `words` find them beside their label. */
export const settingsSections = [
  { id: "keys", label: "Keys", words: "api key token secret ingest revoke send traces" },
  {
    id: "people",
    label: "People",
    words: "person user member role invite invitation admin auditor expiry disable access",
  },
  {
    id: "redaction",
    label: "Redaction",
    words: "personal data pii secrets mask hash drop pattern privacy email phone",
  },
  {
    id: "retention",
    label: "Retention and erasure",
    words: "days delete remove keep erase gdpr forget user session trace",
  },
  { id: "review", label: "Review", words: "label rubric rules sample queue reviewer random" },
  { id: "prices", label: "Prices", words: "cost usd model tokens million" },
  { id: "releases", label: "Release markers", words: "deploy version mark note line" },
  { id: "audit", label: "Audit log", words: "history changes who when diff" },
  {
    id: "server",
    label: "Server",
    words: "environment variables config version data folder host port clickhouse postgres database oidc fsync log",
  },
] as const;

export type SectionId = (typeof settingsSections)[number]["id"];

/** The parts in whose label or words every word that was typed occurs. */
export function sectionsWith(typed: string): (typeof settingsSections)[number][] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return settingsSections.filter((one) => {
    const text = `${one.label} ${one.words}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
