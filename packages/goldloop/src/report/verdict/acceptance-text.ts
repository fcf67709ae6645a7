import type { AcceptanceUse, VerdictDocument } from "../../gate/index.ts";
import { number } from "../figures.ts";

const soonDays = 7;
const dayMs = 86_400_000;

/** A line on a risk acceptance, and whether it is one that does not count. */
export interface AcceptanceLine {
  text: string;
  counts: boolean;
}

/** The risk acceptances that cover no failure: those that do not count, with the reason, then those that are not needed. */
export function acceptanceLines({ acceptances }: VerdictDocument): AcceptanceLine[] {
  return acceptances
    .filter(({ status }) => status !== "used")
    .map((one): AcceptanceLine => ({ text: lineOf(one), counts: one.status === "unneeded" }))
    .toSorted((a, b) => Number(a.counts) - Number(b.counts));
}

/** `accepted by RA-7: owner li@example.com, until 2026-12-20` */
export function acceptedText(id: string, { acceptances, at }: VerdictDocument): string {
  const use = acceptances.find((one) => one.id === id);
  if (use === undefined) return `accepted by ${id}`;
  const people = [
    `owner ${use.owner ?? "nobody"}`,
    use.approvedBy === null ? "" : `approved by ${use.approvedBy}`,
    expiryText(use.expiresAt, at),
  ];
  return `accepted by ${id}: ${people.filter((part) => part !== "").join(", ")}`;
}

/** `none`, `2 used, 1 not counting` */
export function acceptanceCounts({ acceptances }: VerdictDocument): string {
  const of = (...wanted: AcceptanceUse["status"][]) =>
    acceptances.filter(({ status }) => wanted.includes(status)).length;
  const used = of("used");
  const unneeded = of("unneeded");
  const dead = acceptances.length - used - unneeded;
  const parts = [
    used > 0 ? `${number(used)} used` : "",
    unneeded > 0 ? `${number(unneeded)} not needed` : "",
    dead > 0 ? `${number(dead)} not counting` : "",
  ].filter((part) => part !== "");
  return parts.join(", ") || "none";
}

const problems: Partial<Record<AcceptanceUse["status"], string>> = {
  expired: "it has expired",
  invalid: "it is not valid",
  unmatched: "it matches no rule",
  exceeded: "the figure is worse than its ceiling",
  "other-release": "it is for another release",
};

function lineOf({ id, gate, rule, status, problem }: AcceptanceUse): string {
  const what = `${id} for ${gate}: ${rule}`;
  if (status === "unneeded") return `${what} is not needed: the rule passes`;
  return `${what} does not count: ${problem ?? problems[status] ?? status}`;
}

// With the days left when they are few.
function expiryText(expiresAt: string | null, at: string): string {
  if (expiresAt === null) return "does not expire";
  const days = Math.floor((Date.parse(expiresAt) - Date.parse(at)) / dayMs);
  const left = days < 1 ? "expires within a day" : `expires in ${days} day${days === 1 ? "" : "s"}`;
  return `until ${expiresAt.slice(0, 10)}${days < soonDays ? ` (${left})` : ""}`;
}
