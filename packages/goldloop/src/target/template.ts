import { isJsonObject } from "../digest/index.ts";
import type { Json } from "../digest/index.ts";
import { GoldloopError, InputError, suggestion } from "../error/index.ts";
import type { TargetContext } from "./definition.ts";
import { parsePath, valueAt } from "./path.ts";
import type { Path } from "./path.ts";

/** What a template is filled with. */
export interface TemplateValues {
  input: Json;
  id: string;
  trial: number;
  seed: number;
}

/** A template made ready: fills itself for one call. Throws a GoldloopError (`template-path`) when the input lacks a path. */
export type Template<Filled extends Json = Json> = (values: TemplateValues) => Filled;

const names = ["input", "id", "trial", "seed"] as const;
const placeholder = /(\\?)\{\{\s*([^{}]*?)\s*\}\}/g;
const whole = /^\{\{\s*([^{}]*?)\s*\}\}$/;

/** What `{{...}}` may name in a call. */
export function templateValues(input: Json, context: TargetContext): TemplateValues {
  return { input, id: context.exampleId, trial: context.trial, seed: context.seed };
}

/** Whether a text asks for the input. */
export function usesInput(text: string): boolean {
  return [...text.matchAll(placeholder)].some(([, escaped, name = ""]) => escaped === "" && /^input\b/.test(name));
}

/**
 * A text with `{{input}}`, `{{input.path[0]}}`, `{{id}}`, `{{trial}}` and `{{seed}}`; `\{{` stands for `{{` itself.
 * Values that are no text are written as JSON; `encode` is applied to each. Throws an InputError (`template`) for an
 * unknown name.
 */
export function compileText(
  text: string,
  where: string,
  encode: (text: string) => string = (t) => t,
): Template<string> {
  const paths = new Map<string, Path>();
  for (const [, escaped, name = ""] of text.matchAll(placeholder)) {
    if (escaped === "") paths.set(name, compilePath(name, where));
  }
  return (values) =>
    text.replace(placeholder, (match: string, escaped: string, name: string) => {
      if (escaped !== "") return match.slice(1);
      const value = valueFor(paths.get(name) ?? [], name, values);
      return encode(typeof value === "string" ? value : JSON.stringify(value));
    });
}

/**
 * A JSON value whose texts are templates. A text that is one placeholder and nothing else becomes the value itself, so
 * `"{{input}}"` may turn into an object. Throws as `compileText` does.
 */
export function compileJson(value: Json, where: string): Template {
  if (typeof value === "string") {
    const name = whole.exec(value)?.[1];
    if (name === undefined) return compileText(value, where);
    const path = compilePath(name, where);
    return (values) => valueFor(path, name, values);
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileJson(item, `${where}[${index}]`));
    return (values) => items.map((fill) => fill(values));
  }
  if (!isJsonObject(value)) return () => value;
  const entries = Object.entries(value).map(([key, item]) => [key, compileJson(item, `${where}.${key}`)] as const);
  return (values) => Object.fromEntries(entries.map(([key, fill]) => [key, fill(values)]));
}

function compilePath(name: string, where: string): Path {
  const path = parsePath(name);
  const [root] = path ?? [];
  const known = names.find((one) => one === root);
  if (path === undefined || known === undefined || (known !== "input" && path.length > 1)) {
    throw new InputError(
      "template",
      `${where} has {{${name}}}, which is nothing that a call has${suggestion(String(root ?? name), names)}`,
      {
        hint: "use {{input}}, {{input.some.path}}, {{id}}, {{trial}} or {{seed}}; write \\{{ for plain braces",
      },
    );
  }
  return path;
}

function valueFor(path: Path, name: string, values: TemplateValues): Json {
  const value = valueAt(values as unknown as Json, path);
  if (value !== undefined) return value;
  throw new GoldloopError("template-path", `the input has nothing at ${name}`, {
    hint: "correct the template, or the example's input",
  });
}
