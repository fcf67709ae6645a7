import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../digest/index.ts";
import type { GenerateRequest, ModelAccess } from "../model/index.ts";
import { wrapConversation } from "./converse.ts";
import type { OpenTarget, TargetContext, TargetResult } from "./definition.ts";
import type { SimulatedUser } from "./simulated-user.ts";

const context = (fields: Partial<TargetContext> = {}): TargetContext => ({
  exampleId: "e1",
  trial: 2,
  seed: 1,
  signal: new AbortController().signal,
  traceparent: "",
  attachments: [],
  ...fields,
});

/** A target that answers as told and notes what it was sent. */
function target(
  answer: (input: JsonObject, turn: number) => TargetResult | Promise<TargetResult>,
): OpenTarget & { sent: Json[] } {
  const sent: Json[] = [];
  return {
    sent,
    sendsSpans: true,
    call: (input) => {
      sent.push(structuredClone(input));
      return Promise.resolve(answer(input as JsonObject, sent.length));
    },
    close: () => Promise.resolve(),
  };
}
const counting = () =>
  target((_, turn) => ({
    output: `answer ${turn}`,
    usage: { inputTokens: turn, outputTokens: 1 },
    costUsd: 0.1,
    latencyMs: 10,
    timeToFirstTokenMs: turn,
  }));

function models(...texts: string[]): ModelAccess & { asked: GenerateRequest[] } {
  const asked: GenerateRequest[] = [];
  return {
    asked,
    generate: (request) => {
      asked.push(structuredClone({ ...request, signal: undefined }));
      const text = texts[asked.length - 1] ?? "more?";
      return Promise.resolve({
        text,
        toolCalls: [],
        finishReason: "stop",
        model: "m",
        usage: {},
        costUsd: 0.02,
        latencyMs: 1,
        source: "live",
      });
    },
    embed: () => Promise.reject(new Error("not asked for")),
  };
}
const user: SimulatedUser = { model: "openai/user", persona: "An impatient customer.", goal: "a refund", maxTurns: 4 };

const span = (spanId: string) => ({ spanId }) as never;

describe("scripted turns", () => {
  it("say one turn after the other, each with the messages so far", async () => {
    const under = counting();
    const result = await wrapConversation(under, undefined, models()).call(
      { turns: ["one", "two"], customer: 7 },
      context(),
    );
    expect(under.sent).toEqual([
      { customer: 7, messages: [{ role: "user", content: "one" }] },
      {
        customer: 7,
        messages: [
          { role: "user", content: "one" },
          { role: "assistant", content: "answer 1" },
          { role: "user", content: "two" },
        ],
      },
    ]);
    expect(result).toEqual({
      output: "answer 2",
      usage: { inputTokens: 3, outputTokens: 2 },
      costUsd: 0.2,
      latencyMs: 20,
      timeToFirstTokenMs: 2,
      conversation: [
        { role: "user", content: "one" },
        { role: "assistant", content: "answer 1" },
        { role: "user", content: "two" },
        { role: "assistant", content: "answer 2" },
      ],
    });
  });

  it("go on from messages that were said before", async () => {
    const under = counting();
    const messages = [{ role: "system", content: "Be brief." }];
    await wrapConversation(under, undefined, models()).call({ messages, turns: ["one"] }, context());
    expect(under.sent).toEqual([{ messages: [...messages, { role: "user", content: "one" }] }]);
  });

  it("keep structured answers readable, with the tools they called", async () => {
    const toolCalls = [{ name: "look", arguments: {} }];
    const outputs: Json[] = [{ text: "looking", toolCalls }, { found: true }];
    const under = target((_, turn) => ({ output: outputs[turn - 1] ?? null }));
    const { conversation } = await wrapConversation(under, undefined, models()).call(
      { turns: ["one", "two"] },
      context(),
    );
    expect(conversation?.filter(({ role }) => role === "assistant")).toEqual([
      { role: "assistant", content: "looking", toolCalls },
      { role: "assistant", content: '{"found":true}' },
    ]);
    expect(under.sent[1]).toMatchObject({ messages: [{}, { role: "assistant", content: "looking" }, {}] });
  });

  it("know the cost of all turns or none", async () => {
    const under = target((_, turn) => ({
      output: "x",
      ...(turn === 1 ? { costUsd: 1, usage: { inputTokens: 1 } } : {}),
    }));
    const result = await wrapConversation(under, undefined, models()).call({ turns: ["one", "two"] }, context());
    expect(result).not.toHaveProperty("costUsd");
    expect(result).not.toHaveProperty("usage");
  });

  it("join the spans of all turns", async () => {
    const under = target((_, turn) => ({ output: "x", trace: { traceId: "t", spans: [span(String(turn))] } }));
    const { trace } = await wrapConversation(under, undefined, models()).call({ turns: ["one", "two"] }, context());
    expect(trace).toEqual({ traceId: "t", spans: [{ spanId: "1" }, { spanId: "2" }] });
  });

  it("fail as soon as a turn fails, and refuse turns that are no texts", async () => {
    const under = target((_, turn) => (turn === 2 ? Promise.reject(new Error("broken")) : { output: "x" }));
    await expect(
      wrapConversation(under, undefined, models()).call({ turns: ["a", "b", "c"] }, context()),
    ).rejects.toThrow("broken");
    expect(under.sent).toHaveLength(2);
    await expect(
      wrapConversation(counting(), undefined, models()).call({ turns: [] }, context()),
    ).rejects.toMatchObject({ code: "bad-turns" });
    await expect(
      wrapConversation(counting(), undefined, models()).call({ turns: ["a", ""] }, context()),
    ).rejects.toMatchObject({ code: "bad-turns" });
  });

  it("stop between turns when aborted", async () => {
    const controller = new AbortController();
    const under = target(() => {
      controller.abort(new Error("stopped"));
      return { output: "x" };
    });
    await expect(
      wrapConversation(under, undefined, models()).call({ turns: ["a", "b"] }, context({ signal: controller.signal })),
    ).rejects.toThrow("stopped");
    expect(under.sent).toHaveLength(1);
  });
});

