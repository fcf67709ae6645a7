import { parse } from "csv-parse/sync";
import type { Json, JsonObject } from "../../digest/index.ts";
import { InputError, messageOf } from "../../error/index.ts";
import { assertionOfText } from "./assertion-text.ts";
import type { ImportFindings } from "./findings.ts";
import { isKnownType } from "./mapping.ts";
import type { RawTest } from "./read-tests.ts";

/**
 * Tests of a table: a column is a variable, those that begin with `__` mean something (`__expected`, `__description`,
 * `__metric`, `__threshold`, `__prefix`, `__suffix`, `__providerOutput`, `__metadata:KEY`, `__config:__expected1:threshold`).
 * Throws InputError for a table that does not parse.
 */
export function testsOfCsv(text: string, shown: string, file: string, findings: ImportFindings): RawTest[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(text, { columns: true, bom: true, skip_empty_lines: true, relax_quotes: true, trim: false });
  } catch (cause) {
    throw new InputError("not-csv", `${shown} does not parse: ${messageOf(cause)}`, { location: { file }, cause });
  }
  return rows.map((row, index) => {
    const place = `${shown} row ${index + 2}`;
    return { place, content: testOfRow(row, place, findings) };
  });
}

function testOfRow(row: Record<string, string>, place: string, findings: ImportFindings): JsonObject {
  const vars: JsonObject = {};
  const asserts = new Map<string, JsonObject>();
  const metadata: JsonObject = {};
  const options: JsonObject = {};
  const test: JsonObject = {};
  const configured: [string, string, string][] = [];
  let metric: string | undefined;
  for (const [column, value] of Object.entries(row)) {
    const name = column.trim();
    const [head = "", ...rest] = name.split(":");
    if (name.startsWith("__") && value.trim() === "") continue;
    if (/^__expected\d*$/.test(head)) {
      asserts.set(head, assertionOfText(value, isKnownType));
    } else if (head === "__config") configured.push([rest[0] ?? "", rest[1] ?? "", value]);
    else if (head === "__metadata") addMetadata(metadata, rest.join(":"), value);
    else if (name === "__metric") metric = value;
    else if (name === "__description") test["description"] = value;
    else if (name === "__providerOutput") test["providerOutput"] = value;
    else if (name === "__threshold") test["threshold"] = Number(value);
    else if (name === "__prefix") options["prefix"] = value;
    else if (name === "__suffix") options["suffix"] = value;
    else vars[name] = value;
  }
  for (const [target, key, value] of configured) {
    const assertion =
      asserts.get(target) ??
      asserts.get(`${target}1`) ??
      (target === "__expected1" ? asserts.get("__expected") : undefined);
    if (key === "threshold" && assertion !== undefined) assertion["threshold"] = Number(value);
    else
      findings.lost(
        place,
        `__config:${target}:${key}`,
        "only a threshold of an assertion is read from a __config column",
        "set it on the scorer in goldloop.yaml",
      );
  }
  if (metric !== undefined) for (const assertion of asserts.values()) assertion["metric"] = metric;
  return {
    vars,
    assert: [...asserts.values()],
    ...test,
    ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
    ...(Object.keys(options).length > 0 ? { options } : {}),
  };
}

/** `__metadata:tags[]` is a list divided by commas. */
function addMetadata(metadata: JsonObject, key: string, value: string): void {
  const list: Json = value.split(",").map((part) => part.trim());
  if (key.endsWith("[]")) metadata[key.slice(0, -2)] = list;
  else metadata[key] = value;
}
