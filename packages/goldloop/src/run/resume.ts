import { existsSync } from "node:fs";
import { appendFile, open, rename, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../error/index.ts";
import { completeLines } from "./lines.ts";
import type { ResultLine } from "./record.ts";
import { resultsFile } from "./store.ts";

/** Lines of earlier attempts that were run again; kept so that nothing measured is lost. */
export const supersededFile = "superseded.jsonl";

/** What becomes of recorded lines when a run goes on. */
export interface Takeover {
  /** The line is dropped and its call made again. */
  isAgain: (line: ResultLine) => boolean;
  /** The line is replaced: its output stays, some scores are new. */
  isReplaced: (line: ResultLine) => boolean;
  /** Called for every line that stays or is replaced, before any is replaced. */
  found: (line: ResultLine) => void;
  replace: (line: ResultLine) => Promise<ResultLine>;
  /** Called for every line that stays, as it stays. */
  keep: (line: ResultLine) => void;
}

/**
 * Makes a results file ready to be appended to: a torn last line is cut off, of a repeated (id, trial) the first stays,
 * and lines that run again or are replaced are kept in superseded.jsonl. Nothing changes on disk before all
 * replacements are there, and then in one step: a kill in between loses no recorded output.
 */
export async function takeOver(dir: string, { isAgain, isReplaced, found, replace, keep }: Takeover): Promise<void> {
  const file = join(dir, resultsFile);
  if (!existsSync(file)) return;
  const seen = new Set<string>();
  const superseded: string[] = [];
  const kept: (string | ResultLine)[] = [];
  let end = 0;
  let number = 0;
  let rewrite = false;
  const take = (text: string): void => {
    const line = parse(text, file, number);
    const key = `${line.trial} ${line.id}`;
    if (seen.has(key)) {
      rewrite = true;
      return;
    }
    if (isAgain(line)) {
      superseded.push(text);
      return;
    }
    seen.add(key);
    found(line);
    const replaced = isReplaced(line);
    if (replaced) superseded.push(text);
    kept.push(replaced ? line : text);
  };
  for await (const batch of completeLines(file)) {
    end = batch.end;
    for (const text of batch.lines) {
      number += 1;
      take(text);
    }
  }
  const lines = await Promise.all(
    kept.map(async (entry) => (typeof entry === "string" ? entry : JSON.stringify(await replace(entry)))),
  );
  for (const line of lines) keep(JSON.parse(line) as ResultLine);
  if (superseded.length === 0 && !rewrite) {
    if ((await stat(file)).size > end) await truncate(file, end);
    return;
  }
  const temporary = `${file}.tmp`;
  const handle = await open(temporary, "w");
  for (let i = 0; i < lines.length; i += 1000) {
    await handle.appendFile(
      lines
        .slice(i, i + 1000)
        .map((text) => `${text}\n`)
        .join(""),
    );
  }
  await handle.close();
  if (superseded.length > 0) await appendFile(join(dir, supersededFile), `${superseded.join("\n")}\n`);
  await rename(temporary, file);
}

function parse(text: string, file: string, line: number): ResultLine {
  try {
    return JSON.parse(text) as ResultLine;
  } catch (cause) {
    throw new InputError("broken-line", "results.jsonl has a broken line", {
      cause,
      location: { file, line },
      hint: "remove the line; what it held is run again",
    });
  }
}

/** Whether the target is to be called again: its failure was not the application's doing. */
export function hasInfrastructureError(line: ResultLine): boolean {
  return line.error?.infrastructure === true;
}

/** Whether a recorded output is to be judged again: the target answered, a scorer failed. */
export function hasScoreError(line: ResultLine): boolean {
  return line.error === null && line.scores.some((score) => score.status === "error");
}
