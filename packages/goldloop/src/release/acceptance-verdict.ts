import { readFile } from "node:fs/promises";
import { z } from "zod";
import { parseJsonText, validate } from "../document/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import { worst, type GateRule } from "./acceptance-rule.ts";

/** Where the gate command leaves its last verdict, from the project's folder. */
export const lastVerdictFile = ".goldloop/verdict.json";

// What is read of `goldloop/verdict/v1`; it may hold more.
const verdictSchema = z.looseObject({
  schema: z.literal("goldloop/verdict/v1"),
  runs: z.array(z.looseObject({ id: z.string() })),
  gates: z.array(
    z.looseObject({
      name: z.string(),
      rules: z.array(
        z.looseObject({
          rule: z.string(),
          verdict: z.enum(["pass", "fail", "inconclusive"]),
          observed: z.number().nullable(),
          examples: z.array(z.string()),
        }),
      ),
    }),
  ),
});

/** The parts of a verdict that an acceptance takes over. */
export type SeenVerdict = z.output<typeof verdictSchema>;

/** What a verdict says of one rule: the worst of the runs it was judged on. */
export interface SeenFailure {
  /** In the rule's own unit; null when it could not be measured. */
  observed: number | null;
  /** Examples that failed it, sorted. */
  examples: string[];
  fails: boolean;
}

/** Reads a verdict; undefined when there is no such file. Throws InputError(s) for another document. */
export async function readVerdict(file: string): Promise<SeenVerdict | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const { value, positionOf } = parseJsonText(text, file);
  return validate(verdictSchema, value, { file, positionOf, root: "the verdict" });
}

/** The failing rules of a verdict, for people to choose from. */
export function failingRules(verdict: SeenVerdict): { gate: string; rule: string }[] {
  return verdict.gates.flatMap(({ name, rules }) => {
    const texts = rules.filter((rule) => rule.verdict !== "pass").map(({ rule }) => rule);
    return [...new Set(texts)].map((rule) => ({ gate: name, rule }));
  });
}

/** What the verdict says of a rule. Throws InputError `not-judged` when it did not judge it. */
export function seenFailure(verdict: SeenVerdict, gate: string, rule: GateRule): SeenFailure {
  const judged = verdict.gates.find(({ name }) => name === gate)?.rules.filter((one) => one.rule === rule.text) ?? [];
  if (judged.length === 0) {
    throw new InputError("not-judged", `the last verdict did not judge "${rule.text}" of gate "${gate}"`, {
      hint: "goldloop gate   judges, and leaves a verdict",
    });
  }
  const failing = judged.filter((one) => one.verdict !== "pass");
  const figures = (failing.length === 0 ? judged : failing).map(({ observed }) => observed);
  return {
    // One that could not be measured may be worse than all that could.
    observed: worst(rule, figures.every((figure) => figure !== null) ? figures : []),
    examples: [...new Set(failing.flatMap(({ examples }) => examples))].toSorted(),
    fails: failing.length > 0,
  };
}

/**
 * The examples that an acceptance of a failing rule is for: the named ones, else those that failed, where the rule counts
 * examples. Undefined when the rule is about a mean, a cost or a latency. Throws InputError `unknown-example`.
 */
export function coveredExamples(
  rule: GateRule,
  named: readonly string[] | undefined,
  seen: SeenFailure | undefined,
): string[] | undefined {
  if (named !== undefined && named.length > 0) {
    for (const id of named) {
      if (seen === undefined || seen.examples.length === 0 || seen.examples.includes(id)) continue;
      throw new InputError(
        "unknown-example",
        `example "${id}" did not fail "${rule.text}"${suggestion(id, seen.examples)}`,
      );
    }
    return [...new Set(named)].toSorted();
  }
  const counts = rule.kind === "require" && (rule.metric.kind === "rate" || rule.metric.metric === "removed");
  return counts && seen !== undefined && seen.examples.length > 0 ? seen.examples : undefined;
}
