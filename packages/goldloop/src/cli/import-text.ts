import { styleText } from "node:util";
import type { ImportFinding, PromptfooImport } from "../import/index.ts";

interface ImportTextOptions {
  /** As it was typed. */
  file: string;
  /** Where the files went, from where the command was typed; empty for here. */
  folder: string;
  dryRun: boolean;
  color: boolean;
  width: number;
}

const placesShown = 3;

/** The report of an import: what was written, what was carried over, what was not and what to do about it. */
export function formatImport(made: PromptfooImport, { file, folder, dryRun, color }: ImportTextOptions): string {
  const paint = (format: "green" | "red" | "yellow" | "dim" | "bold", text: string): string =>
    color ? styleText(format, text, { validateStream: false }) : text;
  const lines: string[] = [];
  const at = (path: string): string => (folder === "" ? path : `${folder}/${path}`);
  lines.push(dryRun ? "Would write" : "Wrote");
  const widest = Math.max(...[...made.files.keys()].map((path) => at(path).length));
  for (const path of made.files.keys())
    lines.push(`  ${at(path).padEnd(widest)}  ${paint("dim", noteOn(path, made))}`.trimEnd());
  const types = Object.entries(made.assertions);
  const seen = types.reduce((sum, [, one]) => sum + one.seen, 0);
  const carried = types.reduce((sum, [, one]) => sum + one.carried, 0);
  const names = types.filter(([, one]) => one.carried > 0).map(([type, one]) => `${type} ${one.carried}`);
  const mark = made.lost.length === 0 && made.unscored.length === 0 ? paint("green", "✓") : paint("red", "✗");
  lines.push(
    "",
    `${mark} ${carried} of ${seen} assertions carried over${names.length === 0 ? "" : `: ${names.join(", ")}`}`,
  );
  if (made.lost.length > 0) {
    lines.push("", "Not carried over");
    for (const finding of made.lost) lines.push(...describe(finding, paint("red", "✗"), paint));
  }
  if (made.unscored.length > 0) {
    const shown = made.unscored.slice(0, 5).join(", ");
    const more = made.unscored.length > 5 ? `, and ${made.unscored.length - 5} more` : "";
    lines.push(
      "",
      `${paint("red", "✗")} ${count(made.unscored.length, "example has", "examples have")} no scorer at all: ${shown}${more}`,
    );
    lines.push("    goldloop run refuses them: give the suite or the examples scorers, or take them out");
  }
  if (made.changed.length > 0) {
    lines.push("", "Carried over with a change");
    for (const finding of made.changed) lines.push(...describe(finding, paint("yellow", "!"), paint));
  }
  if (made.leftOut.length > 0) {
    lines.push("", "Left out, not needed here");
    for (const finding of made.leftOut) lines.push(`  ${paint("dim", `${finding.what}: ${finding.why}`)}`);
  }
  const suites = made.suites.map(({ name }) => name).join(" ");
  const config = folder === "" ? "" : ` --config ${at("goldloop.yaml")}`;
  lines.push("");
  if (dryRun)
    lines.push("Nothing was written.", `  goldloop import promptfoo ${file}${folder === "" ? "" : ` --out ${folder}`}`);
  else lines.push(`Next  pin      goldloop lock${config}`, `      measure  goldloop run ${suites}${config}`);
  return `${lines.join("\n")}\n`;
}

function describe(finding: ImportFinding, mark: string, paint: (format: "dim", text: string) => string): string[] {
  const { what, why, todo, places } = finding;
  const more = places.length > placesShown ? ` and ${places.length - placesShown} more` : "";
  const lines = [
    `  ${mark} ${what}  ${paint("dim", `${places.slice(0, placesShown).join(", ")}${more}`)}`,
    `      ${why}`,
  ];
  if (todo !== undefined) lines.push(`      → ${todo}`);
  return lines;
}

function noteOn(path: string, { suites, tests }: PromptfooImport): string {
  if (path === "goldloop.yaml") {
    const targets = suites.reduce((sum, suite) => sum + suite.targets.length, 0);
    return `${count(suites.length, "suite", "suites")}, ${count(targets, "target", "targets")}`;
  }
  const suite = suites.find(({ dataset }) => dataset === path);
  if (suite === undefined) return "";
  const from = suites.length === 1 && tests !== suite.examples ? ` of ${count(tests, "test", "tests")}` : "";
  return `${count(suite.examples, "example", "examples")}${from}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
