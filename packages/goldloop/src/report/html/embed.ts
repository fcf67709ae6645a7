import type { Example } from "../../dataset/index.ts";
import type { Json } from "../../digest/index.ts";
import type { ResultLine, RunRecord } from "../../run/index.ts";
import type { Span } from "../../trace/index.ts";
import { type TrialOutcome, outcomeOf } from "../outcome.ts";
import { type Shown, shownMessages, shownOf } from "./shown.ts";

/** Characters of one text that the page keeps: of results that failed or broke, and of others. */
export const longestText = { failing: 10_000, other: 3_000 } as const;
/** Beyond this many characters in all, texts are cut to the last limit. */
const mostCharacters = 40_000_000;
const longestBeyond = 200;
const longestReason = 1_000;
const mostSpans = 60;

/** One example in the page's data. */
export interface EmbeddedExample {
  id: string;
  i: Shown;
  x?: Shown;
  /** Tags. */
  g?: string[];
  /** Listed documents. */
  d?: Shown;
  /** Where it came from, when it was promoted. */
  o?: string;
}

/** One result in the page's data. */
export interface EmbeddedResult {
  /** Index of the example. */
  e: number;
  /** Trial, from 0. */
  t: number;
  p: TrialOutcome;
  o?: Shown;
  /** `code: message` of the target's error. */
  x?: string;
  /** Null when it was not measured. */
  ms: number | null;
  /** Time to first token, ms. */
  f?: number;
  usd?: number;
  /** Input and output tokens. */
  u?: [number, number];
  s: EmbeddedScore[];
  /** Conversation of several turns. */
  m?: Shown;
  /** Spans, of failing results only. */
  sp?: EmbeddedSpan[];
  /** Attempts, when more than one. */
  a?: number;
}

type EmbeddedScore = [
  scorer: number,
  value: number | null,
  pass: boolean | null,
  reason: string,
  status: "scored" | "error" | "skipped",
];
type EmbeddedSpan = [name: string, kind: string, startMs: number, durationMs: number, error: boolean];

/** Turns examples and results into the page's data, and keeps the page's size in bounds. */
export class Embedder {
  private readonly scorers: Map<string, number>;
  private characters = 0;

  constructor(record: RunRecord) {
    this.scorers = new Map(Object.keys(record.scores).map((name, i) => [name, i]));
  }

  /** Names of the scorers by index. A scorer that only examples bring is added when it is first seen. */
  get scorerNames(): string[] {
    return [...this.scorers.keys()];
  }

  /** Whether texts were cut shorter because the page would have become too large. */
  get isFull(): boolean {
    return this.characters > mostCharacters;
  }

  example({ id, input, expected, tags, context, origin }: Example, failing: boolean): EmbeddedExample {
    const from =
      origin === undefined
        ? undefined
        : [origin.kind, origin.traceId, origin.incident].filter((part) => part !== undefined).join(" ");
    return {
      id,
      i: this.shown(input, failing),
      ...(expected === undefined ? {} : { x: this.shown(expected, failing) }),
      ...(tags === undefined || tags.length === 0 ? {} : { g: tags }),
      ...(context === undefined || context.length === 0 ? {} : { d: this.shown(context.join("\n\n"), failing) }),
      ...(from === undefined ? {} : { o: from }),
    };
  }

  result(line: ResultLine, index: number): EmbeddedResult {
    const outcome = outcomeOf(line);
    const failing = outcome === "failed" || outcome === "error";
    const { error, usage, costUsd, conversation, trace, attempts, timeToFirstTokenMs } = line;
    return {
      e: index,
      t: line.trial,
      p: outcome,
      ms: line.latencyMs === null ? null : Math.round(line.latencyMs * 10) / 10,
      s: line.scores.map((score): EmbeddedScore => [
        this.scorer(score.name),
        score.value,
        score.pass,
        (score.reason ?? "").slice(0, longestReason).toWellFormed(),
        score.status,
      ]),
      ...(error === null
        ? { o: this.shown(line.output, failing) }
        : { x: `${error.code}: ${error.message}`.slice(0, longestReason).toWellFormed() }),
      ...(timeToFirstTokenMs === undefined ? {} : { f: timeToFirstTokenMs }),
      ...(costUsd === null ? {} : { usd: costUsd }),
      ...(usage === null ? {} : { u: [usage.inputTokens ?? 0, usage.outputTokens ?? 0] }),
      ...(conversation === undefined || conversation.length < 3
        ? {}
        : { m: this.counted(shownMessages(conversation, this.limit(failing))) }),
      ...(failing && trace !== null && trace.spans.length > 0 ? { sp: spansOf(trace.spans) } : {}),
      ...(attempts === undefined || attempts < 2 ? {} : { a: attempts }),
    };
  }

  private scorer(name: string): number {
    const known = this.scorers.get(name);
    if (known !== undefined) return known;
    this.scorers.set(name, this.scorers.size);
    return this.scorers.size - 1;
  }

  private limit(failing: boolean): number {
    if (this.isFull) return longestBeyond;
    return failing ? longestText.failing : longestText.other;
  }

  private shown(value: Json, failing: boolean): Shown {
    return this.counted(shownOf(value, this.limit(failing)));
  }

  private counted(shown: Shown): Shown {
    this.characters +=
      (shown.t?.length ?? 0) + (shown.s?.length ?? 0) + (shown.m ?? []).reduce((sum, [, text]) => sum + text.length, 0);
    return shown;
  }
}

function spansOf(spans: readonly Span[]): EmbeddedSpan[] {
  const times = spans.map(({ startTime }) => Date.parse(startTime));
  const start = Math.min(...times.filter((time) => !Number.isNaN(time)));
  return spans.slice(0, mostSpans).map(({ name, kind, durationMs, status }, i): EmbeddedSpan => {
    const from = (times[i] ?? start) - start;
    return [
      name.slice(0, 200).toWellFormed(),
      kind,
      Number.isFinite(from) ? from : 0,
      durationMs,
      status.code === "error",
    ];
  });
}
