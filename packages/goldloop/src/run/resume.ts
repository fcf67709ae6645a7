import { appendFile, open, rename, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../error/index.ts";
import { completeLines } from "./lines.ts";
import type { ResultLine } from "./record.ts";
import { resultsFile } from "./store.ts";

/** Lines of earlier attempts that were run again; kept so that nothing measured is lost. */
export const supersededFile = "superseded.jsonl";

/**
 * Makes a results file ready to be appended to: a torn last line is cut off, lines whose failure was not the
 * application's doing (infrastructure, judges) are moved to superseded.jsonl to be run again, and of a repeated
 * (id, trial) the first stays. Calls `keep` for every line that stays. Returns the lines that were moved.
 */
export async function prepareResults(
  dir: string,
  again: (line: ResultLine) => boolean,
  keep: (line: ResultLine) => void,
): Promise<ResultLine[]> {
  const file = join(dir, resultsFile);
  const seen = new Set<string>();
  const moved: ResultLine[] = [];
  const movedText: string[] = [];
  let end = 0;
  let number = 0;
  const keptText: string[] = [];
  let repeated = 0;
  const take = (text: string): void => {
    const line = parse(text, file, number);
    const key = `${line.trial} ${line.id}`;
    if (seen.has(key)) repeated += 1;
    else if (again(line)) {
      moved.push(line);
      movedText.push(text);
    } else {
      seen.add(key);
      keptText.push(text);
      keep(line);
    }
  };
  for await (const batch of completeLines(file)) {
    end = batch.end;
    for (const text of batch.lines) {
      number += 1;
      take(text);
    }
  }
  if (moved.length > 0 || repeated > 0) {
    const temporary = `${file}.tmp`;
    const handle = await open(temporary, "w");
    for (let i = 0; i < keptText.length; i += 1000) {
      await handle.appendFile(
        keptText
          .slice(i, i + 1000)
          .map((text) => `${text}\n`)
          .join(""),
      );
    }
    await handle.close();
    if (moved.length > 0) await appendFile(join(dir, supersededFile), `${movedText.join("\n")}\n`);
    await rename(temporary, file);
  } else if ((await stat(file)).size > end) {
    await truncate(file, end);
  }
  return moved;
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
