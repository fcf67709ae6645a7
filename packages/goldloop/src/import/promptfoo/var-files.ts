import { resolve } from "node:path";
import type { Json } from "../../digest/index.ts";
import type { PromptfooConfig } from "./read-config.ts";
import { isDataFile, parseAnyYaml, readNamedFile } from "./references.ts";

/** Whether a name is that of a program. */
export function isProgram(name: string): boolean {
  return /\.([cm]?[jt]s|py|rb|sh)(:\w+)?$/.test(name);
}

/** Whether a name is that of a file whose text can be a value. */
export function isText(name: string): boolean {
  return isDataFile(name) || /\.(txt|md|csv|jsonl|xml|html)$/.test(name);
}

/** The value of a variable that is a file: parsed when it is YAML or JSON, its text otherwise. */
export function readVarFile(name: string, config: PromptfooConfig): Json {
  const path = name.replace(/^file:\/\//, "");
  const text = readNamedFile(config.directory, path, config.file);
  return isDataFile(path) ? parseAnyYaml(text, resolve(config.directory, path)) : text.trim();
}
