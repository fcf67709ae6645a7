import { readFile } from "node:fs/promises";
import { extname, relative, resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import { InputError, messageOf } from "../../error/index.ts";
import { testsOfCsv } from "./csv-tests.ts";
import { merged } from "./expand.ts";
import type { ImportFindings } from "./findings.ts";
import type { PromptfooConfig } from "./read-config.ts";
import { parseAnyYaml, readNamedFile } from "./references.ts";

/** A test as written, with where it stands. */
export interface RawTest {
  /** `test 3`, `tests.csv row 4` */
  place: string;
  content: JsonObject;
}

/**
 * The tests that a `tests` key names: written out, or in CSV, JSON, JSONL and YAML files, globs included. Sources that
 * need their own program or the network are findings. Throws InputError for a file that is missing or broken.
 */
export async function readTests(
  value: Json | undefined,
  key: string,
  config: PromptfooConfig,
  findings: ImportFindings,
): Promise<RawTest[]> {
  if (value === undefined || value === null) return [];
  const entries = Array.isArray(value) ? value : [value];
  const tests: RawTest[] = [];
  for (const [index, entry] of entries.entries()) {
    if (typeof entry === "string") tests.push(...(await testsOfSource(entry, key, config, findings)));
    else if (isJsonObject(entry) && typeof entry["path"] === "string" && !("vars" in entry) && !("assert" in entry)) {
      findings.lost(key, `tests from ${entry["path"]}`, "tests made by a program are not run by the import", makeFile);
    } else if (isJsonObject(entry)) tests.push({ place: `${singular(key)} ${index + 1}`, content: entry });
    else throw new InputError("not-promptfoo", `${key}[${index}] is not a test`, { location: { file: config.file } });
  }
  return tests;
}

const makeFile = "run that program once, save its tests as YAML or JSONL, and name that file under tests";

async function testsOfSource(
  name: string,
  key: string,
  config: PromptfooConfig,
  findings: ImportFindings,
): Promise<RawTest[]> {
  const path = name.replace(/^file:\/\//, "");
  if (/^(https?|huggingface|s3|gs|az):\/\//.test(name)) {
    findings.lost(
      key,
      `tests from ${name}`,
      "the import opens no address",
      "download them, and name the file under tests",
    );
    return [];
  }
  if (/\.([cm]?[jt]s|py)(:\w+)?$/.test(path)) {
    findings.lost(key, `tests from ${name}`, "tests made by a program are not run by the import", makeFile);
    return [];
  }
  if (/\.xlsx?(#|$)/.test(path)) {
    findings.lost(
      key,
      `tests from ${name}`,
      "spreadsheets are not read",
      "save the sheet as CSV, and name that file under tests",
    );
    return [];
  }
  const files = isDynamicPattern(path)
    ? await glob(path, { cwd: config.directory, absolute: true })
    : [resolve(config.directory, path)];
  if (files.length === 0) {
    throw new InputError("no-file", `no file fits ${name}`, {
      location: { file: config.file },
      hint: "correct the pattern under tests",
    });
  }
  const tests: RawTest[] = [];
  for (const file of files.toSorted()) tests.push(...(await testsOfFile(file, config, findings)));
  return tests;
}

async function testsOfFile(file: string, config: PromptfooConfig, findings: ImportFindings): Promise<RawTest[]> {
  const shown = relative(config.directory, file).split(sep).join("/");
  const text = await readText(file, shown, config);
  if (extname(file) === ".csv") return testsOfCsv(text, shown, file, findings);
  const content = extname(file) === ".jsonl" ? parseLines(text, file) : parseAnyYaml(text, file);
  const list = Array.isArray(content) ? content : [content];
  return list.map((entry, index) => {
    if (isJsonObject(entry)) return { place: `${shown} test ${index + 1}`, content: entry };
    throw new InputError("not-promptfoo", `${shown}: entry ${index + 1} is not a test`, { location: { file } });
  });
}

async function readText(file: string, shown: string, config: PromptfooConfig): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new InputError("no-file", `there is no file ${shown}`, {
      location: { file: config.file },
      cause,
      hint: "correct the path under tests",
    });
  }
}

function parseLines(text: string, file: string): Json[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as Json];
    } catch (cause) {
      throw new InputError("not-json", `not valid JSON: ${messageOf(cause)}`, {
        location: { file, line: index + 1 },
        cause,
      });
    }
  });
}

function singular(key: string): string {
  return key.replace(/s$/, "");
}

/** The variables of a test: written out, or in files that `vars` names. Throws InputError for a broken file. */
export function readVars(value: Json | undefined, config: PromptfooConfig): JsonObject {
  if (isJsonObject(value)) return value;
  const names = (Array.isArray(value) ? value : [value]).filter((name) => typeof name === "string");
  const parts = names.map((name) =>
    parseAnyYaml(readNamedFile(config.directory, name, config.file), resolve(config.directory, name)),
  );
  return merged(parts.filter(isJsonObject));
}
