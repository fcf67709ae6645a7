// What the signals say, by release, as a table for the terminal.
const shown = [
  { label: "traces", signal: "traces", as: (value) => Math.round(value).toLocaleString("en-US") },
  { label: "latency, p95", signal: "latencyMs", statistic: "p95", as: (value) => `${(value / 1000).toFixed(1)} s` },
  {
    label: "tokens per call",
    signal: "tokens",
    statistic: "mean",
    as: (value) => Math.round(value).toLocaleString("en-US"),
  },
  {
    label: "cost of 1,000 calls",
    signal: "costUsd",
    statistic: "mean",
    as: (value) => `$${(value * 1000).toFixed(2)}`,
  },
  { label: "tool errors", signal: "toolErrorRate", as: percent },
  { label: "no answer found", signal: "fallbackRate", as: percent },
  { label: "refused", signal: "refusalRate", as: percent },
  { label: "thumbs up", signal: "feedback", as: percent, withN: true },
];

function percent(value) {
  return `${(value * 100).toFixed(1)}%`;
}

/** One line a signal, one column a release. Throws when the server does not answer. */
export async function signalTable(server, key, releases, fromMs) {
  const rows = await Promise.all(
    shown.map(async ({ label, signal, statistic, as, withN }) => {
      const query = new URLSearchParams({
        groupBy: "release",
        from: String(fromMs),
        ...(statistic === undefined ? {} : { statistic }),
      });
      const response = await fetch(`${server}/api/v1/signals/${signal}?${query}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      if (!response.ok) throw new Error(`${signal}: the server answered ${response.status}`);
      const { series } = await response.json();
      const cells = releases.map((release) => {
        const { value, n } = series.find(({ group }) => group === release)?.total ?? { value: null, n: 0 };
        if (value === null) return "-";
        return withN ? `${as(value)} of ${n}` : as(value);
      });
      return [label, ...cells];
    }),
  );
  return aligned([["", ...releases], ...rows]);
}

function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = ([label, ...cells]) =>
    `  ${label.padEnd(widths[0])}${cells.map((cell, index) => `  ${cell.padStart(widths[index + 1])}`).join("")}`;
  return `${rows.map(line).join("\n")}\n`;
}
