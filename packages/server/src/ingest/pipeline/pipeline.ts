import { createRedactor, type Redactor } from "goldloop/redaction";
import {
  canonicalSpan,
  decodeOtlpJson,
  decodeOtlpLogsJson,
  decodeOtlpLogsProtobuf,
  decodeOtlpProtobuf,
  evaluationOf,
  ignoredOf,
  mostScore,
  OtlpError,
  type OtlpBatch,
  type OtlpLogBatch,
  type RawSpan,
} from "goldloop/trace";
import { InputError } from "goldloop/error";
import type { ProjectSettings } from "../../store/postgres/projects.ts";
import type { ScoreRow } from "../../store/spans/row.ts";
import { eventRow } from "./event-row.ts";
import { faultOf, timeFaultOf } from "./limits.ts";
import { LineWriter, type Lines, type Unstamped } from "./lines.ts";
import { createPricing, type Pricing } from "./pricing.ts";
import { redactSpan } from "./redact-span.ts";
import { evaluationRow, redactScore } from "./score-row.ts";
import { spanRow } from "./span-row.ts";

/** What one request holds, as it goes through the pipeline. */
export type Work =
  | {
      format: "otlp-traces-protobuf" | "otlp-traces-json" | "otlp-logs-protobuf" | "otlp-logs-json";
      body: Uint8Array;
      headers?: Readonly<Record<string, string>> | undefined;
    }
  | { format: "spans"; spans: RawSpan[] }
  | { format: "scores"; scores: readonly Unstamped<ScoreRow>[] };

/** What comes of it: rows ready to be stored. */
export interface Processed {
  spans: Lines;
  scores: Lines;
  events: Lines;
  /** Refused one by one; the reason never quotes content. */
  rejected: { index: number; reason: string }[];
  /** Taken without some of their figures, which are out of bounds: which ones. */
  ignored: { index: number; figures: string }[];
}

/** Decode, limits, canonical form, detect, redact, derive: everything between a body and its rows. Pure but for what it remembers. */
export interface Pipeline {
  /** The rules and prices of a project from now on. */
  configure(settings: ProjectSettings): void;
  /** Throws an InputError when the body is not what its format says. The project must have been configured. */
  run(work: Work, projectId: string, nowMs: number): Processed;
}

interface Project {
  settings: ProjectSettings;
  redactor: Redactor;
  pricing: Pricing;
}

/** Makes a pipeline. `maxSpanBytes` is the largest span that is taken. */
export function createPipeline({ maxSpanBytes }: { maxSpanBytes: number }): Pipeline {
  const projects = new Map<string, Project>();
  return {
    configure(settings) {
      projects.set(settings.projectId, {
        settings,
        redactor: createRedactor(settings.redaction),
        pricing: createPricing(settings.prices),
      });
    },
    run(work, projectId, nowMs) {
      const project = projects.get(projectId);
      if (project === undefined) throw new TypeError("the project was not configured");
      const job = new Job(project, nowMs, maxSpanBytes, sizeOf(work));
      switch (work.format) {
        case "otlp-traces-protobuf":
          return job.traces(
            read(() => decodeOtlpProtobuf(work.body)),
            work.headers,
          );
        case "otlp-traces-json":
          return job.traces(
            read(() => decodeOtlpJson(parse(work.body))),
            work.headers,
          );
        case "otlp-logs-protobuf":
          return job.logs(read(() => decodeOtlpLogsProtobuf(work.body)));
        case "otlp-logs-json":
          return job.logs(read(() => decodeOtlpLogsJson(parse(work.body))));
        case "spans":
          return job.traces({ spans: work.spans, rejected: [] });
        case "scores":
          return job.scores(work.scores);
        default:
          throw new TypeError("unknown format");
      }
    },
  };
}

/** Bytes of the body; of spans that came without one nothing is known, so that each is measured. */
function sizeOf(work: Work): number {
  return "body" in work ? work.body.byteLength : Infinity;
}

/** One request on its way through. */
class Job {
  readonly #project: Project;
  readonly #nowMs: number;
  readonly #maxSpanBytes: number;
  readonly #size: number;
  readonly #spans: LineWriter;
  readonly #scores = new LineWriter();
  readonly #events = new LineWriter();
  readonly #rejected: Processed["rejected"] = [];
  readonly #ignored: Processed["ignored"] = [];

  constructor(project: Project, nowMs: number, maxSpanBytes: number, size: number) {
    this.#project = project;
    this.#nowMs = nowMs;
    this.#maxSpanBytes = maxSpanBytes;
    this.#size = size;
    this.#spans = new LineWriter(Number.isFinite(size) ? size * 2 : undefined);
  }

  traces(batch: OtlpBatch, headers?: Readonly<Record<string, string>>): Processed {
    const { settings, redactor, pricing } = this.#project;
    const limits = {
      maxSpanBytes: this.#maxSpanBytes,
      retentionDays: settings.retentionDays,
      nowMs: this.#nowMs,
    };
    addHeaders(batch.spans, headers);
    const measure = this.#size > this.#maxSpanBytes;
    for (const [raw, index] of numbered(batch.spans, batch.rejected)) {
      try {
        const fault = faultOf(raw, limits, measure);
        if (fault !== undefined) {
          this.#reject(index, fault);
          continue;
        }
        const span = canonicalSpan(raw);
        redactSpan(span, redactor);
        const detections = atLeast(redactor.takeCounts(), raw.merged?.detections);
        const row = spanRow(span, raw, { project: settings.projectId, pricing, detections });
        this.#spans.add(row as typeof row & { size: number }, row.start / 1000, index, true);
        const ignored = ignoredOf(span);
        if (ignored.length > 0) this.#ignored.push({ index, figures: ignored.join(", ") });
        for (const event of raw.events) this.#evaluation(event, raw, event.timeNanos, index);
      } catch (error) {
        this.#cannotRead(error, index);
      }
    }
    return this.#finish(batch.rejected);
  }

