import type { Example } from "../src/dataset/index.ts";
import type { Digest, Json } from "../src/digest/index.ts";
import { type ResultLine, type RunRecord, type StoredRun, Summariser } from "../src/run/index.ts";
import type { Score } from "../src/scorer/index.ts";
import type { Span } from "../src/trace/index.ts";

export interface StoredRunOptions {
  examples?: number;
  trials?: number;
  /** Results that fail, share of all examples. */
  failing?: number;
  /** Changes to the finished record. */
  record?: Partial<RunRecord>;
  /** Changes to single examples and results. */
  example?: (example: Example, index: number) => Example;
  result?: (line: ResultLine, index: number) => ResultLine;
}

const topics: [topic: string, question: string, answer: string, wrong: string][] = [
  [
    "refund",
    "Refund order 8812, it arrived broken. What happens next?",
    "Your refund of 49.90 EUR takes 5 business days.",
    "Your refund takes 5 to 10 working days.",
  ],
  [
    "hours",
    "When are you open on the weekend?",
    "Saturday 9 to 14, closed on Sunday.",
    "We are open Monday to Friday.",
  ],
  [
    "vat",
    "Can I get an invoice with our VAT number?",
    "Yes: open the order, choose Invoice and enter the VAT number.",
    "Please contact our tax department.",
  ],
  [
    "return",
    "How long can I return a jacket that I have worn once?",
    "Worn clothes can be exchanged within 30 days, with the tag.",
    "Clothes can be returned within 14 days.",
  ],
  [
    "warranty",
    "My kettle stopped after 14 months. Is that covered?",
    "Yes, the warranty covers 24 months. Send a photo of the receipt.",
    "The warranty covers 12 months.",
  ],
  [
    "shipping",
    "Do you ship to Norway, and who pays the duty?",
    "We ship to Norway in 4 to 6 days; duty is paid by you on delivery.",
    "We ship within the European Union only.",
  ],
];

/** The same numbers in every run: a 32-bit linear congruential generator in 0..1. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const digest = (n: number): Digest => `sha256:${n.toString(16).padStart(64, "0")}`;

/** A plausible run of a support assistant: failures, flaky examples, a target error, a scorer error, a graded scorer. Deterministic. */
export function storedRun(options: StoredRunOptions = {}): StoredRun {
  const { examples: size = 84, trials = 3, failing = 0.04 } = options;
  const exampleAt = (i: number): Example => {
    const [topic, question, answer] = topicOf(i);
    const example: Example = {
      id: `${topic}-${String(Math.floor(i / topics.length) + 1).padStart(3, "0")}`,
      input: i % 3 === 0 ? { messages: [{ role: "user", content: question }] } : question,
      expected: answer,
      tags: [...(i % 7 === 0 ? ["critical"] : []), i % 2 === 0 ? "orders" : "shop"],
      split: "smoke",
    };
    return options.example?.(example, i) ?? example;
  };
  function* lines(): Generator<ResultLine> {
    const random = randomOf(7);
    for (let i = 0; i < size; i++) {
      const kind = kindOf(i, size, failing);
      for (let trial = 0; trial < trials; trial++) {
        const line = lineOf(exampleAt(i).id, i, trial, kind, random);
        yield options.result?.(line, i * trials + trial) ?? line;
      }
    }
  }
  const summary = new Summariser();
  for (const line of lines()) summary.add(line);
  const figures = summary.figures(trials, (name) => name !== "helpfulness");
  const record: RunRecord = {
    schema: "goldloop/run/v1",
    id: "20261101-100000-support-3f9a",
    suite: "support",
    target: null,
    pinned: true,
    unpinned: [],
    status: "complete",
    incomplete: [],
    selection: { filter: [], split: "smoke", tags: [], limit: null, shard: null, narrowed: true, partial: true },
    examples: size,
    trials,
    planned: size * trials,
    startedAt: "2026-11-01T10:00:00.000Z",
    endedAt: "2026-11-01T10:00:41.000Z",
    durationMs: 41_000,
    goldloop: "0.1.0",
    pins: {
      dataset: { file: "evals/datasets/support.jsonl", digest: digest(0xda7a), count: size },
      scorers: {
        contains: { scorer: "contains", digest: digest(1), deterministic: true },
        rightTools: { scorer: "toolCalls", digest: digest(2), deterministic: true },
        faithfulness: { scorer: "faithfulness", digest: digest(3), deterministic: false, threshold: 0.7 },
        helpfulness: { scorer: "judge", digest: digest(4), deterministic: false },
      },
      prices: digest(5),
    },
    targetIdentity: { kind: "module", digest: digest(6), details: { module: "./app/assistant.ts" } },
    git: { commit: "4f9c1aa0e5d3b2c1a09f8e7d6c5b4a3928170615", branch: "main", dirty: false },
    environment: { node: "24.21.0", platform: "linux-x64", ci: false },
    replay: null,
    ...figures,
    ...options.record,
  };
  return {
    dir: "/project/.goldloop/runs/20261101-100000-support-3f9a",
    record,
    async *results() {
      yield* lines();
    },
    async *examples() {
      for (let i = 0; i < size; i++) yield exampleAt(i);
    },
  };
}

