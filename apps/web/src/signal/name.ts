const short: Readonly<Record<string, string>> = {
  latencyMs: "latency",
  timeToFirstTokenMs: "time to first token",
  costUsd: "cost",
};

/** `errorRate` as `Error rate`, `score.helpfulness` as it is called. */
export function signalName(signal: string): string {
  if (signal.startsWith("score.")) return signal.slice("score.".length);
  const words = (short[signal] ?? signal).replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
