import type { VerdictDocument } from "../../gate/index.ts";
import { canBeTyped, shellWord } from "../shell-word.ts";
import { type ReadVerdict, standing } from "./standing.ts";

/** The suite and the first example to look at that can be typed; undefined when no rule names one. */
function firstExample(read: ReadVerdict, written: VerdictDocument): { suite: string; id: string } | undefined {
  const order = standing(read, "failed", "unmeasured", "inconclusive");
  // Ids as they are in the dataset: the inert ones of `read` may not be found by a filter.
  const ids = new Set(written.gates.flatMap(({ rules }) => rules.flatMap(({ examples }) => examples)));
  for (const { rule } of order) {
    const id = rule.examples.find((one) => ids.has(one) && canBeTyped(one));
    const suite = (rule.suite ?? read.document.runs[0]?.suite)?.replace(/@.*$/, "");
    if (id !== undefined && suite !== undefined) return { suite, id };
  }
  return undefined;
}

/** The command that runs the worst example again; undefined when no rule names an example. */
export function reproduceCommand(read: ReadVerdict, written: VerdictDocument): string | undefined {
  const first = firstExample(read, written);
  return first === undefined ? undefined : `goldloop run ${shellWord(first.suite)} --filter ${shellWord(first.id)}`;
}

/** What to type next, with a word on what it is for. Empty when nothing is left to do. */
export function nextCommands(read: ReadVerdict, written: VerdictDocument): [label: string, command: string][] {
  const next: [string, string][] = [];
  const reproduce = reproduceCommand(read, written);
  if (reproduce !== undefined) next.push(["fix", `${reproduce} --watch`]);
  const broken = standing(read, "unmeasured").find(
    ({ rule }) => rule.fault === "errors" || rule.fault === "incomplete" || rule.metric === "errors",
  );
  const run = runOf(read.document, broken?.rule.suite ?? null);
  if (broken !== undefined && run !== undefined) next.push(["the errors", `goldloop run --resume ${shellWord(run)}`]);
  return next;
}

function runOf({ runs }: VerdictDocument, suite: string | null): string | undefined {
  const name = suite?.replace(/@.*$/, "");
  return (runs.find((run) => run.suite === name) ?? runs[0])?.id;
}
