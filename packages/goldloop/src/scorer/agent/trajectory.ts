import { z } from "zod";
import { defineScorer, type Finding, type Subject } from "../definition.ts";
import { listed } from "../quote.ts";
import { toolCallsOf } from "../read.ts";

const step = z.string().min(1, "must not be empty");
const count = z.int().nonnegative();

/**
 * The steps that an agent took: its tool calls, or all spans of its trace in the order they began. Steps are compared by
 * name. Without a trace `spans` is an error; `tools` without anything that lists calls treats required steps as not taken
 * and makes the rest an error.
 */
export const trajectory = defineScorer({
  name: "trajectory",
  revision: 1,
  family: "agent",
  summary: "The agent took the required steps, none of the forbidden ones, and not too many.",
  deterministic: true,
  binary: true,
  options: z.union([
    z
      .array(step)
      .min(1)
      .describe("Steps that must be taken, in this order; others may stand between.")
      .transform((required) => ({
        required,
        forbidden: [] as string[],
        order: true,
        steps: "tools" as "tools" | "spans",
      })),
    z
      .strictObject({
        required: z.array(step).default([]).describe("Steps that must be taken, others may stand between."),
        forbidden: z.array(step).default([]).describe("Steps that must not be taken."),
        order: z.boolean().default(true).describe("Whether the required steps must come in their order."),
        minSteps: count.optional().describe("At least this many steps."),
        maxSteps: count.optional().describe("At most this many steps."),
        steps: z
          .enum(["tools", "spans"])
          .default("tools")
          .describe("What a step is: a tool call, or a span of the trace."),
      })
      .refine(
        ({ required, forbidden, minSteps, maxSteps }) =>
          required.length + forbidden.length > 0 || minSteps !== undefined || maxSteps !== undefined,
        "needs `required`, `forbidden`, `minSteps` or `maxSteps`",
      )
      .refine(({ minSteps = 0, maxSteps = Infinity }) => minSteps <= maxSteps, "`minSteps` must not exceed `maxSteps`")
      .refine(
        ({ required, forbidden }) => !required.some((one) => forbidden.includes(one)),
        "requires a step that it forbids",
      ),
  ]),
  create: (options) => {
    const { required, forbidden, order } = options;
    const minSteps = "minSteps" in options ? options.minSteps : undefined;
    const maxSteps = "maxSteps" in options ? options.maxSteps : undefined;
    return (subject): Finding => {
      const seen = stepsOf(subject, options.steps);
      if (seen === undefined && (options.steps === "spans" || required.length === 0)) {
        throw new Error("nothing tells which steps were taken: emit spans, or return `toolCalls` in the output");
      }
      const steps = seen ?? [];
      const faults = [
        ...lacking(required, steps, order),
        ...forbidden.filter((one) => steps.includes(one)).map((one) => `${one} is forbidden`),
        ...(minSteps !== undefined && steps.length < minSteps
          ? [`${steps.length} steps, at least ${minSteps} wanted`]
          : []),
        ...(maxSteps !== undefined && steps.length > maxSteps
          ? [`${steps.length} steps, at most ${maxSteps} wanted`]
          : []),
      ];
      const took = steps.length === 0 ? "took no step" : `took ${listed(steps)}`;
      if (faults.length === 0) return { value: 1, reason: took };
      const finding: Finding = { value: 0, reason: `${faults.join("; ")}; ${took}` };
      return seen === undefined ? { ...finding, unproven: "nothing tells which steps were taken" } : finding;
    };
  },
  examples: [
    {
      title: "required steps in order, others between",
      options: ["lookupOrder", "startRefund"],
      subject: { output: { toolCalls: ["lookupOrder", "search", "startRefund"] } },
      value: 1,
    },
    {
      title: "a refund that was not looked up first",
      options: { required: ["lookupOrder", "startRefund"], maxSteps: 4 },
      subject: { output: { toolCalls: ["startRefund", "lookupOrder"] } },
      value: 0,
    },
    {
      title: "a forbidden step",
      options: { forbidden: ["deleteOrder"] },
      subject: { output: { toolCalls: ["lookupOrder", "deleteOrder"] } },
      value: 0,
    },
  ],
});

function stepsOf(subject: Subject, kind: "tools" | "spans"): string[] | undefined {
  if (kind === "tools") return toolCallsOf(subject)?.map((call) => call.name);
  const spans = subject.trace?.spans ?? [];
  return spans.length === 0 ? undefined : spans.map((span) => span.name);
}

function lacking(required: readonly string[], steps: readonly string[], order: boolean): string[] {
  const absent = required.filter((one) => !steps.includes(one));
  if (absent.length > 0) return [`${listed(absent)} ${absent.length === 1 ? "is" : "are"} missing`];
  if (!order) return [];
  let next = 0;
  for (const taken of steps) if (taken === required[next]) next += 1;
  return next === required.length ? [] : [`the order is not ${listed(required)}`];
}
