import { relative, resolve, sep } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import type { Assertion } from "./assertion.ts";
import type { Carried, MappingContext } from "./carry.ts";
import type { ImportFindings } from "./findings.ts";
import { generatedModule, generateModule, generateWrapper, type GeneratedScorer } from "./generated-module.ts";
import { generatedPython, pythonProgram } from "./generated-python.ts";
import { modelOf, type NamedModel } from "./provider-model.ts";
import { isDataFile, parseAnyYaml, readNamedFile } from "./references.ts";
import { slugOf, unused } from "./slug.ts";
import type { Places } from "./targets.ts";

/** What promptfoo asks when a configuration names no grader depends on the keys that are set; here it is named. */
const defaultGrader = "openai:gpt-4.1-2025-04-14";
const defaultEmbedding = "openai:embedding:text-embedding-3-large";

/** What all assertions of an import share: judges, generated scorers, and the files that they need. */
export class Workspace implements MappingContext {
  readonly judges: Record<string, JsonObject> = {};
  readonly baseUrls: Record<string, string> = {};
  readonly #places: Places;
  readonly #findings: ImportFindings;
  readonly #generated = new Set<GeneratedScorer>();
  readonly #wrappers = new Map<string, string>();
  #python = false;

  constructor(places: Places, findings: ImportFindings) {
    this.#places = places;
    this.#findings = findings;
  }

  generated(name: GeneratedScorer, options: JsonObject): JsonObject {
    this.#generated.add(name);
    const more: JsonObject = name === "webhook" ? { deterministic: false } : {};
    return { code: { module: generatedModule, export: name, binary: true, options, ...more } };
  }

  script(language: "javascript" | "python", assertion: Assertion): Carried {
    const { value, threshold } = assertion;
    if (typeof value !== "string" || value.trim() === "") return { lost: "it has no script", todo: "give it a value" };
    const [, path, name] = /^(?:file:\/\/)?([^\n]+?\.(?:[cm]?[jt]s|py))(?::(\w+))?$/.exec(value.trim()) ?? [];
    const options: JsonObject = threshold === undefined ? {} : { threshold };
    if (language === "python") return this.#pythonScript(value, path, name, threshold);
    const { config } = assertion.rest;
    if (config !== undefined) options["config"] = config;
    if (path === undefined) {
      if (value.startsWith("package:")) return { lost: "scripts of packages are not wrapped" };
      // As promptfoo reads it: one line is an expression, several are the body of a function.
      const body = value.trimEnd().includes("\n") ? value.trimEnd() : `return ${value.trim()}`;
      return { spec: this.generated("javascript", { body, ...options }) };
    }
    return { spec: { code: { module: this.#wrapperOf(path, name), binary: true, options } } };
  }

  judge(assertion: Assertion): string | undefined {
    const grader = graderIn(assertion.rest["provider"], "text") ?? { id: defaultGrader, config: {} };
    const named = modelOf(grader.id);
    if (named === undefined) return undefined;
    const judge: JsonObject = { model: this.#use(named) };
    for (const key of ["temperature", "seed"]) {
      const setting = grader.config[key];
      if (typeof setting === "number") judge[key] = setting;
    }
    const known = Object.entries(this.judges).find(([, one]) => JSON.stringify(one) === JSON.stringify(judge));
    if (known !== undefined) return known[0];
    const name = unused("grader", (one) => Object.hasOwn(this.judges, one));
    this.judges[name] = judge;
    if (assertion.rest["provider"] === undefined) {
      this.#findings.changed(
        "judges",
        "grader",
        `promptfoo chose its grader by the keys that are set; the judge ${name} is ${named.model}`,
        "change it under judges",
      );
    }
    return name;
  }

  embeddingModel(assertion: Assertion): string | undefined {
    const { id } = graderIn(assertion.rest["provider"], "embedding") ?? { id: defaultEmbedding };
    const named = modelOf(id);
    return named === undefined ? undefined : this.#use(named);
  }

  schema({ value }: Assertion): JsonObject | undefined {
    if (isJsonObject(value)) return value;
    if (typeof value !== "string") return undefined;
    const { config } = this.#places;
    const path = value.replace(/^file:\/\//, "");
    const named = value.startsWith("file://");
    if (named && !isDataFile(path)) return undefined;
    const schema = named
      ? parseAnyYaml(readNamedFile(config.directory, path, config.file), resolve(config.directory, path))
      : parseAnyYaml(value, config.file);
    return isJsonObject(schema) ? schema : undefined;
  }

  /** The scorer files that are needed, by path from the folder of goldloop.yaml. */
  files(): Map<string, string> {
    const files = new Map(this.#wrappers);
    if (this.#generated.size > 0 || this.#wrappers.size > 0)
      files.set(generatedModule, generateModule(this.#generated, this.#wrappers.size > 0));
    if (this.#python) files.set(generatedPython, pythonProgram);
    return files;
  }

  #pythonScript(
    value: string,
    path: string | undefined,
    name: string | undefined,
    threshold: number | undefined,
  ): Carried {
    this.#python = true;
    const command = ["python3", generatedPython];
    if (path === undefined) command.push("--body", value.trimEnd());
    else command.push("--file", this.#wayTo(path), ...(name === undefined ? [] : ["--function", name]));
    if (threshold !== undefined) command.push("--threshold", String(threshold));
    return { spec: { exec: { command, binary: true } } };
  }

  #wrapperOf(path: string, name: string | undefined): string {
    const base = `evals/scorers/${slugOf(path.replace(/\.[cm]?[jt]s$/, ""), "script")}${name === undefined ? "" : `-${name}`}.mjs`;
    const from = relative(resolve(this.#places.out, "evals/scorers"), resolve(this.#places.config.directory, path))
      .split(sep)
      .join("/");
    this.#wrappers.set(base, generateWrapper(from.startsWith(".") ? from : `./${from}`, name));
    return base;
  }

  /** From the folder of goldloop.yaml to a file of promptfoo's. */
  #wayTo(path: string): string {
    return relative(this.#places.out, resolve(this.#places.config.directory, path)).split(sep).join("/");
  }

  #use(named: NamedModel): string {
    if (named.baseUrl !== undefined) this.baseUrls[named.baseUrl.provider] = named.baseUrl.url;
    return named.model;
  }
}

/** A grader is a name, `{ id, config }`, or a map by purpose: `{ text: ..., embedding: ... }`. */
function graderIn(
  provider: Json | undefined,
  purpose: "text" | "embedding",
): { id: string; config: JsonObject } | undefined {
  if (typeof provider === "string") return { id: provider, config: {} };
  if (!isJsonObject(provider)) return undefined;
  if (provider[purpose] !== undefined) return graderIn(provider[purpose], purpose);
  const { id, config } = provider;
  return typeof id === "string" ? { id, config: isJsonObject(config) ? config : {} } : undefined;
}
