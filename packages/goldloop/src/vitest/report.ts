import { textOf, type Score, type Subject } from "../scorer/index.ts";

/** In the tone of the terminal report: what, why, input, expected, got. */
export function report(head: string, score: Score, { example, output }: Subject): string {
  const rows: [string, string][] = [];
  if (typeof score.reason === "string") rows.push(["because", score.reason]);
  if (example.input !== null) rows.push(["input", shortened(textOf(example.input))]);
  if (example.expected !== undefined) rows.push(["expected", shortened(textOf(example.expected))]);
  rows.push(["got", shortened(textOf(output))]);
  return [
    head,
    ...rows.map(([name, text]) => `    ${name.padEnd(9)} ${text.replaceAll("\n", `\n${" ".repeat(14)}`)}`),
  ].join("\n");
}

const longest = 2000;

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}

/** A value with at most four decimals. */
export function figure(value: number): string {
  return String(Number(value.toFixed(4)));
}
