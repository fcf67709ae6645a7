import { isJsonObject, type Json } from "../../digest/index.ts";

/** A step into a JSON value: a key of an object or an index of a list. */
export type PathStep = string | number;

/**
 * Reads a path such as `a.b[0]`, `["key.with.dots"].c` or `[2].name`. The empty path is the value itself.
 * Returns undefined when the text is not a path.
 */
export function parsePath(path: string): PathStep[] | undefined {
  const steps: PathStep[] = [];
  const step = /(?:^|(?<=[^.])\.)([^.[\]"'\s][^.[\]]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) return undefined;
    const [, key, index, quoted] = match;
    if (key !== undefined) steps.push(key);
    else if (index !== undefined) steps.push(Number(index));
    else {
      const name = unquoted(quoted ?? "");
      if (name === undefined) return undefined;
      steps.push(name);
    }
  }
  return steps;
}

/** Writes steps so that `parsePath` reads them back. */
export function formatPath(steps: readonly PathStep[]): string {
  return steps
    .map((step, at) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[^.[\]"'\s][^.[\]]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return at === 0 ? step : `.${step}`;
    })
    .join("");
}

/** The value that a path leads to; undefined when it leads nowhere. */
export function valueAt(value: Json, steps: readonly PathStep[]): Json | undefined {
  let current: Json | undefined = value;
  for (const step of steps) {
    if (typeof step === "number") current = Array.isArray(current) ? current[step] : undefined;
    else current = isJsonObject(current) && Object.hasOwn(current, step) ? current[step] : undefined;
    if (current === undefined) return undefined;
  }
  return current;
}

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
