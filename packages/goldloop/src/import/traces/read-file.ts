import { createReadStream, existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip, gunzipSync } from "node:zlib";
import { InputError } from "../../error/index.ts";
import type { Span } from "../../trace/index.ts";
import { sentSpans } from "./canonical.ts";
import { sentFeedback, type SentFeedback } from "./feedback.ts";
import { isOtlp, spansOf, type SentSpan } from "./otlp-json.ts";

/**
 * The spans of a file, and the feedback of its traces, in its order: OTLP requests in JSON (one document, a list, or one a line), traces as the server returns
 * them, a run's folder or its `results.jsonl`; each also as `.gz`. Throws InputError, with the line, for anything else.
 */
export async function* readTraces(file: string, directory: string): AsyncIterable<SentSpan | SentFeedback> {
  const path = locate(resolve(directory, file));
  let line = 0;
  let first = true;
  for await (const text of linesOf(path)) {
    line += 1;
    if (text.trim() === "") continue;
    const parsed = parse(text);
    if (parsed === undefined) {
      if (!first) throw new InputError("traces-file", "the line is no JSON", { location: { file: path, line } });
      // A document that spreads over several lines.
      yield* contentOf(await wholeDocument(path), path, undefined);
      return;
    }
    first = false;
    yield* contentOf(parsed.value, path, line);
  }
}

function locate(path: string): string {
  if (!existsSync(path)) {
    throw new InputError("traces-file", `${basename(path)} does not exist`, { location: { file: path } });
  }
  if (!statSync(path).isDirectory()) return path;
  const results = ["results.jsonl", "results.jsonl.gz"]
    .map((name) => join(path, name))
    .find((name) => existsSync(name));
  if (results !== undefined) return results;
  throw new InputError("traces-file", `${basename(path)} is a folder without results.jsonl`, {
    hint: "goldloop import traces .goldloop/runs/RUN",
    location: { file: path },
  });
}

function linesOf(path: string): AsyncIterable<string> {
  const bytes = createReadStream(path);
  const input = path.endsWith(".gz") ? bytes.pipe(createGunzip()) : bytes;
  bytes.on("error", (error) => input.destroy(error));
  return createInterface({ input, crlfDelay: Infinity });
}

async function wholeDocument(path: string): Promise<unknown> {
  const bytes = await readFile(path);
  const parsed = parse((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
  if (parsed !== undefined) return parsed.value;
  throw new InputError("traces-file", `${basename(path)} is no JSON`, { hint: accepted, location: { file: path } });
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function* contentOf(value: unknown, file: string, line: number | undefined): Iterable<SentSpan | SentFeedback> {
  const location = { file, ...(line === undefined ? {} : { line }) };
  if (Array.isArray(value)) {
    for (const item of value) yield* contentOf(item, file, line);
  } else if (isOtlp(value)) {
    try {
      yield* spansOf(value);
    } catch (error) {
      throw new InputError("traces-file", "not an OTLP trace request", { hint: accepted, location, cause: error });
    }
  } else if (isTrace(value)) {
    yield* sentSpans(value.spans);
    yield* sentFeedback(value.feedback ?? []);
  } else if (isResult(value)) {
    yield* sentSpans(value.trace?.spans ?? []);
  } else {
    throw new InputError("traces-file", "the file holds something else than traces", { hint: accepted, location });
  }
}

function isTrace(value: unknown): value is { spans: Span[]; feedback?: unknown[] } {
  const { traceId, spans, feedback } = (value ?? {}) as { traceId?: unknown; spans?: unknown; feedback?: unknown };
  return typeof traceId === "string" && Array.isArray(spans) && (feedback === undefined || Array.isArray(feedback));
}

/** A line of results.jsonl; examples without a trace have none to bring. */
function isResult(value: unknown): value is { trace?: { spans?: Span[] } | null } {
  const { id, trial, trace } = (value ?? {}) as { id?: unknown; trial?: unknown; trace?: unknown };
  return typeof id === "string" && typeof trial === "number" && (trace === undefined || typeof trace === "object");
}

const accepted = "OTLP requests in JSON, traces of this server's API, or a run's folder";
