import type { FaultList, ParsedDocument, Path } from "../../document/index.ts";
import { InputError } from "../../error/index.ts";
import { JsonTexts, type Row, type Rows } from "./format.ts";

/**
 * The rows of a document that holds a list of examples (JSON, YAML). `parse` is called again when a place is asked for
 * after loading, so that the parsed document need not be kept.
 */
export function documentRows(
  parse: () => ParsedDocument,
  file: string,
  faults: FaultList,
  visit: (row: Row) => void,
): Rows {
  const texts = new JsonTexts();
  const document = faults.collect(parse);
  if (document !== undefined) {
    const { value, positionOf } = document;
    if (!Array.isArray(value)) throw notAList(value, document, file);
    for (const [index, element] of value.entries()) {
      const place = (path: Path, part?: "key" | "value") => positionOf([index, ...path], part);
      visit({ value: element, ...texts.add(element), line: place([])?.line ?? 1, positionOf: place });
    }
  }
  let again: ParsedDocument | undefined;
  return {
    buffer: texts.toBuffer(),
    locate: ({ index }, path, part) => (again ??= parse()).positionOf([index, ...path], part),
  };
}

function notAList(value: unknown, { positionOf }: ParsedDocument, file: string): InputError {
  const wrapped = typeof value === "object" && value !== null && Array.isArray(Reflect.get(value, "examples"));
  return new InputError("wrong-type", "the document must be a list of examples", {
    hint: wrapped ? 'take the list out of "examples"' : undefined,
    location: { file, ...positionOf([]) },
  });
}
