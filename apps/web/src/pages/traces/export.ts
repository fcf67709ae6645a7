import { api } from "../../api/index.ts";
import type { TraceJson } from "../../api/index.ts";

const atOnce = 4;

/** Loads whole traces, in the order of their ids, four at a time. Throws ApiError; nothing is left out silently. */
export async function wholeTraces(project: string, traceIds: readonly string[]): Promise<TraceJson[]> {
  const traces: TraceJson[] = [];
  for (let first = 0; first < traceIds.length; first += atOnce) {
    const ids = traceIds.slice(first, first + atOnce);
    traces.push(...(await Promise.all(ids.map((traceId) => api.trace(traceId, { project })))));
  }
  return traces;
}

/** Hands a text over as a file to save. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download reads the address after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Traces as one JSON array, or one line each. */
export function exportText(traces: readonly TraceJson[], format: "json" | "jsonl"): string {
  if (format === "json") return `${JSON.stringify(traces, null, 2)}\n`;
  return traces.map((trace) => `${JSON.stringify(trace)}\n`).join("");
}
