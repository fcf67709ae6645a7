const date =
  /(?:^|[-@_:/.])(?:20\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?=$|[-@_:.])/;
/** `05-06`, `08-2024`: month and day or month and year, as Google and Cohere write them. */
const shortDate = /-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|1[0-2])-20\d{2})(?=$|[-@])/;
/** `0613`, `2411`: month and day, or year and month. */
const fourDigits = /-(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|2\d(?:0[1-9]|1[0-2]))(?=$|-preview$|-exp$)/;
/** `gemini-2.0-flash-001`, `text-bison@002` */
const revision = /[-@]0\d{2}$/;
/** `model@sha256:...`, `org/model@<commit>` */
const content = /@(?:sha256(?::|$)|[0-9a-f]{7,64}$)/i;
/** From 4.6 on Anthropic's dateless names are snapshots, not aliases (platform.claude.com, "Model IDs and versioning"). */
const claude = /(?:^|\.)claude-[a-z]+-(\d{1,2})(?:-(\d{1,2}))?(?:-v\d+(?::\d+)?)?$/;
/** Vectors of two versions cannot be mixed, so providers give every version of an embedding model its own name. */
const embedding = /embed.*\d|^voyage-\d/i;

/**
 * Whether a model's name may mean another model tomorrow. Fixed are names that carry a snapshot: a date
 * (`gpt-4.1-2025-04-14`, `claude-sonnet-4-5-20250929`, `claude-haiku-4-5@20251001`, `gpt-4-0613`, `mistral-large-2411`,
 * `gemini-2.5-flash-preview-05-20`, `command-r-08-2024`), a revision (`gemini-2.0-flash-001`), a content digest or
 * commit (`model@sha256:...`, `org/model@0f3c9ab`), Claude 4.6 and later, and embedding models with a version
 * (`text-embedding-3-small`). Everything else floats, `latest` always: aliases (`gpt-4o`), deployments and
 * self-hosted servers, whose operator can swap the weights under the same name. With or without `provider/`.
 */
export function isFloating(model: string): boolean {
  const name = model.trim();
  if (/(?:^|[-:@/])latest$/i.test(name)) return true;
  if ([date, shortDate, fourDigits, revision, content].some((pattern) => pattern.test(name))) return false;
  const short = name.slice(name.lastIndexOf("/") + 1);
  if (embedding.test(short)) return false;
  const version = claude.exec(short);
  if (version !== null) return Number(version[1]) * 100 + Number(version[2] ?? 0) < 406;
  return true;
}
