import { extname } from "node:path";
import { InputError, suggestion } from "../../error/index.ts";
import type { FormatName } from "../dataset.ts";
import { csv } from "./csv.ts";
import type { DatasetFormat } from "./format.ts";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";
import { yaml } from "./yaml.ts";

/** Every format a dataset can have. */
export const formats: readonly DatasetFormat[] = [jsonl, json, yaml, csv];

/** The format of this name. Throws an InputError `unknown-format` with the nearest known one. */
export function formatNamed(name: string): DatasetFormat {
  const format = formats.find((one) => one.name === name);
  if (format !== undefined) return format;
  const names = formats.map((one): FormatName => one.name);
  throw new InputError("unknown-format", `unknown dataset format ${JSON.stringify(name)}${suggestion(name, names)}`);
}

/** The format of a file by its extension. Throws an InputError `unknown-format`. */
export function formatOf(file: string): DatasetFormat {
  const extension = extname(file).toLowerCase();
  const format = formats.find(({ extensions }) => extensions.includes(extension));
  if (format !== undefined) return format;
  const known = formats.flatMap(({ extensions }) => extensions).join(", ");
  throw new InputError("unknown-format", `${file} is no dataset by its extension; known: ${known}`, {
    location: { file },
  });
}