  /** What is nested too deep, or too long for a string, must not take its batch along. */
  #cannotRead(error: unknown, index: number): void {
    this.#project.redactor.takeCounts();
    if (!(error instanceof RangeError)) throw error;
    this.#reject(index, "is nested too deep or too long");
  }

  logs(batch: OtlpLogBatch): Processed {
    const { settings, redactor } = this.#project;
    for (const [log, index] of numbered(batch.records, batch.rejected)) {
      const timeMs = log.timeNanos === 0n ? this.#nowMs : Number(log.timeNanos / 1_000_000n);
      const fault =
        log.traceId === undefined
          ? "belongs to no span"
          : timeFaultOf(timeMs, { retentionDays: settings.retentionDays, nowMs: this.#nowMs }, "happened");
      if (fault !== undefined) this.#reject(index, fault);
      else if (this.#evaluation({ name: log.eventName, ...log }, log, log.timeNanos, index)) continue;
      else if (log.spanId === undefined || log.traceId === undefined) this.#reject(index, "belongs to no span");
      else {
        const { traceId, spanId } = log;
        const at = { project: settings.projectId, timeMs, redactor };
        this.#events.add(eventRow({ ...log, traceId, spanId }, at), timeMs, index);
        redactor.takeCounts();
      }
    }
    return this.#finish(batch.rejected);
  }

  scores(scores: readonly Unstamped<ScoreRow>[]): Processed {
    scores.forEach((score, index) => this.#score(score, index));
    return this.#finish([]);
  }

  #evaluation(
    event: Parameters<typeof evaluationOf>[0],
    { traceId = "", spanId = "" }: { traceId?: string | undefined; spanId?: string | undefined },
    timeNanos: bigint,
    index: number,
  ): boolean {
    const evaluation = evaluationOf(event);
    if (evaluation === undefined) return false;
    if (Math.abs(evaluation.score ?? 0) > mostScore) this.#ignored.push({ index, figures: "score of an evaluation" });
    const timeMs = Number(timeNanos / 1_000_000n);
    const project = this.#project.settings.projectId;
    this.#score(evaluationRow(evaluation, { project, traceId, spanId, timeNanos, timeMs }), index);
    return true;
  }

  #score(given: Unstamped<ScoreRow>, index: number): void {
    const { settings, redactor } = this.#project;
    const score = redactScore(given, redactor, settings.redaction.key ?? settings.projectId);
    redactor.takeCounts();
    // a time that says nothing must not put the score into a partition of its own
    const known = score.time > 0 && score.time < this.#nowMs + dayMs && Number.isFinite(score.time);
    const time = known ? Math.round(score.time) : this.#nowMs;
    this.#scores.add({ ...score, time }, time, index);
  }

  #reject(index: number, reason: string): void {
    this.#rejected.push({ index, reason });
  }

  #finish(rejected: Processed["rejected"]): Processed {
    return {
      spans: this.#spans.finish(),
      scores: this.#scores.finish(),
      events: this.#events.finish(),
      rejected: [...rejected, ...this.#rejected].toSorted((a, b) => a.index - b.index),
      ignored: this.#ignored,
    };
  }
}

const dayMs = 86_400_000;

/** Of a span that is put together from versions, what was found in an earlier one has been taken out, and counts still. */
function atLeast(
  found: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>> = {},
): Record<string, number> {
  const all = { ...found };
  for (const [kind, count] of Object.entries(before)) all[kind] = Math.max(all[kind] ?? 0, count);
  return all;
}

/** Items with their place in the request, from which the rejected ones have been taken out. */
function* numbered<Item>(items: readonly Item[], rejected: readonly { index: number }[]): Generator<[Item, number]> {
  const taken = new Set(rejected.map(({ index }) => index));
  let index = 0;
  for (const item of items) {
    while (taken.has(index)) index++;
    yield [item, index++];
  }
}

/** Headers that a dialect reads are attributes of what sent the spans. */
function addHeaders(spans: readonly RawSpan[], headers: Readonly<Record<string, string>> | undefined): void {
  if (headers === undefined) return;
  for (const { attributes } of new Set(spans.map((span) => span.resource))) {
    for (const [name, value] of Object.entries(headers)) attributes[`http.request.header.${name}`] ??= value;
  }
}

function read<Batch>(decode: () => Batch): Batch {
  try {
    return decode();
  } catch (error) {
    if (error instanceof OtlpError) throw new InputError(error.code, `the body is not OTLP: ${error.message}`);
    throw error;
  }
}

/** The message of a SyntaxError quotes the text, which is somebody's data. */
function parse(body: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new InputError("bad-json", "the body is not UTF-8");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError("bad-json", "the body is no well-formed JSON");
  }
}
