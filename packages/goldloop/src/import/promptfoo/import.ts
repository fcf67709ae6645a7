import { basename, dirname, relative, sep } from "node:path";
import { stringify } from "yaml";
import { datasetOfExamples } from "../../dataset/index.ts";
import type { JsonObject } from "../../digest/index.ts";
import { InputError } from "../../error/index.ts";
import { checkConfigKeys, checkTest, suiteOptions } from "./check-keys.ts";
import { collectTests } from "./collect-tests.ts";
import { makeExamples, type ScoredTest } from "./examples.ts";
import { ImportFindings, type ImportFinding } from "./findings.ts";
import { groupTests } from "./groups.ts";
import { mapAssertions } from "./map-assertions.ts";
import { readPrompts, variablesOf } from "./prompts.ts";
import { readProviders } from "./providers.ts";
import { readPromptfooConfig } from "./read-config.ts";
import { replayOf } from "./recorded-outputs.ts";
import { slugOf } from "./slug.ts";
import { targetsOf } from "./targets.ts";
import { Workspace } from "./workspace.ts";

/** What to import, and where to. Folders are absolute. */
export interface PromptfooImportOptions {
  /** As it was typed: from `directory`. */
  file: string;
  directory: string;
  out: string;
  /** The suite's name; made from the configuration without. */
  name?: string | undefined;
}

/** A suite that was made. */
interface ImportedSuite {
  name: string;
  dataset: string;
  examples: number;
  /** Names of its targets. */
  targets: string[];
}

/** What an import made: nothing is written yet. */
export interface PromptfooImport {
  /** Absolute. */
  source: string;
  /** Contents by path from `out`; goldloop.yaml first. */
  files: ReadonlyMap<string, string>;
  suites: ImportedSuite[];
  /** How many tests there were before lists were multiplied out. */
  tests: number;
  /** How many assertions of each written type there were, and how many are carried over. */
  assertions: Record<string, { seen: number; carried: number }>;
  lost: ImportFinding[];
  changed: ImportFinding[];
  leftOut: ImportFinding[];
  /** Ids of examples that no scorer looks at: `goldloop run` refuses them. */
  unscored: string[];
}

/**
 * Makes suites, datasets and scorers of a promptfoo configuration. Every part of it is carried over or named in
 * `lost`, `changed` or `leftOut`. Throws InputError for a configuration that cannot be read or has no tests.
 */
export async function importPromptfoo(options: PromptfooImportOptions): Promise<PromptfooImport> {
  const { out } = options;
  const config = await readPromptfooConfig(options.directory, options.file);
  const findings = new ImportFindings();
  const places = { config, out };
  const { content } = config;
  checkConfigKeys(content, findings);
  const shared = suiteOptions(content, findings);
  const prompts = await readPrompts(config, findings);
  const providers = readProviders(config, findings);
  const tests = await collectTests(config, findings);
  if (tests.length === 0) {
    throw new InputError("no-test", `${options.file} has no tests to import`, {
      location: { file: config.file },
      hint: "give it tests",
    });
  }
  const workspace = new Workspace(places, findings);
  const result: PromptfooImport = {
    source: config.file,
    files: new Map(),
    suites: [],
    tests: new Set(tests.map(({ place }) => place)).size,
    assertions: {},
    lost: [],
    changed: [],
    leftOut: [],
    unscored: [],
  };
  const suites: Record<string, JsonObject> = {};
  const files = new Map<string, string>();
  const baseUrls: Record<string, string> = {};
  const base = options.name ?? nameOf(content["description"], config.file);
  const source = relative(out, config.file).split(sep).join("/");
  for (const [index, group] of groupTests(tests, prompts, providers, findings).entries()) {
    const name = index === 0 ? base : `${base}-${index + 1}`;
    const scored: ScoredTest[] = group.tests.map((test) => {
      checkTest(test, findings);
      const mapped = mapAssertions(test, workspace, findings);
      count(result.assertions, mapped.seen, mapped.carried);
      return { test, scorers: mapped.scorers };
    });
    const variables = [...new Set(group.prompts.flatMap(variablesOf))].filter((variable) => variable !== "env");
    const { examples, scorers } = makeExamples(scored, variables, source);
    result.unscored.push(
      ...(scorers.length > 0 ? [] : examples.filter((example) => example.scorers === undefined).map(({ id }) => id)),
    );
    const dataset = `evals/datasets/${name}.jsonl`;
    datasetOfExamples(examples, dataset);
    files.set(dataset, examples.map((example) => `${JSON.stringify(example)}\n`).join(""));
    const replay = replayOf(group.tests, examples, name, findings);
    const made = replay ?? targetsOf(group.prompts, group.providers, places, findings);
    for (const [path, text] of made.files) files.set(path, text);
    Object.assign(baseUrls, made.baseUrls);
    const names = Object.keys(made.targets);
    const [only] = Object.values(made.targets);
    suites[name] = {
      dataset,
      ...(only === undefined ? {} : names.length === 1 ? { target: only } : { targets: made.targets }),
      ...shared,
      ...(scorers.length === 0 ? {} : { scorers }),
    };
    result.suites.push({ name, dataset, examples: examples.length, targets: names });
  }
  Object.assign(baseUrls, workspace.baseUrls);
  const yaml = configText(config.file, suites, workspace.judges, baseUrls);
  result.files = new Map([["goldloop.yaml", yaml], ...files, ...workspace.files()]);
  result.lost = findings.of("lost");
  result.changed = findings.of("changed");
  result.leftOut = findings.of("left-out");
  return result;
}

function configText(
  source: string,
  suites: Record<string, JsonObject>,
  judges: Record<string, JsonObject>,
  baseUrls: Record<string, string>,
): string {
  const head = `# yaml-language-server: $schema=./node_modules/goldloop/schema/goldloop.json
# Made of ${basename(source)} by \`goldloop import promptfoo\`.
`;
  const content = {
    version: 1,
    suites,
    ...(Object.keys(judges).length === 0 ? {} : { judges }),
    ...(Object.keys(baseUrls).length === 0 ? {} : { models: { baseUrls } }),
  };
  return head + stringify(content, { lineWidth: 0, aliasDuplicateObjects: false });
}

function nameOf(description: unknown, file: string): string {
  const folder = slugOf(basename(dirname(file)), "promptfoo").toLowerCase();
  return typeof description === "string" && description.length <= 40
    ? slugOf(description, folder).toLowerCase()
    : folder;
}

function count(counts: PromptfooImport["assertions"], seen: readonly string[], carried: readonly string[]): void {
  for (const type of seen) (counts[type] ??= { seen: 0, carried: 0 }).seen += 1;
  for (const type of carried) (counts[type] ??= { seen: 0, carried: 0 }).carried += 1;
}
