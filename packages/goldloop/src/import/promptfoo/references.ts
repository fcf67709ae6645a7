import { existsSync, readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { parse as parseYaml, YAMLParseError } from "yaml";
import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import { InputError, messageOf } from "../../error/index.ts";

const maxDepth = 100;

/** The text of a file that a configuration names. Throws InputError when it is not there. */
export function readNamedFile(directory: string, name: string, from: string): string {
  const file = resolve(directory, name.replace(/^file:\/\//, ""));
  if (!existsSync(file)) {
    throw new InputError("no-file", `there is no file ${name}`, {
      location: { file: from },
      hint: "correct the path in the promptfoo configuration",
    });
  }
  return readFileSync(file, "utf8");
}

/** Parses YAML as promptfoo reads it (merge keys included). JSON is YAML. Throws InputError with line and column. */
export function parseAnyYaml(text: string, file: string): Json {
  try {
    return (parseYaml(text, { merge: true, prettyErrors: true }) ?? null) as Json;
  } catch (cause) {
    const position = cause instanceof YAMLParseError ? cause.linePos?.[0] : undefined;
    const [first = ""] = messageOf(cause).split(/ at line /);
    throw new InputError("not-yaml", `not valid YAML: ${first}`, {
      location: { file, line: position?.line, column: position?.col },
      cause,
    });
  }
}

/** Whether a name is that of a file of values. */
export function isDataFile(name: string): boolean {
  return [".yaml", ".yml", ".json"].includes(extname(name));
}

/**
 * A value with every `$ref` replaced by what it points at: `#/assertionTemplates/polite` in the same document, or
 * `file.yaml#/key` beside it. Throws InputError `bad-ref` for one that leads nowhere or in a circle.
 */
export function resolveReferences(root: Json, file: string, directory: string): Json {
  const files = new Map<string, Json>();
  const walk = (value: Json, depth: number): Json => {
    if (depth > maxDepth) throw badRef("the configuration is nested too deeply, or a $ref leads in a circle", file);
    if (Array.isArray(value)) return value.map((item) => walk(item, depth + 1));
    if (!isJsonObject(value)) return value;
    const { $ref, ...rest } = value;
    if (typeof $ref !== "string") return mapObject(value, (item) => walk(item, depth + 1));
    const target = walk(lookUp($ref), depth + 1);
    return Object.keys(rest).length > 0 && isJsonObject(target)
      ? { ...target, ...mapObject(rest, (item) => walk(item, depth + 1)) }
      : target;
  };
  const lookUp = (ref: string): Json => {
    const [name = "", pointer = ""] = ref.split("#");
    let value: Json | undefined = name === "" ? root : documentOf(name);
    for (const step of pointer.split("/").slice(1)) {
      const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
      value =
        typeof value === "object" && value !== null && Object.hasOwn(value, key)
          ? (value as JsonObject)[key]
          : undefined;
      if (value === undefined) throw badRef(`$ref ${ref} points at nothing`, file);
    }
    return value;
  };
  const documentOf = (name: string): Json => {
    const known = files.get(name) ?? parseAnyYaml(readNamedFile(directory, name, file), resolve(directory, name));
    files.set(name, known);
    return known;
  };
  return walk(root, 0);
}

function mapObject(value: JsonObject, change: (item: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]));
}

function badRef(message: string, file: string): InputError {
  return new InputError("bad-ref", message, { location: { file } });
}
