import { isJsonObject } from "../digest/index.ts";
import type { Json } from "../digest/index.ts";

export type Path = readonly (string | number)[];

const step = /\.?(?:([^.[\]"]+)|\[(-?\d+)\]|\["((?:[^"\\]|\\.)*)"\])/y;

/**
 * The steps of a path such as `choices[0].message["content"]`; a negative index counts from the end, a leading `$` is
 * allowed. Undefined when the text is no path.
 */
export function parsePath(text: string): Path | undefined {
  const path: (string | number)[] = [];
  const start = text.startsWith("$") ? 1 : 0;
  step.lastIndex = start;
  while (step.lastIndex < text.length) {
    const at = step.lastIndex;
    const match = step.exec(text);
    if (match === null || (at === 0 && text.startsWith("."))) return undefined;
    const [, name, index, quoted] = match;
    if (index !== undefined) path.push(Number(index));
    else if (quoted !== undefined) path.push(quoted.replace(/\\(.)/g, "$1"));
    else if (name !== undefined) path.push(name);
  }
  return path;
}

/** The value at a path, or undefined where a step leads nowhere. A number in dots (`choices.0`) is an index too. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path) {
    if (Array.isArray(at)) at = /^-?\d+$/.test(String(key)) ? at.at(Number(key)) : undefined;
    else if (isJsonObject(at) && Object.hasOwn(at, key)) at = at[key] as Json;
    else return undefined;
  }
  return at;
}
