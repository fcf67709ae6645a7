import { z } from "zod";
import type { Example } from "../../dataset/index.ts";
import { defineScorer, type Finding } from "../definition.ts";
import { toolCallsOf } from "../read.ts";
import { listed } from "../quote.ts";
import { type ArgumentRule, type ExpectedCall, formatCall } from "./call.ts";
import { expectedCalls } from "./expected-calls.ts";
import { type CallOrder, mismatch } from "./match.ts";

const toolName = z.string().min(1, "must not be empty");
const call = z.union([
  toolName.transform((name): ExpectedCall => ({ name })),
  z.strictObject({ name: toolName, arguments: z.json().optional() }),
]);
const orders = ["exact", "any", "subset", "contains"] as const;
const matches = ["exact", "subset", "names"] as const;
const looseness = z.union([
  z
    .number()
    .nonnegative()
    .transform((number) => ({ number, types: false })),
  z.strictObject({
    number: z.number().nonnegative().default(0).describe("Numbers may differ by this much."),
    types: z.boolean().default(false).describe('Whether "8812" equals 8812 and "true" equals true.'),
  }),
]);

interface Options {
  calls?: ExpectedCall[] | undefined;
  order?: CallOrder | undefined;
  match?: (typeof matches)[number] | undefined;
  tolerance: { number: number; types: boolean };
  forbid: string[];
}

const long = z.strictObject({
  calls: z
    .array(call)
    .optional()
    .describe(
      "The calls expected, each a name or `{ name, arguments }`. Default: `expected.toolCalls` or `metadata.toolCalls` of the example. An empty list: none at all.",
    ),
  order: z
    .enum(orders)
    .optional()
    .describe(
      "`exact` (default): these calls in this order and no other; `any`: these and no other, in any order; `subset`: these in this order, others may stand between; `contains`: these in any order, others are allowed.",
    ),
  match: z
    .enum(matches)
    .optional()
    .describe(
      "`exact` (default): the same arguments; `subset`: at least these; `names`: only the tools' names count. A call expected without arguments takes any.",
    ),
  tolerance: looseness
    .default({ number: 0, types: false })
    .describe("How far numbers may differ, or `{ number, types }`."),
  forbid: z.array(toolName).default([]).describe("Tools that must not be called. Alone, nothing else is checked."),
});

const given = z.record(z.string(), z.json());
const argumentMap = z
  .record(toolName, z.union([given, z.array(given).min(1), z.boolean()]))
  .refine((map) => Object.keys(map).length > 0, "names no tool")
  .refine((map) => !Object.keys(map).some((key) => key in long.shape), "mixes options with names of tools")
  .describe(
    "Tools that must be called with at least these arguments (a list: once for each; true: with any; false: not at all), in any order, others allowed.",
  );

/**
 * The tools that the application called, with their arguments. Calls are read from the output, the conversation or the
 * trace (`toolCallsOf`). When none of them could tell, expected calls count as not made, and a claim that something was
 * not called is an error.
 */
export const toolCalls = defineScorer<Options>({
  name: "toolCalls",
  revision: 1,
  family: "agent",
  summary: "The right tools were called with the right arguments.",
  deterministic: true,
  binary: true,
  options: z.union([long, argumentMap.transform(fromMap)]),
  missing: (options, example) => {
    if (options.calls !== undefined || onlyForbids(options)) return undefined;
    return expectedCalls(example) === undefined ? "expected.toolCalls" : undefined;
  },
  create: (options) => {
    const rule: ArgumentRule = {
      arguments: options.match !== "names",
      subset: options.match === "subset",
      tolerance: options.tolerance.number,
      looseTypes: options.tolerance.types,
    };
    return (subject) => {
      const expected = onlyForbids(options) ? undefined : wantedCalls(options, subject.example);
      const seen = toolCallsOf(subject);
      if (seen === undefined && (expected === undefined || expected.length === 0)) {
        throw new Error("nothing tells which tools were called: return `toolCalls` in the output, or emit spans");
      }
      const calls = seen ?? [];
      const forbidden = calls.filter(({ name }) => options.forbid.includes(name));
      if (forbidden.length > 0)
        return failure(`called ${listed(forbidden.map(formatCall))}, which is forbidden`, expected, calls);
      const fault = expected === undefined ? undefined : mismatch(expected, calls, options.order ?? "exact", rule);
      if (fault === undefined)
        return { value: 1, reason: calls.length === 0 ? "called no tool" : `called ${listed(calls.map(formatCall))}` };
      if (seen !== undefined) return failure(fault, expected, calls);
      const unproven = "neither the output nor a conversation or trace lists tool calls";
      return { ...failure(`${fault} (${unproven})`, expected, calls), unproven };
    };
  },
  examples: [
    {
      title: "a map: this tool, with at least these arguments",
      options: { startRefund: { orderId: "8812" } },
      subject: { output: { text: "Done.", toolCalls: [{ name: "startRefund", arguments: { orderId: "8821" } }] } },
      value: 0,
    },
    {
      title: "the calls that the example expects, in any order",
      options: { order: "any" },
      subject: {
        output: {
          toolCalls: [
            { name: "search", arguments: { q: "vat" } },
            { name: "lookupOrder", arguments: { id: 7 } },
          ],
        },
        example: {
          id: "a",
          input: "",
          expected: {
            toolCalls: [
              { name: "lookupOrder", arguments: { id: 7 } },
              { name: "search", arguments: { q: "vat" } },
            ],
          },
        },
      },
      value: 1,
    },
    {
      title: "an OpenAI-style message; numbers may differ a little",
      options: { calls: [{ name: "convert", arguments: { amount: 10 } }], tolerance: 0.01 },
      subject: {
        output: {
          role: "assistant",
          tool_calls: [{ id: "1", type: "function", function: { name: "convert", arguments: '{"amount":10.004}' } }],
        },
      },
      value: 1,
    },
    {
      title: "a tool that must not be called",
      options: { forbid: ["deleteOrder"] },
      subject: { output: { toolCalls: [{ name: "deleteOrder", arguments: {} }] } },
      value: 0,
    },
  ],
});

function fromMap(map: z.infer<typeof argumentMap>): Options {
  const calls: ExpectedCall[] = [];
  const forbid: string[] = [];
  for (const name of Object.keys(map).toSorted()) {
    const wanted = map[name];
    if (wanted === false) forbid.push(name);
    else if (wanted === true) calls.push({ name });
    else for (const one of [wanted ?? {}].flat()) calls.push({ name, arguments: one });
  }
  const shared = { tolerance: { number: 0, types: false }, forbid };
  return calls.length === 0 ? shared : { ...shared, calls, order: "contains", match: "subset" };
}

function onlyForbids({ calls, order, match, forbid }: Options): boolean {
  return forbid.length > 0 && calls === undefined && order === undefined && match === undefined;
}

function wantedCalls(options: Options, example: Example): ExpectedCall[] {
  const calls = options.calls ?? expectedCalls(example);
  if (calls === undefined) throw new Error(`example ${example.id} expects no toolCalls`);
  return calls;
}

function failure(
  reason: string,
  expected: readonly ExpectedCall[] | undefined,
  calls: readonly { name: string }[],
): Finding {
  const got = calls.length === 0 ? "no tool call" : calls.map(formatCall).join(", ");
  if (expected === undefined) return { value: 0, reason, metadata: { got } };
  const wanted = expected.length === 0 ? "no tool call" : expected.map(formatCall).join(", ");
  return { value: 0, reason, metadata: { expected: wanted, got } };
}
