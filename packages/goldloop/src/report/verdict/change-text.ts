import type { VerdictDocument } from "../../gate/index.ts";
import { count, number } from "../figures.ts";
import { policyName } from "./subject.ts";

const shown = 5;

/** One sentence: did the application change, or what it was evaluated with? */
export function changeText({ baseline, appChanged, pins, policy }: VerdictDocument): string {
  if (baseline === null) return "There is no baseline: nothing says what changed.";
  const parts: [string, boolean][] = [
    ["dataset", false],
    ["scorers", false],
    ["judges", false],
  ];
  let settings = false;
  for (const { changed } of Object.values(pins)) {
    for (const { path } of changed) {
      const place = kindOf(path);
      if (place === "settings") settings = true;
      for (const part of parts) if (part[0] === place) part[1] = true;
    }
  }
  if (settings) parts.push(["settings", true]);
  // Without a ref there is only one policy, and nothing that it could differ from.
  if (policy.ref !== null) parts.push(["policy", policy.proposed.length > 0]);
  const moved = parts.flatMap(([name, changed]) => (changed ? [name] : []));
  const still = parts.flatMap(([name, changed]) => (changed ? [] : [name]));
  const app =
    appChanged === null
      ? "Whether the app changed is not known"
      : `The app ${appChanged ? "changed" : "did not change"}`;
  if (moved.length === 0) {
    if (appChanged === true) return `${app}; ${list(still)} did not.`;
    return appChanged === false
      ? `Nothing changed: neither the app nor ${list(still, "or")}.`
      : `${app}; ${list(still)} did not change.`;
  }
  const joined = appChanged === true ? `${app}, and so did ${list(moved)}` : `${app}; ${list(moved)} did`;
  return `${joined}${appChanged === null ? " change" : ""}.${still.length === 0 ? "" : ` ${upper(list(still))} did not.`}`;
}

function kindOf(path: string): string {
  const [, kind = "scorers"] =
    /(?:^|\.)(dataset|settings|scorers|exampleScorers|judges|embeddings|prices)(?:\.|$)/.exec(path) ?? [];
  if (kind === "exampleScorers" || kind === "embeddings") return "scorers";
  return kind === "prices" ? "settings" : kind;
}

function list(words: readonly string[], last = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Which pins differ from the baseline's, and which examples do not pair. */
export function changeLines({ pins, baseline }: VerdictDocument): string[] {
  const suites = Object.keys(pins).length;
  const changed = Object.entries(pins).flatMap(([suite, one]) =>
    one.changed.map(({ path, locked, now }) => {
      const name = suites > 1 && !path.startsWith(suite) ? `${suite}.${path}` : path;
      return `${name}  ${valueText(locked)} -> ${valueText(now)}`;
    }),
  );
  const paired = Object.entries(baseline?.paired ?? {}).flatMap(([suite, pairs]) => {
    const parts = [
      pairs.added.length === 0 ? "" : `${number(pairs.added.length)} new`,
      pairs.changed.length === 0 ? "" : `${number(pairs.changed.length)} changed`,
      pairs.missing.length === 0 ? "" : `${number(pairs.missing.length)} gone`,
    ].filter((part) => part !== "");
    if (parts.length === 0) return [];
    return [`${suite}: ${count(pairs.paired, "example")} compared with the baseline; ${parts.join(", ")}`];
  });
  return [...few(changed), ...few(paired)];
}

/** What the change under test proposes for the policy. It does not count: the base's does. Empty when it proposes nothing. */
export function proposedLines({ policy }: VerdictDocument): string[] {
  return few(policy.proposed.map(({ path, base, head }) => `${path}  ${valueText(base)} -> ${valueText(head)}`));
}

/** The sentence above what is proposed; "" when nothing is. */
export function proposedText({ policy }: VerdictDocument): string {
  if (policy.proposed.length === 0) return "";
  return `The change proposes another policy. The one of ${policy.ref ?? policyName(policy)} counts:`;
}

/** A value of a pin or a policy in a few characters. */
function valueText(value: unknown): string {
  if (value === undefined || value === null) return "(none)";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const brief = text.replace(/sha256:([0-9a-f]{8})[0-9a-f]{56}/g, "sha256:$1");
  return brief.length > 60 ? `${brief.slice(0, 59).toWellFormed()}…` : brief;
}

function few(lines: readonly string[]): string[] {
  return lines.length <= shown ? [...lines] : [...lines.slice(0, shown), `and ${number(lines.length - shown)} more`];
}
