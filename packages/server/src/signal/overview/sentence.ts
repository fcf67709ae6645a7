import type { ReleaseChange } from "./release-change.ts";

/** What the first sentence is made of. */
export interface State {
  receiving: boolean;
  /** `production`; undefined when several environments are looked at. */
  environment: string | undefined;
  rangeMs: number;
  traces: number;
  tracesBefore: number;
  /** Model and tool calls, also those of traces whose root never came. */
  calls: number;
  /** 0..1, null when nothing was measured */
  errorRate: number | null;
  errorRateBefore: number | null;
  latencyP95Ms: number | null;
  latencyP95BeforeMs: number | null;
  feedbackRate: number | null;
  feedback: number;
  /** Between the two newest releases. */
  change: ReleaseChange | undefined;
}

/** Fewer than this and nothing is called worse. */
const enough = 20;
/** A latency is called worse from here on. */
const muchSlower = 1.25;
const hourMs = 3_600_000;

/** The state in one sentence, in plain words, with what is worse than in the range of the same length before. */
export function sentenceOf(state: State): string {
  if (!state.receiving) return "No span has arrived yet.";
  const where = state.environment === undefined ? "The application" : capital(state.environment);
  const time = durationText(state.rangeMs);
  if (state.traces === 0 && state.calls > 0) {
    return `${where} sends no root spans: ${count(state.calls)} model and tool ${state.calls === 1 ? "call" : "calls"} in ${time} belong to traces that began elsewhere, so traces, errors and latency cannot be counted.`;
  }
  if (state.traces === 0) {
    const before = state.tracesBefore === 0 ? "" : `, after ${count(state.tracesBefore)} in the ${time} before`;
    return `${where} is silent: no trace started in ${time}${before}.`;
  }
  const worse = whatIsWorse(state);
  const figures = `${count(state.traces)} ${state.traces === 1 ? "trace" : "traces"} in ${time}, ${share(state.errorRate ?? 0)} with errors`;
  const better = state.change === undefined || isWorse(state.change) ? "" : ` ${capital(changeText(state.change))}.`;
  if (worse.length > 0) return `${where} needs a look: ${worse.join(", and ")}; ${figures}.${better}`;
  if (state.traces < enough && (state.errorRate ?? 0) > 0) return `${where} has too few traces to judge: ${figures}.`;
  return `${where} is healthy: ${figures}.${better}`;
}

function whatIsWorse(state: State): string[] {
  const { errorRate, errorRateBefore, traces, tracesBefore, latencyP95Ms: p95, latencyP95BeforeMs: p95Before } = state;
  const worse: string[] = [];
  if (state.change !== undefined && isWorse(state.change)) worse.push(changeText(state.change));
  if (errorRate !== null && errorRateBefore !== null && roseReally(errorRate, traces, errorRateBefore, tracesBefore)) {
    worse.push(`errors rose from ${share(errorRateBefore)} to ${share(errorRate)}`);
  } else if (errorRate !== null && errorRate >= 0.1 && traces >= enough) {
    worse.push(`${share(errorRate)} of traces fail`);
  }
  if (p95 !== null && p95Before !== null && Math.min(traces, tracesBefore) >= enough && p95 > p95Before * muchSlower) {
    worse.push(`the slowest 5% now take over ${ms(p95)} instead of ${ms(p95Before)}`);
  }
  if (state.feedbackRate !== null && state.feedback >= enough && state.feedbackRate < 0.5) {
    worse.push(`${share(1 - state.feedbackRate)} of feedback is negative`);
  }
  return worse;
}

function isWorse({ share: now, shareBefore }: ReleaseChange): boolean {
  return now > shareBefore;
}

function changeText({ words, newest, before, share: now, shareBefore }: ReleaseChange): string {
  return `${words} of ${newest} are ${share(now)} against ${share(shareBefore)} under ${before}`;
}

/** One-sided test of two proportions at 2.5%, pooled (Agresti, Categorical Data Analysis, 3.4). */
function roseReally(now: number, n: number, before: number, nBefore: number): boolean {
  if (n < enough || nBefore < enough || now <= before) return false;
  const pooled = (now * n + before * nBefore) / (n + nBefore);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / nBefore));
  return error > 0 && (now - before) / error > 1.96;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

function share(rate: number): string {
  const percent = rate * 100;
  return `${percent === 0 || percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))}%`;
}

function ms(duration: number): string {
  return duration < 1000 ? `${Math.round(duration)} ms` : `${(duration / 1000).toPrecision(2)} s`;
}

function durationText(rangeMs: number): string {
  const hours = rangeMs / hourMs;
  if (hours < 2) return `${Math.round(hours * 60)} min`;
  return hours <= 72 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
}