type Kind = "good" | "wrong-tool" | "wrong-text" | "flaky" | "target-error" | "judge-error";

function topicOf(i: number): (typeof topics)[number] {
  const topic = topics[i % topics.length];
  if (topic === undefined) throw new Error("no topic");
  return topic;
}

// A few of each kind at fixed places, the same share in every size.
function kindOf(i: number, size: number, failing: number): Kind {
  if (failing === 0) return "good";
  const every = topics.length * Math.max(1, Math.round(1 / failing / topics.length));
  if (i % every === 0) return "wrong-tool";
  if (i % every === 1) return Math.floor(i / every) % 2 === 1 ? "wrong-text" : "flaky";
  if (i === Math.min(size - 1, 17)) return "target-error";
  return i === Math.min(size - 2, 38) ? "judge-error" : "good";
}

function lineOf(id: string, i: number, trial: number, kind: Kind, random: () => number): ResultLine {
  const [topic, , answer, wrong] = topicOf(i);
  const startedAt = new Date(Date.UTC(2026, 10, 1, 10, 0, 0) + i * 120 + trial * 37).toISOString();
  const latencyMs = Math.round(350 + 900 * random() ** 3 + (i % 29 === 0 ? 1_400 * random() : 0));
  const base = {
    id,
    trial,
    testDigest: digest(i),
    latencyMs,
    usage: { inputTokens: 420 + (i % 50), outputTokens: 60 + (i % 17) },
    costUsd: 0.0012 + (i % 13) * 0.0001,
    judgeCostUsd: 0.0004,
    startedAt,
  };
  if (kind === "target-error" && trial === 1) {
    const error = { code: "timeout", message: "the target did not answer within 30000 ms" };
    const scores = ["contains", "rightTools", "faithfulness", "helpfulness"].map((name): Score => ({
      name,
      value: null,
      pass: null,
      status: "error",
      reason: error.message,
    }));
    return { ...base, output: null, error, latencyMs: 30_000, usage: null, costUsd: null, scores, trace: null };
  }
  const badText = kind === "wrong-text" || (kind === "flaky" && trial === 1);
  const badTool = kind === "wrong-tool";
  const order = badTool ? "8821" : "8812";
  const text = badText ? wrong : answer;
  const output: Json =
    topic === "refund" ? { answer: text, toolCalls: [{ name: "startRefund", arguments: { orderId: order } }] } : text;
  const grade = Math.min(1, Math.max(0, (badText ? 0.35 : 0.88) + (random() - 0.5) * 0.2));
  const faithful = Math.min(1, Math.max(0, (badText ? 0.6 : 0.92) + (random() - 0.5) * 0.1));
  const scores: Score[] = [
    {
      name: "contains",
      value: badText ? 0 : 1,
      pass: !badText,
      status: "scored",
      reason: badText
        ? `lacks ${JSON.stringify(answer.slice(0, 24))}`
        : `contains ${JSON.stringify(answer.slice(0, 24))}`,
    },
    {
      name: "rightTools",
      value: badTool ? 0 : 1,
      pass: !badTool,
      status: "scored",
      reason: badTool ? 'startRefund: orderId is "8821", expected "8812"' : "all calls are right",
    },
    {
      name: "faithfulness",
      value: faithful,
      pass: faithful >= 0.7,
      status: "scored",
      reason: `${Math.round(faithful * 10)} of 10 statements are supported`,
    },
    kind === "judge-error" && trial === 0
      ? {
          name: "helpfulness",
          value: null,
          pass: null,
          status: "error",
          reason: "the judge answered without a verdict",
        }
      : {
          name: "helpfulness",
          value: grade,
          pass: null,
          status: "scored",
          reason: grade > 0.6 ? "answers the question and says what to do next" : "does not answer what was asked",
        },
  ];
  return {
    ...base,
    output,
    error: null,
    scores,
    trace: { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spans: spansOf(startedAt, latencyMs) },
  };
}

function spansOf(startTime: string, durationMs: number): Span[] {
  const at = (ms: number) => new Date(Date.parse(startTime) + ms).toISOString();
  const span = (name: string, kind: Span["kind"], from: number, share: number): Span => ({
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: `00f067aa0ba902b${from % 10}`,
    name,
    kind,
    startTime: at(from),
    endTime: at(from + durationMs * share),
    durationMs: durationMs * share,
    status: { code: "ok" },
    attributes: {},
  });
  return [
    span("answer", "agent", 0, 1),
    span("search_articles", "retrieval", 4, 0.1),
    span("chat gpt-4.1", "chat", durationMs * 0.12, 0.5),
    span("startRefund", "tool", durationMs * 0.65, 0.2),
  ];
}
