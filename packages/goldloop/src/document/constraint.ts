import { found, literal } from "./phrase.ts";
import type { Issue } from "./schema.ts";

const formats: Record<string, string> = {
  email: "an e-mail address",
  url: "a URL",
  uuid: "a UUID",
  datetime: "a date and time in ISO 8601 (2026-11-01T10:00:00Z)",
  date: "a date (2026-11-01)",
  time: "a time (10:00:00)",
  duration: "an ISO 8601 duration (P7D)",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  base64: "base64",
  json_string: "JSON text",
};

/** Words for the limits of a schema: sizes, ranges, formats. The text continues `name ...`. */
export function constraint(issue: Issue, value: unknown): { code: string; text: string } {
  switch (issue.code) {
    case "too_small":
      return {
        code: "out-of-range",
        text: sizePhrase(issue.origin, "at least", "more than", issue.minimum, issue, value),
      };
    case "too_big":
      return {
        code: "out-of-range",
        text: sizePhrase(issue.origin, "at most", "less than", issue.maximum, issue, value),
      };
    case "not_multiple_of":
      return { code: "out-of-range", text: `must be a multiple of ${issue.divisor}, got ${found(value)}` };
    case "invalid_format":
      return { code: "wrong-format", text: `must ${formatPhrase(issue)}, got ${found(value)}` };
    default:
      return { code: "invalid-value", text: `is not valid, got ${found(value)}` };
  }
}

function sizePhrase(
  origin: string,
  inclusive: string,
  exclusive: string,
  limit: number | bigint,
  issue: { inclusive?: boolean; exact?: boolean },
  value: unknown,
): string {
  const unit = { string: "character", array: "item", set: "item", object: "key", record: "key", map: "key" }[origin];
  const bound = issue.inclusive === false ? exclusive : inclusive;
  if (unit === undefined) return `must be ${bound} ${limit}, got ${found(value)}`;
  if (bound === "at least" && Number(limit) === 1) return "must not be empty";
  const size = sizeOf(value);
  const count = `${issue.exact === true ? "exactly" : bound} ${limit} ${unit}${Number(limit) === 1 ? "" : "s"}`;
  return `must have ${count}${size === undefined ? "" : `, got ${size}`}`;
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
}

function formatPhrase(issue: Extract<Issue, { code: "invalid_format" }>): string {
  const { format } = issue;
  if (format === "regex") return `match ${issue.pattern}`;
  if ("prefix" in issue && format === "starts_with") return `start with ${literal(issue.prefix)}`;
  if ("suffix" in issue && format === "ends_with") return `end with ${literal(issue.suffix)}`;
  if ("includes" in issue && format === "includes") return `contain ${literal(issue.includes)}`;
  return `be ${formats[format] ?? `a valid ${format}`}`;
}
