import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { nodeFrameworks, pythonFrameworks, type Framework } from "./frameworks.ts";

type Language = "typescript" | "javascript" | "python" | "none";
export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

/** What a folder tells about its project. */
export interface Look {
  directory: string;
  language: Language;
  frameworks: readonly Framework[];
  /** Undefined without a package.json. */
  packageManager: PackageManager | undefined;
  /** Whether package.json lists goldloop. */
  hasGoldloop: boolean;
  /** The file that Python's packages are installed from, for CI. */
  requirements: string | undefined;
  /** The folder with .git above or here; undefined outside of git. */
  gitRoot: string | undefined;
}

const locks: readonly [string, PackageManager][] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
];

const pythonFiles = ["pyproject.toml", "requirements.txt", "setup.py", "Pipfile"];

/** Looks at a folder. Reads package.json and Python's lists of packages, runs nothing. */
export function lookAround(directory: string): Look {
  const has = (name: string): boolean => existsSync(join(directory, name));
  const dependencies = dependenciesIn(join(directory, "package.json"));
  const isNode = dependencies !== undefined;
  const pythonText = pythonFiles.map((name) => textOf(join(directory, name))).join("\n");
  const isPython = pythonFiles.some(has);
  return {
    directory,
    language: isNode
      ? has("tsconfig.json") || dependencies.has("typescript")
        ? "typescript"
        : "javascript"
      : isPython
        ? "python"
        : "none",
    frameworks: isNode
      ? unique(nodeFrameworks.filter((framework) => dependencies.has(framework.package)))
      : unique(pythonFrameworks.filter((framework) => mentions(pythonText, framework.package))),
    packageManager: isNode ? (lockedBy(directory) ?? "npm") : undefined,
    hasGoldloop: dependencies?.has("goldloop") === true,
    requirements: !isNode && has("requirements.txt") ? "requirements.txt" : undefined,
    gitRoot: rootOf(directory),
  };
}

function dependenciesIn(file: string): Set<string> | undefined {
  const text = textOf(file);
  if (text === "") return undefined;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // A package.json that does not parse is the project's own affair; it is still a Node project.
    return new Set();
  }
  const keys = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
  const lists = keys.map((key): unknown =>
    typeof content === "object" && content !== null ? Reflect.get(content, key) : undefined,
  );
  return new Set(lists.flatMap((list) => (typeof list === "object" && list !== null ? Object.keys(list) : [])));
}

/** `openai>=1`, `"openai[voice]~=1.2"`, `openai = "^1"`; not `openai-agents`. */
function mentions(text: string, name: string): boolean {
  const pattern = name.replaceAll("-", "[-_.]");
  return new RegExp(`(?:^|["'\\s])${pattern}(?![\\w.-])`, "im").test(text);
}

function unique(frameworks: readonly Framework[]): Framework[] {
  return frameworks.filter(({ name }, index) => frameworks.findIndex((other) => other.name === name) === index);
}

function lockedBy(directory: string): PackageManager | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    const found = locks.find(([name]) => existsSync(join(folder, name)));
    if (found !== undefined) return found[1];
    if (dirname(folder) === folder || existsSync(join(folder, ".git"))) return undefined;
  }
}

function rootOf(directory: string): string | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
