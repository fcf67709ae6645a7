import { describe, expect, it } from "vitest";
import type { SpanJson } from "../../api/index.ts";
import { totalsOf, treeOf, unfolded } from "./tree.ts";

function span(spanId: string, parentSpanId?: string, more: Partial<SpanJson> = {}, afterMs = 0): SpanJson {
  return {
    traceId: "t",
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name: spanId,
    kind: "other",
    startTime: new Date(1_700_000_000_000 + afterMs).toISOString(),
    endTime: new Date(1_700_000_000_000 + afterMs + 10).toISOString(),
    durationMs: 10,
    status: { code: "ok" },
    attributes: {},
    ...more,
  };
}

const shape = (spans: SpanJson[]) =>
  treeOf(spans).ordered.map((node) => `${"-".repeat(node.depth)}${node.span.spanId}`);

describe("treeOf", () => {
  it("puts children below parents by their start, whatever order they came in", () => {
    expect(
      shape([span("late", "root", {}, 5), span("inner", "early", {}, 3), span("early", "root", {}, 1), span("root")]),
    ).toEqual(["root", "-early", "--inner", "-late"]);
  });

  it("makes roots of spans whose parent is missing, and marks them", () => {
    const tree = treeOf([span("a", "gone"), span("b", "a")]);
    expect(tree.ordered.map((node) => [node.span.spanId, node.depth, node.orphan])).toEqual([
      ["a", 0, true],
      ["b", 1, false],
    ]);
  });

  it.each([
    ["itself", [span("a", "a")], ["a"]],
    ["each other", [span("a", "b"), span("b", "a", {}, 1)], ["a", "-b"]],
    ["a circle beside a root", [span("root"), span("a", "b", {}, 1), span("b", "a", {}, 2)], ["root", "a", "-b"]],
  ])("shows every span once when parents name %s", (_name, spans, expected) => {
    expect(shape(spans)).toEqual(expected);
  });

  it("walks a chain of 10,000 spans", () => {
    const chain = Array.from({ length: 10_000 }, (_, index) =>
      span(`s${index}`, index === 0 ? undefined : `s${index - 1}`, {}, index),
    );
    expect(treeOf(chain).ordered.at(-1)).toMatchObject({ depth: 9999 });
  });

  it("counts the failed spans below each", () => {
    const failed = { status: { code: "error" as const } };
    const tree = treeOf([span("root"), span("a", "root", failed, 1), span("b", "a", failed, 2)]);
    expect(tree.ordered.map((node) => node.faultsBelow)).toEqual([2, 1, 0]);
  });
});

describe("unfolded", () => {
  it("hides what is below folded spans, and nothing beside them", () => {
    const tree = treeOf([span("root"), span("a", "root", {}, 1), span("b", "a", {}, 2), span("c", "root", {}, 3)]);
    expect(unfolded(tree, new Set(["a"])).map((node) => node.span.spanId)).toEqual(["root", "a", "c"]);
    expect(unfolded(tree, new Set(["root", "a"])).map((node) => node.span.spanId)).toEqual(["root"]);
  });
});

describe("totalsOf", () => {
  it("counts each call once when a span repeats the sum of those below it", () => {
    const used = (inputTokens: number, costUsd: number) => ({ usage: { inputTokens }, costUsd });
    const tree = treeOf([
      span("agent", undefined, used(30, 3)),
      span("step", "agent", {}, 1),
      span("one", "step", used(10, 1), 2),
      span("two", "step", used(20, 2), 3),
    ]);
    expect(totalsOf(tree)).toEqual({ usage: { inputTokens: 30 }, costUsd: 3 });
  });

  it("knows nothing where no span does", () => {
    expect(totalsOf(treeOf([span("a")]))).toEqual({ usage: {}, costUsd: undefined });
  });
});
