import type { Cursor } from "./cursor.ts";
import { maxDepth, OtlpError, setKey } from "./raw.ts";
import type { Attributes, AttributeValue, RawScope } from "./raw.ts";

/** A field's number and wire type in one, as they stand in the tag: `(number << 3) | type`. */
export const field = (number: number, type: 0 | 1 | 2): number => (number << 3) | type;

const value = {
  text: field(1, 2),
  boolean: field(2, 0),
  integer: field(3, 0),
  double: field(4, 1),
  list: field(5, 2),
  map: field(6, 2),
  bytes: field(7, 2),
} as const;

/** Resources hold their attributes in field 1 and nothing else of interest. */
export function readAttributes(cursor: Cursor, end: number, into: Attributes): void {
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(1, 2)) readKeyValue(cursor, cursor.block(end), into, 0);
    else cursor.skip(tag & 7, end);
  }
}

/** The instrumentation scope of a group, filled in place. */
export function readScope(cursor: Cursor, end: number, scope: RawScope): void {
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(1, 2)) scope.name = cursor.text(end);
    else if (tag === field(2, 2)) scope.version = cursor.text(end);
    else if (tag === field(3, 2)) readKeyValue(cursor, cursor.block(end), scope.attributes, 0);
    else cursor.skip(tag & 7, end);
  }
}

/** One `KeyValue` into the attributes that it belongs to. Throws an OtlpError for values nested too deep. */
export function readKeyValue(cursor: Cursor, end: number, into: Attributes, depth: number): void {
  let key = "";
  let read: AttributeValue = null;
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(1, 2)) key = cursor.key(end);
    else if (tag === field(2, 2)) read = readValue(cursor, cursor.block(end), depth);
    else cursor.skip(tag & 7, end);
  }
  setKey(into, key, read);
}

/** One `AnyValue`; null when it is empty. Throws an OtlpError for values nested too deep. */
export function readValue(cursor: Cursor, end: number, depth: number): AttributeValue {
  if (depth > maxDepth)
    throw new OtlpError(`an attribute is nested deeper than ${maxDepth} levels at byte ${cursor.at}`);
  let read: AttributeValue = null;
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    switch (tag) {
      case value.text:
        read = cursor.text(end);
        break;
      case value.boolean:
        read = cursor.varint(end) !== 0;
        break;
      case value.integer:
        read = cursor.int64(end);
        break;
      case value.double:
        read = finite(cursor.double(end));
        break;
      case value.list:
        read = readList(cursor, cursor.block(end), depth + 1);
        break;
      case value.map:
        read = readMap(cursor, cursor.block(end), depth + 1);
        break;
      case value.bytes:
        read = cursor.bytes(end, "base64");
        break;
      default:
        cursor.skip(tag & 7, end);
    }
  }
  return read;
}

function readList(cursor: Cursor, end: number, depth: number): AttributeValue[] {
  const list: AttributeValue[] = [];
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(1, 2)) list.push(readValue(cursor, cursor.block(end), depth));
    else cursor.skip(tag & 7, end);
  }
  return list;
}

function readMap(cursor: Cursor, end: number, depth: number): Attributes {
  const map: Attributes = {};
  while (cursor.at < end) {
    const tag = cursor.varint(end);
    if (tag === field(1, 2)) readKeyValue(cursor, cursor.block(end), map, depth);
    else cursor.skip(tag & 7, end);
  }
  return map;
}

/** JSON has no NaN or infinity; OTLP's own JSON mapping writes them as these words. */
function finite(number: number): number | string {
  return Number.isFinite(number) ? number : String(number);
}
