import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { InputError, suggestion } from "../error/index.ts";
import { renderReport, reporters as registry, type ReportOptions } from "../report/index.ts";
import type { RunSet, StoredRun } from "../run/index.ts";
import type { Context } from "./context.ts";

/** A reporter that was asked for, and the file it writes; undefined for the standard output. */
export interface ReporterChoice {
  name: string;
  file: string | undefined;
}

/** Reads `name` and `name=file`. Throws InputError for an unknown one and for two that both want the standard output. */
export function parseReporters(
  given: readonly string[],
  json: boolean,
  names: readonly string[] = registry.map(({ name }) => name),
): ReporterChoice[] {
  const choices = given.map((text) => {
    const at = text.indexOf("=");
    const name = at < 0 ? text : text.slice(0, at);
    const file = at < 0 ? undefined : text.slice(at + 1);
    if (!names.includes(name)) {
      throw new InputError("unknown-reporter", `there is no reporter "${name}"${suggestion(name, names)}`);
    }
    if (file === "")
      throw new InputError("no-report-file", `--reporter ${text}: a file is missing`, {
        hint: `--reporter ${name}=report`,
      });
    return { name, file };
  });
  const printed = choices.filter(({ file }) => file === undefined);
  if (json && printed.length > 0) {
    throw new InputError("two-outputs", `--json and --reporter ${printed[0]?.name} both want the standard output`, {
      hint: `--reporter ${printed[0]?.name}=FILE`,
    });
  }
  if (printed.length > 1) {
    throw new InputError(
      "two-outputs",
      `${printed.map(({ name }) => name).join(" and ")} both want the standard output`,
      {
        hint: `--reporter ${printed[1]?.name}=FILE`,
      },
    );
  }
  if (printed.length === 0) choices.unshift({ name: json ? "json" : "terminal", file: undefined });
  return choices;
}

/**
 * Pays for what the first report of a process pays for (the formats of numbers alone take 15 ms), so that it can be done
 * while a target is waited for.
 */
export function prepareReporting(): void {
  (1000).toLocaleString("en-US");
}

/** How and where reports are shown. */
export interface ReportPlace {
  context: Context;
  directory: string;
  json: boolean;
  all: boolean;
  color: boolean;
  /** A verdict on the runs follows. */
  judged?: boolean;
}

/** Renders the reports of runs, to files and to the standard output. */
export async function report(
  runs: readonly StoredRun[],
  set: RunSet | undefined,
  choices: readonly ReporterChoice[],
  place: ReportPlace,
): Promise<void> {
  await writeReports(
    choices,
    (name, options) => renderReport(name, { runs: [...runs], setId: set?.id, options }),
    place,
  );
}

/** Renders each report that was asked for, to its file or to the standard output. */
export async function writeReports(
  choices: readonly ReporterChoice[],
  render: (name: string, options: ReportOptions) => AsyncIterable<string>,
  { context, directory, json, all, color: hasColors, judged }: ReportPlace,
): Promise<void> {
  for (const { name, file } of choices) {
    const color = file === undefined && hasColors;
    const width = Math.min(context.stdout.columns, 160);
    const text = render(name, { color, width, all, directory, judged });
    if (file === undefined) {
      for await (const part of text) context.stdout.write(part);
    } else {
      const path = resolve(context.directory, file);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(Readable.from(text), createWriteStream(path));
      if (!json) context.stderr.write(`${name} report: ${file}\n`);
    }
  }
}
