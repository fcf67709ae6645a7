import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../digest/index.ts";
import type { Finding, ScorerEnvironment, Subject } from "../definition.ts";
import { mismatch } from "./match.ts";
import { toolCalls } from "./tool-calls.ts";
import { trajectory } from "./trajectory.ts";

const environment: ScorerEnvironment = {
  directory: import.meta.dirname,
  models: {
    generate: () => Promise.reject(new Error("no model is needed")),
    embed: () => Promise.reject(new Error("no model is needed")),
  },
  judges: new Map(),
  variables: {},
};

type Calls = [name: string, given?: { [key: string]: Json }][];

const outputOf = (calls: Calls): Json => ({
  toolCalls: calls.map(([name, given]) => ({ name, arguments: given ?? {} })),
});

async function find(options: Json, output: Json, expected?: Calls, part: Partial<Subject> = {}): Promise<Finding> {
  const score = await toolCalls.create(toolCalls.options.parse(options), environment);
  const example = { id: "a", input: "", ...(expected === undefined ? {} : { expected: outputOf(expected) }) };
  return score({ example, output, trial: 0, latencyMs: 1, ...part });
}

const refund: Calls = [
  ["lookupOrder", { id: 7 }],
  ["startRefund", { orderId: "8812", reason: "broken" }],
];
const [look, start] = refund as [Calls[number], Calls[number]];

describe("the order of tool calls", () => {
  it.each<[string, Json, Calls, number]>([
    ["exact", { order: "exact" }, refund, 1],
    ["exact, turned round", { order: "exact" }, [start, look], 0],
    ["exact, one more", { order: "exact" }, [look, ["search"], start], 0],
    ["exact, one less", { order: "exact" }, [look], 0],
    ["any, turned round", { order: "any" }, [start, look], 1],
    ["any, one more", { order: "any" }, [start, look, ["search"]], 0],
    ["any, one twice", { order: "any" }, [start, look, look], 0],
    ["subset, one between", { order: "subset" }, [look, ["search"], start], 1],
    ["subset, turned round", { order: "subset" }, [start, look], 0],
    ["contains, turned round with others", { order: "contains" }, [start, ["search"], look], 1],
    ["contains, one less", { order: "contains" }, [start], 0],
    ["the default is exact", {}, [start, look], 0],
  ])("%s: %#", async (_, options, calls, value) => {
    expect((await find(options, outputOf(calls), refund)).value).toBe(value);
  });
});

describe("the arguments of tool calls", () => {
  it.each<[string, Json, Calls, string]>([
    [
      "a wrong value",
      {},
      [look, ["startRefund", { orderId: "8821", reason: "broken" }]],
      'startRefund got orderId "8821", expected "8812"',
    ],
    [
      "a number for a text",
      {},
      [look, ["startRefund", { orderId: 8812, reason: "broken" }]],
      'startRefund got orderId 8812, expected "8812"',
    ],
    [
      "one that is missing",
      {},
      [look, ["startRefund", { orderId: "8812" }]],
      'startRefund got no reason, expected "broken"',
    ],
    [
      "one too many",
      {},
      [look, ["startRefund", { orderId: "8812", reason: "broken", note: "x" }]],
      'startRefund got note "x", expected none',
    ],
    [
      "a call that was not made",
      {},
      [look],
      'startRefund(orderId: "8812", reason: "broken") was not called; called lookupOrder',
    ],
    ["no call at all", {}, [], "lookupOrder(id: 7) was not called; called no tool"],
    ["an unexpected call", {}, [look, start, ["cancel", { id: 1 }]], "unexpected call: cancel(id: 1)"],
    [
      "the wrong order",
      {},
      [start, look],
      "called startRefund, lookupOrder; expected the order lookupOrder, startRefund",
    ],
  ])("%s is told in words", async (_, options, calls, reason) => {
    expect(await find(options, outputOf(calls), refund)).toMatchObject({ value: 0, reason });
  });

  it.each<[Json, Calls, number]>([
    [{ match: "subset" }, [look, ["startRefund", { orderId: "8812", reason: "broken", note: "x" }]], 1],
    [{ match: "names" }, [["lookupOrder"], ["startRefund", { orderId: "1" }]], 1],
    [
      { tolerance: { types: true } },
      [
        ["lookupOrder", { id: "7" }],
        ["startRefund", { orderId: 8812, reason: "broken" }],
      ],
      1,
    ],
    [{ tolerance: 0.5 }, [["lookupOrder", { id: 7.4 }], start], 1],
    [{ tolerance: 0.5 }, [["lookupOrder", { id: "7" }], start], 0],
    [{ calls: ["lookupOrder"] }, [["lookupOrder", { id: 99 }]], 1],
    [{ calls: [] }, [], 1],
    [{ calls: [] }, [look], 0],
    [{ calls: [], order: "contains" }, [look], 0],
    [{ startRefund: { orderId: "8812" } }, refund, 1],
    [{ startRefund: [{ orderId: "8812" }, { orderId: "8813" }] }, refund, 0],
    [{ startRefund: true, cancel: false }, refund, 1],
    [{ startRefund: true, lookupOrder: false }, refund, 0],
    [{ cancel: false }, refund, 1],
    [{ forbid: ["startRefund"] }, refund, 0],
    [{ forbid: ["cancel"] }, [look], 1],
    [{ forbid: ["cancel"], order: "any" }, [look], 0],
  ])("%j against %j gives %d", async (options, calls, value) => {
    expect((await find(options, outputOf(calls), refund)).value).toBe(value);
  });

  it("shows expected and got side by side", async () => {
    const finding = await find({ startRefund: { orderId: "8812" } }, outputOf([["startRefund", { orderId: "8821" }]]));
    expect(finding.metadata).toEqual({ expected: 'startRefund(orderId: "8812")', got: 'startRefund(orderId: "8821")' });
  });

  it("leaves a strict expectation its call when a lenient one could have taken it", async () => {
    const options = { calls: ["search", { name: "search", arguments: { q: "vat" } }], order: "any" };
    expect(
      (
        await find(
          options,
          outputOf([
            ["search", { q: "vat" }],
            ["search", { q: "tax" }],
          ]),
        )
      ).value,
    ).toBe(1);
  });

  it("accepts exactly the permutations of what was expected, in any order", () => {
    const given = fc.constantFrom<JsonObject[]>({ x: 1 }, { x: 2 }, {});
    const call = fc.record({ name: fc.constantFrom("a", "b"), arguments: given });
    const shuffled = fc
      .array(call, { maxLength: 5 })
      .chain((calls) => fc.tuple(fc.constant(calls), fc.shuffledSubarray(calls, { minLength: calls.length })));
    fc.assert(
      fc.property(shuffled, call, ([calls, other], extra) => {
        expect(mismatch(calls, other, "any", { arguments: true })).toBeUndefined();
        expect(mismatch(calls, [...other, extra], "any", { arguments: true })).toMatch(/\w/);
        expect(mismatch([...calls, extra], other, "contains", { arguments: true })).toMatch(/\w/);
      }),
    );
  });
});

