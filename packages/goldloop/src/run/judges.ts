import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Config } from "../config/index.ts";
import { InputError } from "../error/index.ts";
import type { Judge } from "../scorer/index.ts";

const looksLikePath = /^\S+\.(md|txt|prompt|hbs)$/;

/** The config's judges with their prompts read. Throws InputError for a prompt file that is not there. */
export function openJudges(config: Config): Map<string, Judge> {
  const judges = new Map<string, Judge>();
  for (const [name, settings] of Object.entries(config.judges)) {
    const { prompt, allowFloating: _a, calibration: _c, canary: _n, ...rest } = settings;
    const judge: Judge = { name, ...rest };
    if (prompt !== undefined) {
      const file = resolve(config.directory, prompt);
      if (!prompt.includes("\n") && prompt.length < 1000 && existsSync(file)) {
        judge.prompt = readFileSync(file, "utf8");
        judge.promptFile = file;
      } else if (looksLikePath.test(prompt)) {
        throw new InputError("no-file", `judge "${name}": there is no prompt ${prompt}`, {
          location: { file: config.file ?? config.directory },
          hint: "correct the path, or write the prompt's text in its place",
        });
      } else judge.prompt = prompt;
    }
    judges.set(name, judge);
  }
  return judges;
}
