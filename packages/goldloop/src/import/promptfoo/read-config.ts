import { readFile } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import { InputError } from "../../error/index.ts";
import { loadUserModule } from "../../module/index.ts";
import { parseAnyYaml, resolveReferences } from "./references.ts";

/** A promptfoo configuration as it stands in its file, with `$ref` resolved. */
export interface PromptfooConfig {
  /** Absolute. */
  file: string;
  /** Where its `file://` paths start. */
  directory: string;
  content: JsonObject;
}

/** Reads promptfooconfig.yaml, .json, .js or .ts. Throws InputError for a file that is missing or no configuration. */
export async function readPromptfooConfig(from: string, name: string): Promise<PromptfooConfig> {
  const file = resolve(from, name);
  const directory = dirname(file);
  const raw = await readRaw(file, name);
  const content = resolveReferences(raw, file, directory);
  if (!isJsonObject(content)) {
    throw new InputError("not-promptfoo", `${name} is not a promptfoo configuration`, {
      location: { file },
      hint: "goldloop import promptfoo promptfooconfig.yaml",
    });
  }
  const known = ["prompts", "providers", "targets", "tests", "scenarios", "defaultTest"];
  if (!known.some((key) => key in content)) {
    throw new InputError(
      "not-promptfoo",
      `${name} has none of ${known.join(", ")}: it is not a promptfoo configuration`,
      {
        location: { file },
        hint: "goldloop import promptfoo promptfooconfig.yaml",
      },
    );
  }
  return { file, directory, content };
}

async function readRaw(file: string, name: string): Promise<Json> {
  if (/^\.[cm]?[jt]s$/.test(extname(file))) {
    const { default: value } = await loadUserModule(file);
    // Functions and undefined values have no place in a file of data; what JSON drops, the report could not name.
    return plain(typeof value === "function" ? await (value as () => unknown)() : value, file, []);
  }
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new InputError("no-file", `there is no file ${name}`, {
      location: { file },
      cause,
      hint: "goldloop import promptfoo promptfooconfig.yaml",
    });
  }
  return parseAnyYaml(text, file);
}

function plain(value: unknown, file: string, path: readonly string[]): Json {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value as Json;
  if (Array.isArray(value)) return value.map((item, index) => plain(item, file, [...path, String(index)]));
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, file, [...path, key])]));
  }
  throw new InputError(
    "not-data",
    `${path.join(".") || "the default export"} is a ${typeof value}, which a configuration file cannot hold`,
    {
      location: { file },
      hint: "move the function to a file of its own and write file://that-file.js",
    },
  );
}
