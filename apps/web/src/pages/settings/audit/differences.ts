/** One value that differs; a side that has none is undefined. Values are written as JSON. */
export interface Difference {
  /** `redaction.kinds.email`; empty for the whole. */
  path: string;
  before?: string;
  after?: string;
}

/** What differs between two JSON values, leaf by leaf; objects are gone into, lists are compared as a whole. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (isObject(before) || isObject(after)) {
    if ((before === undefined || isObject(before)) && (after === undefined || isObject(after))) {
      const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
      return keys.flatMap((key) => differences(before?.[key], after?.[key], path === "" ? key : `${path}.${key}`));
    }
  }
  const [a, b] = [written(before), written(after)];
  if (a === b) return [];
  return [{ path, ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function written(value: unknown): string | undefined {
  return value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value);
}
