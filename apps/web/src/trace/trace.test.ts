import { describe, expect, it } from "vitest";
import type { ScoreJson, SpanJson } from "../api/index.ts";
import { clockText } from "./clock-text.ts";
import { blocksOf, messagesIn, plainText } from "./content.ts";
import { faultOf, firstToShow } from "./span-state.ts";

function span(spanId: string, parentSpanId: string | undefined, more: Partial<SpanJson> = {}, afterMs = 0): SpanJson {
  return {
    traceId: "t",
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name: spanId,
    kind: "other",
    startTime: new Date(1_700_000_000_000 + afterMs).toISOString(),
    endTime: new Date(1_700_000_000_000 + afterMs + 10).toISOString(),
    durationMs: 10,
    status: { code: "unset" },
    attributes: {},
    ...more,
  };
}
const failed = { status: { code: "error" as const } };
const score = (spanId: string, value: number): ScoreJson => ({
  id: spanId,
  spanId,
  name: "s",
  source: "system",
  score: value,
  time: "2026-01-01T00:00:00Z",
});
const opens = (spans: SpanJson[], scores: ScoreJson[] = []) => firstToShow({ spans, scores })?.spanId;

describe("firstToShow", () => {
  it("is where the first error began, not the spans around it that failed with it", () => {
    const spans = [
      span("root", undefined, failed),
      span("step", "root", failed, 1),
      span("call", "step", failed, 2),
      span("later", "root", failed, 5),
    ];
    expect(opens(spans)).toBe("call");
  });

  it("is the worst bad score where nothing failed", () => {
    const spans = [span("root", undefined), span("a", "root", {}, 1), span("b", "root", {}, 2)];
    expect(opens(spans, [score("a", 0.4), score("b", 0.1)])).toBe("b");
    expect(opens(spans, [score("a", 0.9)])).toBe("root");
  });

  it("is the root otherwise, or the earliest span of what has arrived", () => {
    expect(opens([span("a", "root", {}, 1), span("root", undefined)])).toBe("root");
    expect(opens([span("b", "gone", {}, 2), span("a", "gone", {}, 1)])).toBe("a");
    expect(opens([])).toBeUndefined();
  });

  it("ends though parents go round in a circle", () => {
    expect(opens([span("a", "b", failed), span("b", "a", failed, 1)])).toBe("a");
  });
});

describe("faultOf", () => {
  it.each([
    [{}, undefined],
    [failed, "error"],
    [{ ...failed, kind: "tool" as const }, "tool error"],
    [{ toolCalls: [{ name: "x", arguments: {}, error: "no" }] }, "tool error"],
  ])("%j", (more, expected) => {
    expect(faultOf(span("a", undefined, more))).toBe(expected);
  });
});

describe("blocksOf", () => {
  it.each<[string, unknown, unknown]>([
    ["nothing", undefined, []],
    ["text", "hello", [{ kind: "text", text: "hello" }]],
    ["JSON as text", ' {"a":1}', [{ kind: "json", value: { a: 1 } }]],
    ["text that begins like JSON", "[sic] yes", [{ kind: "text", text: "[sic] yes" }]],
    ["a list without types", [1, 2], [{ kind: "json", value: [1, 2] }]],
    [
      "parts",
      [
        { type: "thinking", thinking: "hm" },
        { type: "text", text: "yes" },
      ],
      [
        { kind: "reasoning", text: "hm" },
        { kind: "text", text: "yes" },
      ],
    ],
    [
      "an image, as a reference",
      [{ type: "image_url", image_url: { url: "https://x/y.png" } }],
      [{ kind: "media", type: "image_url", reference: "https://x/y.png" }],
    ],
    ["a part of an unknown type", { type: "odd", a: 1 }, [{ kind: "json", value: { type: "odd", a: 1 } }]],
  ])("takes %s apart", (_name, content, expected) => {
    expect(blocksOf(content)).toEqual(expected);
  });
});

describe("messagesIn", () => {
  it("finds the messages of an input, and nothing in what holds more", () => {
    const messages = [{ role: "user", content: "hi" }];
    expect(messagesIn({ messages })).toEqual(messages);
    expect(messagesIn({ messages, model: "x" })).toBeUndefined();
    expect(messagesIn({ messages: ["hi"] })).toBeUndefined();
    expect(messagesIn("hi")).toBeUndefined();
  });
});

describe("plainText", () => {
  it("is what one message says, or all with their roles", () => {
    const user = { role: "user", content: "hi" };
    expect(plainText({ messages: [user] })).toBe("hi");
    expect(plainText({ messages: [user, { role: "assistant", content: "yes" }] })).toBe("user: hi\nassistant: yes");
  });
});

describe("clockText", () => {
  it("names the day of what was not today", () => {
    const now = Date.parse("2026-11-24T12:00:00");
    expect(clockText(now - 60_000, now)).toMatch(/^\d\d:\d\d:\d\d$/);
    expect(clockText(now - 86_400_000, now)).toMatch(/23.*12:00/);
  });
});
