import { createParser } from "eventsource-parser";
import type { Json } from "../digest/index.ts";
import type { TargetResult } from "./definition.ts";
import type { HttpOptions } from "./http-options.ts";
import { readMeasures } from "./http-options.ts";
import { parsePath, valueAt } from "./path.ts";
import { noOutput } from "./read-result.ts";

/**
 * Joins a streamed response. Of server-sent events and JSON lines the text at `delta` counts, or the whole data when no
 * path is given; `[DONE]` ends nothing and adds nothing. Token counts, cost and model are those of the last event that
 * has them. Throws a GoldloopError (`no-output`) when no event had any text.
 */
export async function readStream(response: Response, options: HttpOptions, startedAt: number): Promise<TargetResult> {
  const { stream = "text" } = options;
  const format = typeof stream === "string" ? stream : stream.format;
  const deltaPath = (typeof stream === "string" ? undefined : stream.delta) ?? options.output;
  const delta = deltaPath === undefined ? undefined : parsePath(deltaPath);
  const decoder = new TextDecoder();
  const found: Partial<TargetResult> = {};
  let text = "";
  let firstAt: number | undefined;

  const add = (piece: string): void => {
    if (piece !== "") firstAt ??= performance.now();
    text += piece;
  };
  const event = (data: string): void => {
    if (data.trim() === "" || data.trim() === "[DONE]") return;
    const value = parsed(data);
    Object.assign(found, readMeasures(value, options));
    const piece = delta === undefined ? data : valueAt(value, delta);
    if (typeof piece === "string") add(piece);
    else if (typeof piece === "number" || typeof piece === "boolean") add(String(piece));
  };
  const push = format === "text" ? add : format === "sse" ? serverSentEvents(event) : lines(event);

  for await (const chunk of response.body ?? []) push(decoder.decode(chunk as Uint8Array, { stream: true }));
  push(decoder.decode());
  if (format !== "text") push("\n\n");
  if (text === "") {
    const where = deltaPath === undefined ? "" : ` at ${deltaPath}`;
    throw noOutput(`the stream ended without any text${where}`, "check stream.delta against one event of the stream");
  }
  return { output: text, ...found, ...(firstAt === undefined ? {} : { timeToFirstTokenMs: firstAt - startedAt }) };
}

function serverSentEvents(event: (data: string) => void): (text: string) => void {
  const parser = createParser({ onEvent: ({ data }) => event(data) });
  return (text) => parser.feed(text);
}

function lines(event: (data: string) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) event(line);
  };
}

function parsed(data: string): Json {
  try {
    return JSON.parse(data) as Json;
  } catch {
    return data;
  }
}
