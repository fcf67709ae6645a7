import { readFile } from "node:fs/promises";
import { basename, dirname, extname, relative, sep } from "node:path";
import { parseYamlText, validate, type PositionOf } from "../document/index.ts";
import { InputError, type Location } from "../error/index.ts";
import { loadUserModule } from "../module/index.ts";
import { findEvalFiles } from "./eval-files.ts";
import { findProject } from "./find.ts";
import { configSchema, suiteSchema, type ParsedConfig, type ParsedSuite } from "./schema.ts";

/** A suite with its name, the folder its paths start from and where it is written. */
export interface SuiteConfig extends Omit<ParsedSuite, "name"> {
  name: string;
  directory: string;
  file: string;
  /** Written in TypeScript or JavaScript: scorers and targets may be functions of that file. */
  inCode: boolean;
  /** Where a part of the suite stands in its file. */
  locate(path: readonly (string | number)[]): Location;
}

/** Everything that a project's files say. */
export interface Config extends Omit<ParsedConfig, "suites"> {
  directory: string;
  /** goldloop.yaml or goldloop.config.ts; undefined when there are only `*.eval.ts` files. */
  file: string | undefined;
  suites: ReadonlyMap<string, SuiteConfig>;
}

/** Reads the configuration and all suites in code. Throws InputError(s) with file:line:column. */
export async function loadConfig(from: string, explicit?: string): Promise<Config> {
  const { directory, configFile } = findProject(from, explicit);
  const main = configFile === undefined ? undefined : await readConfigFile(configFile);
  const suites = new Map<string, SuiteConfig>();
  const add = (suite: SuiteConfig): void => {
    const other = suites.get(suite.name);
    if (other !== undefined) {
      throw new InputError(
        "duplicate-suite",
        `the suite "${suite.name}" is written twice: ${other.file} and ${suite.file}`,
        {
          location: suite.locate([]),
          hint: "give one of them another name",
        },
      );
    }
    checkTargets(suite);
    suites.set(suite.name, suite);
  };
  for (const [name, suite] of Object.entries(main?.config.suites ?? {})) {
    const file = main?.file ?? "";
    add({
      ...suite,
      name,
      directory,
      file,
      inCode: main?.inCode === true,
      locate: (path) => ({ file, ...main?.positionOf(["suites", name, ...path]) }),
    });
  }
  for (const file of await findEvalFiles(directory)) {
    for (const suite of await readEvalFile(file, directory)) add(suite);
  }
  if (configFile === undefined && suites.size === 0) {
    throw new InputError("no-config", `no goldloop.yaml, goldloop.config.ts or *.eval.ts in ${directory}`, {
      hint: "goldloop init",
    });
  }
  const rest = main?.config ?? configSchema.parse({ version: 1 });
  return { ...rest, directory, file: configFile, suites };
}

interface ReadConfig {
  file: string;
  config: ParsedConfig;
  inCode: boolean;
  positionOf: PositionOf;
}

const nowhere: PositionOf = () => undefined;

async function readConfigFile(file: string): Promise<ReadConfig> {
  if (extname(file) === ".yaml" || extname(file) === ".yml") {
    const { value, positionOf } = parseYamlText(await readFile(file, "utf8"), file);
    if (value === null) {
      throw new InputError("empty-config", `${basename(file)} is empty`, {
        location: { file },
        hint: "goldloop init   in an empty folder shows a complete one",
      });
    }
    return { file, config: validate(configSchema, value, { file, positionOf }), inCode: false, positionOf };
  }
  const { default: value } = await loadUserModule(file);
  if (value === undefined) {
    throw new InputError("no-default-export", `${basename(file)} has no default export`, {
      location: { file },
      hint: "export default defineConfig({ version: 1, suites: { ... } })",
    });
  }
  return {
    file,
    config: validate(configSchema, value, { file, positionOf: nowhere }),
    inCode: true,
    positionOf: nowhere,
  };
}

async function readEvalFile(file: string, directory: string): Promise<SuiteConfig[]> {
  const { default: value } = await loadUserModule(file);
  const list = Array.isArray(value) ? value : [value];
  if (value === undefined || list.length === 0) {
    throw new InputError("no-default-export", `${basename(file)} exports no suite`, {
      location: { file },
      hint: "export default defineSuite({ name, dataset, target, scorers })",
    });
  }
  const fallback = relative(directory, file)
    .split(sep)
    .join("/")
    .replace(/\.eval\.[cm]?[jt]s$/, "");
  return list.map((entry: unknown) => {
    const suite = validate(suiteSchema, entry, { file, positionOf: nowhere });
    return {
      ...suite,
      name: suite.name ?? fallback,
      directory: dirname(file),
      file,
      inCode: true,
      locate: () => ({ file }),
    };
  });
}

function checkTargets(suite: SuiteConfig): void {
  const { target, targets } = suite;
  if (target !== undefined && targets !== undefined) {
    throw new InputError("two-targets", `suite "${suite.name}" has both target and targets; keep one`, {
      location: suite.locate(["targets"]),
    });
  }
  if (targets !== undefined && Object.keys(targets).length === 0) {
    throw new InputError("no-target", `suite "${suite.name}" has an empty targets`, {
      location: suite.locate(["targets"]),
    });
  }
}
