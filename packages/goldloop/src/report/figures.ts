import type { Json } from "../digest/index.ts";
import type { RunRecord, ScoreSummary } from "../run/index.ts";

/** `98.8% [93.6, 99.8]`, or for scorers without a pass `0.91 [0.88, 0.94]`. */
export function formatScore(score: ScoreSummary): string {
  const { passRate, mean, interval } = score;
  return passRate === null
    ? `${mean.toFixed(2)} [${interval[0].toFixed(2)}, ${interval[1].toFixed(2)}]`
    : `${percent(passRate)}% [${percent(interval[0])}, ${percent(interval[1])}]`;
}

/** One decimal, without it at 0 and 100, and never rounded up to 100 or down to 0. */
export function percent(share: number): string {
  if (share === 0 || share === 1) return String(share * 100);
  return Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1);
}

/** `412 ms`, `3.2 s` */
export function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** `41 s`, `3 min 5 s` */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const s = Math.round(ms / 1000);
  if (s < 120) return `${s} s`;
  return s < 7200 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** `$0.38`, with more digits below a dollar's cent. */
export function formatUsd(usd: number): string {
  if (usd === 0) return "$0";
  return `$${usd >= 0.1 ? usd.toFixed(2) : usd.toPrecision(2)}`;
}

/** What a run cost in all: the target's calls and the judges'. Null when the target's cost is not known at all. */
export function totalCostUsd(run: RunRecord): number | null {
  if (run.costUsd === null) return run.judgeCostUsd > 0 ? run.judgeCostUsd : null;
  return run.costUsd.total + run.judgeCostUsd;
}

/** `support`, `support (gpt-4.1)`, with the selection behind. */
export function titleOf(run: RunRecord): string {
  const { suite, target, selection } = run;
  const chosen = [
    selection.split,
    ...selection.tags.map((tag) => `tag:${tag}`),
    ...selection.filter,
    selection.limit === null ? null : `first ${selection.limit}`,
    selection.shard === null ? null : `part ${selection.shard.index} of ${selection.shard.count}`,
  ].filter((part) => part !== null);
  const few = chosen.length > 3 ? [...chosen.slice(0, 3), `${chosen.length - 3} more`] : chosen;
  return `${target === null ? suite : `${suite} (${target})`}${few.length === 0 ? "" : ` (${few.join(", ")})`}`;
}

/** Any JSON value as one line a person reads: the last message of a chat, the answer with its tool calls. */
export function oneLine(value: Json): string {
  if (typeof value === "string") return value.replace(/\s+/g, " ").trim();
  if (Array.isArray(value) || value === null || typeof value !== "object") return JSON.stringify(value);
  const { messages, turns, toolCalls } = value;
  if (Array.isArray(messages)) return lastOf(messages);
  if (Array.isArray(turns)) return turns.map((turn) => oneLine(turn)).join(" / ");
  const text = [value["answer"], value["text"], value["content"]].find((part) => typeof part === "string");
  if (text === undefined) return JSON.stringify(value);
  return Array.isArray(toolCalls) && toolCalls.length > 0 ? `${toolCalls.map(callOf).join(", ")}  ${oneLine(text)}` : oneLine(text);
}

function lastOf(messages: Json[]): string {
  const contents = messages.map((message) => {
    const content = typeof message === "object" && message !== null && !Array.isArray(message) ? message["content"] : message;
    return oneLine(content ?? null);
  });
  return contents.join(" / ");
}

function callOf(call: Json): string {
  if (typeof call !== "object" || call === null || Array.isArray(call)) return JSON.stringify(call);
  const given = call["arguments"];
  if (typeof given !== "object" || given === null || Array.isArray(given)) return `${oneLine(call["name"] ?? "")}(${JSON.stringify(given ?? {})})`;
  const parts = Object.entries(given).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `${oneLine(call["name"] ?? "")}(${parts.join(", ")})`;
}

/** Cuts a text to a width, with an ellipsis. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1)).trimEnd()}…`;
}

/** `1 example`, `84 examples` */
export function count(n: number, noun: string): string {
  return `${n} ${n === 1 ? noun : `${noun}s`}`;
}