describe("tool calls without evidence", () => {
  it("count as not made, but prove nothing under a negation", async () => {
    expect(await find({ startRefund: true }, "Done.")).toMatchObject({
      value: 0,
      unproven: expect.stringMatching(/trace/) as string,
    });
    expect((await find({ startRefund: true }, { toolCalls: [] })).unproven).toBeUndefined();
  });

  it.each<[Json]>([[{ forbid: ["cancel"] }], [{ calls: [] }], [{ cancel: false }]])(
    "never let %j pass",
    async (options) => {
      await expect(find(options, "Done.")).rejects.toThrow(/nothing tells which tools were called/);
    },
  );

  it.each<[Json, RegExp]>([
    ["startRefund", /must be a list/],
    [[{ nam: "startRefund" }], /no name/],
    [[{ name: "startRefund", argumets: { orderId: "8812" } }], /unknown key "argumets".*did you mean "arguments"/],
  ])("that are expected as %j are an input error", (calls, message) => {
    const example = { id: "a", input: "", expected: { toolCalls: calls } };
    expect(() => toolCalls.missing?.(toolCalls.options.parse({}), example)).toThrow(message);
  });

  it("are asked for before anything runs", () => {
    const options = toolCalls.options.parse({});
    expect(toolCalls.missing?.(options, { id: "a", input: "", expected: "text" })).toBe("expected.toolCalls");
    expect(toolCalls.missing?.(options, { id: "a", input: "", metadata: { toolCalls: ["look"] } })).toBeUndefined();
    expect(
      toolCalls.missing?.(toolCalls.options.parse({ forbid: ["cancel"] }), { id: "a", input: "" }),
    ).toBeUndefined();
  });
});

describe("trajectory", () => {
  const score = async (options: Json, output: Json, part: Partial<Subject> = {}): Promise<Finding> => {
    const run = await trajectory.create(trajectory.options.parse(options), environment);
    return run({ example: { id: "a", input: "" }, output, trial: 0, latencyMs: 1, ...part });
  };

  it.each<[Json, string[], number, string]>([
    [["a", "b"], ["a", "x", "b"], 1, "took a, x and b"],
    [["a", "b"], ["b", "a"], 0, "the order is not a and b; took b and a"],
    [{ required: ["a", "b"], order: false }, ["b", "a"], 1, "took b and a"],
    [["a", "a"], ["a"], 0, "the order is not a and a; took a"],
    [["a", "c"], ["a", "b"], 0, "c is missing; took a and b"],
    [{ forbidden: ["b"] }, ["a", "b"], 0, "b is forbidden; took a and b"],
    [{ maxSteps: 1 }, ["a", "b"], 0, "2 steps, at most 1 wanted; took a and b"],
    [{ minSteps: 1 }, [], 0, "0 steps, at least 1 wanted; took no step"],
    [{ maxSteps: 0 }, [], 1, "took no step"],
  ])("%j over %j gives %d", async (options, steps, value, reason) => {
    expect(await score(options, { toolCalls: steps })).toMatchObject({ value, reason });
  });

  it("counts the spans of the trace when asked to, and is an error without one", async () => {
    const options = { required: ["retrieve"], forbidden: ["fallback"], steps: "spans" };
    const at = "2026-01-01T00:00:00.000Z";
    const span = {
      traceId: "t",
      spanId: "s",
      name: "retrieve",
      kind: "retrieval",
      startTime: at,
      endTime: at,
      durationMs: 0,
      status: { code: "ok" },
      attributes: {},
    } as const;
    expect((await score(options, "x", { trace: { spans: [{ ...span }] } })).value).toBe(1);
    await expect(score(options, { toolCalls: ["retrieve"] })).rejects.toThrow(/nothing tells which steps/);
    await expect(score({ forbidden: ["a"] }, "x")).rejects.toThrow(/nothing tells which steps/);
    expect(await score(["a"], "x")).toMatchObject({ value: 0, unproven: expect.any(String) as string });
  });
});
