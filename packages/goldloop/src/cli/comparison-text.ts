import { styleText } from "node:util";
import { isJsonObject, type Json } from "../digest/index.ts";
import type { Attribution, Attributions, Comparison, ExampleDifference, ScoreDifference } from "../run/index.ts";

const shown = 5;

/** A comparison for people: what changed, each score with its counts, and the examples that got worse. */
export function formatComparison(
  comparison: Comparison,
  attributions: Attributions,
  { color, all, width }: { color: boolean; all: boolean; width: number },
): string {
  const style = (format: "red" | "green" | "dim" | "bold", text: string): string =>
    color ? styleText(format, text, { validateStream: false }) : text;
  const { base, head, regressed, improved, scores } = comparison;
  const lines: string[] = [];
  const ordered = regressed.toSorted((a, b) => Number(isCritical(b)) - Number(isCritical(a)));
  const listed = all ? ordered : ordered.slice(0, shown);
  for (const example of listed) {
    lines.push(
      ...formatExample(example, width).map((line, i) => (i === 0 ? line.replace("✗", style("red", "✗")) : line)),
    );
  }
  if (listed.length < regressed.length) {
    lines.push(style("dim", `  ${regressed.length - listed.length} more got worse (--all shows them)`));
  }
  if (regressed.length > 0) lines.push("");
  lines.push(style("bold", `${nameOf(head)} against ${nameOf(base)}`));
  lines.push(`  ${whatChanged(comparison)}`);
  const names = Object.keys(scores);
  const changed = names.filter((name) => (scores[name]?.regressed ?? 0) + (scores[name]?.improved ?? 0) > 0);
  const widest = Math.max(0, ...changed.map((name) => name.length));
  for (const name of changed) {
    const score = scores[name];
    if (score !== undefined) lines.push(`  ${name.padEnd(widest)}  ${formatScore(score, style)}`);
  }
  lines.push(...partsOf(attributions));
  const same = names.filter((name) => !changed.includes(name));
  if (same.length > 0) lines.push(style("dim", `  the same: ${same.join(", ")}`));
  const figures = [
    figure("latency", comparison.latencyMs, (ms) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`),
    figure("cost", comparison.costUsd, (usd) => `$${usd.toPrecision(3)}`),
  ].filter((text) => text !== undefined);
  if (figures.length > 0) lines.push(`  ${figures.join("   ")}   (means of one call)`);
  const sides: string[] = [];
  if (comparison.onlyInHead.length > 0) sides.push(`${comparison.onlyInHead.length} new`);
  if (comparison.onlyInBase.length > 0) sides.push(`${comparison.onlyInBase.length} gone`);
  if (comparison.changedTests.length > 0) sides.push(`${comparison.changedTests.length} changed`);
  if (sides.length > 0) lines.push(`  not compared: ${sides.join(", ")} examples`);
  lines.push("");
  lines.push(
    `${count(regressed.length, "example")} got worse, ${improved.length} got better.` +
      (regressed.length > 0 ? ` A measured difference, not a judged one: goldloop gate decides.` : ""),
  );
  return `${lines.join("\n")}\n`;
}

function isCritical({ tags }: ExampleDifference): boolean {
  return tags.includes("critical");
}

function nameOf({ id, suite, target }: Comparison["base"]): string {
  return `${target === null ? suite : `${suite} (${target})`} ${id}`;
}

function whatChanged({ appChanged, pins }: Comparison): string {
  const parts = new Set(pins.map(({ path }) => path.split(".")[0] ?? path));
  const evalPart = parts.size === 0 ? "dataset, scorers and judges did not" : `so did: ${[...parts].join(", ")}`;
  if (appChanged) return `The app changed; ${evalPart}.`;
  return parts.size === 0
    ? "Neither the app nor the eval changed."
    : `The app did not change; the eval did: ${[...parts].join(", ")}.`;
}

/** What the app, the eval and the dataset did, for every score that more than one of them moved or the eval did. */
function partsOf(attributions: Attributions): string[] {
  if ("unavailable" in attributions) {
    return [`  app and eval cannot be told apart: ${attributions.unavailable}`, `    ${attributions.hint}`];
  }
  const split = Object.entries(attributions.scores).filter(
    ([, parts]) => parts.eval.value !== 0 || parts.dataset.value !== 0,
  );
  return split.flatMap(([name, parts]) => [`  ${name}  ${points(parts.whole)} in all`, ...partLines(parts)]);
}

function partLines(parts: Attribution): string[] {
  const rows: [string, { value: number; interval: [number, number] }, string][] = [
    ["the app", parts.app, "today's scorers, new outputs against old ones"],
    ["the eval", parts.eval, "old outputs, today's scorers against those of then"],
    ["the dataset", parts.dataset, "examples on one side only"],
  ];
  const lines = rows.map(([who, { value, interval }, what]) => {
    const figures = `${points(value)} [${sign(interval[0] * 100)}, ${sign(interval[1] * 100)}]`;
    return `    ${who.padEnd(11)}  ${figures.padEnd(22)}  ${what}`;
  });
  if (parts.errors > 0) lines.push(`    ${parts.errors} old outputs could not be scored anew and count as 0`);
  return lines;
}

function points(share: number): string {
  return `${sign(share * 100)}pp`;
}

function formatScore(score: ScoreDifference, style: (format: "red" | "green" | "dim", text: string) => string): string {
  const change = points(score.difference);
  const coloured =
    score.difference < -1e-12 ? style("red", change) : score.difference > 1e-12 ? style("green", change) : change;
  const [low, high] = score.interval;
  const interval = `[${sign(low * 100)}, ${sign(high * 100)}]`;
  const chance = score.adjustedP < 0.05 ? "" : "  within chance";
  return `${percent(score.base)} → ${percent(score.head)}  ${coloured} ${interval}  ${style("dim", `▼${score.regressed} ▲${score.improved}  n=${score.n}${chance}`)}`;
}

function formatExample(example: ExampleDifference, width: number): string[] {
  const scores = example.scores
    .filter(({ base, head }) => head < base)
    .map(({ name, base, head }) => `${name} ${number(base)} → ${number(head)}`)
    .join(", ");
  const tags = example.tags.length > 0 ? `  ${example.tags.join(", ")}` : "";
  const lines = [`✗ ${example.id}  ${scores}${tags}`];
  lines.push(...row("input", example.input, width));
  if (example.expected !== null) lines.push(...row("expected", example.expected, width));
  lines.push(...row("before", example.baseOutput, width), ...row("now", example.headOutput, width));
  const reasons = new Set(example.scores.filter(({ base, head }) => head < base).map(({ reason }) => reason));
  for (const reason of reasons) if (reason !== null) lines.push(...row("because", reason, width));
  return lines;
}

function row(label: string, value: Json, width: number): string[] {
  const text = oneLine(value);
  const room = Math.max(30, width - 15);
  return [`    ${label.padEnd(9)} ${text.length > room ? `${text.slice(0, room - 1)}…` : text}`];
}

function oneLine(value: Json): string {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const { messages, answer, text } = value;
    if (Array.isArray(messages))
      return messages
        .map((message) => (isJsonObject(message) ? oneLine(message["content"] ?? "") : oneLine(message)))
        .join(" / ");
    if (typeof answer === "string") return withCalls(oneLine(answer), value["toolCalls"]);
    if (typeof text === "string") return oneLine(text);
  }
  return (typeof value === "string" ? value : JSON.stringify(value)).replace(/\s+/g, " ");
}

function withCalls(text: string, calls: Json | undefined): string {
  if (!Array.isArray(calls) || calls.length === 0) return text;
  const shownCalls = calls.map((call) => {
    const { name, arguments: given } = call as { name?: string; arguments?: Json };
    return `${name}(${JSON.stringify(given ?? {})})`;
  });
  return `${shownCalls.join(", ")}  ${text}`;
}

function figure(
  label: string,
  { base, head }: { base: number | null; head: number | null },
  format: (n: number) => string,
): string | undefined {
  if (base === null || head === null) return undefined;
  const change = base === 0 ? "" : ` (${sign((head / base - 1) * 100)}%)`;
  return `${label} ${format(base)} → ${format(head)}${change}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

function sign(value: number): string {
  const rounded = Math.abs(value) < 0.05 ? "0.0" : Math.abs(value).toFixed(1);
  return `${value < -0.05 ? "−" : value > 0.05 ? "+" : ""}${rounded}`;
}

function count(n: number, noun: string): string {
  return `${n} ${n === 1 ? noun : `${noun}s`}`;
}
