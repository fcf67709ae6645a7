import type { AttributeValue } from "../otlp/raw.ts";
import { isFields, parsed } from "./view.ts";

/**
 * What a wrapped function was called with, of the record `{ args, kwargs }` that wrappers write: a lone argument as it is (JSON text as
 * its value), keywords as their object, several arguments as a list. Where both were given, and of any other value: the value as it is.
 */
export function argumentsOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (!isFields(value)) return value;
  const { args, kwargs } = value;
  if (!Array.isArray(args) || !isFields(kwargs) || Object.keys(value).length !== 2) return value;
  if (Object.keys(kwargs).length > 0) return args.length === 0 ? kwargs : value;
  return args.length === 1 ? parsed(args[0] ?? null) : args;
}
