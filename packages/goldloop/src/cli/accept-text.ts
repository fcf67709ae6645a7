import type { Policy } from "../config/index.ts";
import type { CheckedAcceptance } from "../gate/index.ts";
import {
  findGate,
  findRule,
  showFigure,
  type AcceptanceStatement,
  type AcceptanceStatus,
  type DraftStatement,
} from "../release/index.ts";

/** An acceptance as people read it before and after they sign. */
export function acceptanceText({ predicate }: AcceptanceStatement | DraftStatement, policy: Policy): string {
  const { gate, rule: text, scope, observed, ceiling, disposition, reason, controls, owner, ticket } = predicate;
  const rule = findRule(findGate(policy, gate), text);
  const seen = observed === null ? "not measured" : showFigure(rule, observed);
  const limit = ceiling === null ? "" : `, accepted down to ${showFigure(rule, ceiling)}`;
  const lines: [string, string][] = [
    ["rule", `${gate}: ${text}`],
    ["observed", `${seen}${rule.metric.better === "higher" ? limit : limit.replace("down", "up")}`],
    ["covers", coverage(scope)],
    ["releases", releases(scope.release)],
    [disposition, reason.replace(/\s+/g, " ")],
  ];
  if (controls !== null) lines.push(["controls", controls.replace(/\s+/g, " ")]);
  lines.push(["owner", owner], ["asked by", predicate.requestedBy]);
  if (predicate.approvedBy !== null) lines.push(["approved by", predicate.approvedBy]);
  lines.push(["ends", predicate.expiresAt ?? "never"]);
  if (ticket !== null) lines.push(["ticket", ticket]);
  return lines.map(([name, value]) => `  ${name.padEnd(14)}${value}\n`).join("");
}

function coverage({ examples, category }: AcceptanceStatement["predicate"]["scope"]): string {
  const parts: string[] = [];
  if (examples !== undefined) {
    const shown = examples.slice(0, 8).join(", ");
    parts.push(examples.length > 8 ? `${shown} and ${examples.length - 8} more` : shown);
  }
  if (category !== undefined) parts.push(`tagged ${category}`);
  return parts.length === 0 ? "all that the rule is about" : parts.join("; ");
}

function releases(release: string): string {
  if (release === "any") return "any";
  const [first = "", last] = release.split("..");
  if (last === undefined) return release.slice(0, 19);
  return `after ${first.slice(0, 10)}${last === "" ? "" : ` up to ${last.slice(0, 10)}`}`;
}

const marks: Readonly<Record<AcceptanceStatus, string>> = {
  valid: "✓",
  unsigned: "?",
  invalid: "✗",
  "not-allowed": "✗",
  expired: "✗",
  "other-release": "-",
};

/** One acceptance in a list. */
export function listLine(one: CheckedAcceptance, status: AcceptanceStatus, why: string | null): string {
  const head = `${marks[status]} ${one.file}`;
  const about = one.gate === "" ? "" : `  ${one.gate}: ${one.rule}`;
  if (status !== "valid") return `${head}${about}  ${status}\n    ${(why ?? "").replace(/\s+/g, " ")}\n`;
  const end = one.expiresAt === null ? "for good" : `until ${one.expiresAt.slice(0, 10)}`;
  return `${head}${about}  ${end}, owner ${one.owner}, approved by ${one.approvedBy}\n`;
}
