import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const src = dirname(fileURLToPath(import.meta.url));

interface Import {
  file: string;
  folder: string;
  /** Path within src, or a package's name. */
  target: string;
  targetFolder: string | undefined;
  typesOnly: boolean;
}

const statement =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?([^;"']*?from\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

function files(): string[] {
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(sep).join("/"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.includes("fixtures/"));
}

function folderOf(path: string): string {
  return path.includes("/") ? (path.split("/")[0] ?? "") : ".";
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), "utf8");
  return [...text.matchAll(statement)].map((match) => {
    const specifier = match[4] ?? match[5] ?? "";
    const own = specifier.startsWith(".");
    const target = own
      ? relative(src, resolve(src, dirname(file), specifier))
          .split(sep)
          .join("/")
      : specifier;
    return {
      file,
      folder: folderOf(file),
      target,
      targetFolder: own ? folderOf(target) : undefined,
      typesOnly: match[2] !== undefined || isInlineTypesOnly(match[3] ?? ""),
    };
  });
}

/** `{ type A, type B } from` */
function isInlineTypesOnly(clause: string): boolean {
  const names = /^\s*\{([^}]*)\}\s*from\s*$/.exec(clause)?.[1]?.split(",") ?? [];
  const given = names.map((name) => name.trim()).filter((name) => name !== "");
  return given.length > 0 && given.every((name) => name.startsWith("type "));
}

/** Source text without comments and strings; what a template fills in stays. */
function codeOf(text: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;
  return text.replace(token, (part) => (part.startsWith("`") ? (part.match(/\$\{[^}]*\}/g) ?? []).join(" ") : '""'));
}

