import { z } from "zod";
import type { Json, JsonObject } from "../digest/index.ts";
import type { FaultList } from "../document/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import { readJsonLines, type JsonLine } from "./json-lines.ts";

/** A line of a file whose fields nobody knows beforehand. */
export const anyObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** The field of a line that a flag names. Notes a fault `unknown-field`, with the nearest, when there is none. */
export function fieldOf(line: JsonLine<JsonObject>, field: string, flag: string, faults: FaultList): Json | undefined {
  if (Object.hasOwn(line.value, field)) return line.value[field];
  faults.add(unknownField(line, field, flag));
  return undefined;
}

/** The fault of a line that lacks a field. */
export function unknownField({ value, at }: JsonLine<JsonObject>, field: string, flag: string): InputError {
  const near = suggestion(field, Object.keys(value));
  return new InputError("unknown-field", `there is no field "${field}"${near}`, {
    location: at([]),
    hint: `${flag} FIELD`,
  });
}

/** What two files are joined on, as text: the number 7 and the text "7" are the same. */
export function keyText(key: Json | undefined): string {
  return typeof key === "string" ? key : JSON.stringify(key ?? null);
}

/** The lines of a file by the field that it is joined on. Notes faults: `unknown-field`, `duplicate-join`. */
export async function linesByKey(
  file: string,
  join: string,
  faults: FaultList,
): Promise<Map<string, JsonLine<JsonObject>>> {
  const byKey = new Map<string, JsonLine<JsonObject>>();
  for (const line of await readJsonLines(file, anyObject, faults)) {
    const key = keyText(fieldOf(line, join, "--join", faults));
    const first = byKey.get(key);
    if (first === undefined) byKey.set(key, line);
    else {
      const message = `${join} ${key} is on line ${first.line} and again on line ${line.line}`;
      faults.add(new InputError("duplicate-join", message, { location: line.at([join]), hint: "--join FIELD" }));
    }
  }
  return byKey;
}