describe("a simulated user", () => {
  it("answers as the persona until it is done, with the sides swapped", async () => {
    const under = counting();
    const access = models("Order 8812.", "[DONE]");
    const result = await wrapConversation(under, user, access).call("Where is it?", context());
    expect(result.conversation?.map(({ content }) => content)).toEqual([
      "Where is it?",
      "answer 1",
      "Order 8812.",
      "answer 2",
    ]);
    expect(result).toMatchObject({ output: "answer 2", costUsd: 0.2, simulatedUserCostUsd: 0.04 });
    expect(access.asked[0]).toMatchObject({
      model: "openai/user",
      repeat: 2,
      messages: [
        { role: "system", content: expect.stringMatching(/impatient customer[^]*a refund[^]*\[DONE\]/) },
        { role: "user" },
        { role: "assistant", content: "Where is it?" },
        { role: "user", content: "answer 1" },
      ],
    });
  });

  it("stops after so many turns", async () => {
    const under = counting();
    await wrapConversation(under, { ...user, maxTurns: 3 }, models()).call("Hi", context());
    expect(under.sent).toHaveLength(3);
  });

  it("says its last words before it ends", async () => {
    const result = await wrapConversation(counting(), { ...user, stop: "BYE" }, models("Thanks! BYE")).call(
      "Hi",
      context(),
    );
    expect(result.conversation?.map(({ content }) => content)).toEqual(["Hi", "answer 1", "Thanks!", "answer 2"]);
  });

  it("opens the conversation itself where the assistant spoke last", async () => {
    const under = counting();
    await wrapConversation(under, user, models("My order!", "[DONE]")).call(
      { messages: [{ role: "assistant", content: "How can I help?" }] },
      context(),
    );
    expect(under.sent).toEqual([
      {
        messages: [
          { role: "assistant", content: "How can I help?" },
          { role: "user", content: "My order!" },
        ],
      },
    ]);
  });

  it("sends an opening that the user has said", async () => {
    const under = counting();
    await wrapConversation(under, user, models("[DONE]")).call(
      { messages: [{ role: "user", content: "Hi" }], lang: "en" },
      context(),
    );
    expect(under.sent).toEqual([{ lang: "en", messages: [{ role: "user", content: "Hi" }] }]);
  });

  it("plays scripts as they are, and fails where there is nothing to begin with", async () => {
    const access = models();
    await wrapConversation(counting(), user, access).call({ turns: ["a"] }, context());
    expect(access.asked).toEqual([]);
    await expect(wrapConversation(counting(), user, access).call({ question: "x" }, context())).rejects.toMatchObject({
      code: "bad-opening",
    });
    await expect(
      wrapConversation(counting(), user, models("[DONE]")).call({ messages: [] }, context()),
    ).rejects.toMatchObject({ code: "silent-user" });
    await expect(wrapConversation(counting(), user, models("")).call("Hi", context())).rejects.toMatchObject({
      code: "silent-user",
    });
  });
});

describe("without a conversation", () => {
  it("the input goes to the target as it is", async () => {
    const under = counting();
    const wrapped = wrapConversation(under, undefined, models());
    expect(await wrapped.call({ messages: [{ role: "user", content: "Hi" }] }, context())).toMatchObject({
      output: "answer 1",
    });
    await wrapped.call({ turns: 3 }, context());
    expect(under.sent).toEqual([{ messages: [{ role: "user", content: "Hi" }] }, { turns: 3 }]);
    expect(wrapped.sendsSpans).toBe(true);
  });
});