/** Whether code takes `exit` or `env` from `process`, called or not, under whatever name. */
function takes(name: "exit" | "env", code: string): boolean {
  const direct = new RegExp(`\\bprocess\\s*(?:\\?\\.|!\\.|\\.)\\s*${name}\\b`);
  const taken = new RegExp(`\\{[^{}]*\\b${name}\\b[^{}]*\\}\\s*=\\s*(?:globalThis\\s*\\.\\s*)?process\\b`);
  return direct.test(code) || taken.test(code) || /\bprocess\s*(?:\?\.)?\s*\[/.test(code);
}

/** What makes the same input give other bytes: the clock, random numbers, the machine, what is loaded later. */
function impurities(text: string): string[] {
  const code = codeOf(text);
  const found = [
    /\bDate\s*(?:\?\.|\.)\s*now\b/,
    /\bnew\s+Date\b(?:\s*\(\s*\)|(?!\s*\())/,
    /(?<![.\w]|\bnew\s+)Date\s*\(/,
    /\bMath\s*(?:\?\.|\.)\s*random\b/,
    /\bperformance\b/,
    /\bcrypto\b/,
    /\bprocess\b/,
    /\bglobalThis\b/,
    /\b(?:fetch|setTimeout|setInterval)\s*\(/,
    /\bimport\s*\(/,
  ].flatMap((pattern) => pattern.exec(code)?.[0] ?? []);
  return [...found, ...(text.match(/["']node:\w+/g) ?? [])];
}

const all = files().flatMap(importsOf);
const own = all.filter((one) => one.targetFolder !== undefined);
const acrossFolders = own.filter((one) => one.targetFolder !== one.folder);

function show(imports: Import[]): string[] {
  return imports.map(({ file, target }) => `${file} -> ${target}`);
}

/** Folder -> folders that it may not import. */
const mayNot: Record<string, string[]> = Object.fromEntries(
  ["dataset", "model", "target", "scorer"].map((folder) => [
    folder,
    ["run", "gate", "release", "promote", "cli", "report"],
  ]),
);

describe("direction rules (design section 2)", () => {
  test("the scan sees imports", () => expect(acrossFolders.length).toBeGreaterThan(100));

  test.each(["stats", "trace", "redaction", "error"])("%s imports nothing of ours", (folder) => {
    expect(show(acrossFolders.filter((one) => one.folder === folder))).toEqual([]);
  });

  test("gate imports stats, and of others their types only", () => {
    const offenders = all.filter(
      ({ folder, target, targetFolder, typesOnly }) =>
        folder === "gate" && !typesOnly && targetFolder !== "gate" && target !== "stats/index.ts",
    );
    expect(show(offenders)).toEqual([]);
    expect(all.some(({ folder, target }) => folder === "gate" && target === "stats/index.ts")).toBe(true);
  });

  test.each(["stats", "gate"])("%s knows no clock, no chance and no files", (folder) => {
    const inFolder = files().filter((file) => folderOf(file) === folder);
    const offenders = inFolder.filter((file) => impurities(readFileSync(join(src, file), "utf8")).length > 0);
    expect(inFolder.length).toBeGreaterThan(10);
    expect(offenders).toEqual([]);
  });

  test.each(Object.keys(mayNot))("%s imports no later layer", (folder) => {
    expect(
      show(acrossFolders.filter((one) => one.folder === folder && mayNot[folder]?.includes(one.targetFolder ?? ""))),
    ).toEqual([]);
  });

  test("nobody imports the entry layer", () => {
    expect(show(acrossFolders.filter((one) => one.targetFolder === "cli"))).toEqual([]);
  });

  test("across folders only index.ts is imported", () => {
    const inner = acrossFolders.filter((one) => one.target !== `${one.targetFolder}/index.ts` && one.folder !== ".");
    expect(show(inner)).toEqual([]);
  });

  test("commands do not import each other", () => {
    const command = /^cli\/commands\/(?!index\.ts)/;
    expect(show(own.filter((one) => command.test(one.file) && command.test(one.target)))).toEqual([]);
  });

  test("folders make no cycle", () => {
    const graph = new Map<string, Set<string>>();
    for (const { folder, targetFolder } of acrossFolders) {
      if (folder === "." || targetFolder === undefined) continue;
      graph.set(folder, (graph.get(folder) ?? new Set()).add(targetFolder));
    }
    const cycles: string[] = [];
    const visit = (folder: string, path: string[]): void => {
      if (path.includes(folder)) {
        cycles.push([...path.slice(path.indexOf(folder)), folder].join(" -> "));
        return;
      }
      for (const next of graph.get(folder) ?? []) visit(next, [...path, folder]);
    };
    for (const folder of graph.keys()) visit(folder, []);
    expect([...new Set(cycles)]).toEqual([]);
  });

  test("the environment is read in config only, and nobody ends the process", () => {
    const offenders = files().filter((file) => {
      const code = codeOf(readFileSync(join(src, file), "utf8"));
      return (takes("env", code) && !file.startsWith("config/")) || takes("exit", code);
    });
    expect(offenders).toEqual([]);
  });

  test("these checks see what they are to see", () => {
    const seen = [
      "process.exit(1)",
      "const end = process.exit;",
      "done.then(process.exit)",
      "process?.exit()",
      'process["exit"]()',
      "const { exit } = process;",
      "const { argv, exit: end } = globalThis.process;",
      "`${process.exit}`",
    ];
    expect(seen.filter((code) => !takes("exit", codeOf(code)))).toEqual([]);
    const unseen = ["process.exitCode = 3;", '"called process.exit"', "// process.exit()", "`process.exit`"];
    expect(unseen.filter((code) => takes("exit", codeOf(code)))).toEqual([]);
    const impure = [
      "Date.now()",
      "const now = Date.now;",
      "new Date()",
      "new Date",
      "Date()",
      "Math.random()",
      'import fs from "node:fs";',
      "await import('x')",
    ];
    expect(impure.filter((code) => impurities(code).length === 0)).toEqual([]);
    const pure = ["Date.parse(text)", "new Date(0)", "Math.round(1)", '"new Date()"', "// Date.now()", "isDate(x)"];
    expect(pure.filter((code) => impurities(code).length > 0)).toEqual([]);
    expect(["{ type A } from ", "{ type A, type B, } from "].every(isInlineTypesOnly)).toBe(true);
    expect(["{ type A, b } from ", "a, { type B } from ", "{} from ", ""].some(isInlineTypesOnly)).toBe(false);
  });

  test("code of the server is never imported", () => {
    expect(show(all.filter((one) => one.target.startsWith("goldloop-server")))).toEqual([]);
  });
});
