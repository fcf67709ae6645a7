import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const source = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const mostBytes = 40 * 1024 * 1024;

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The folder of a dependency as Node finds it from the package that needs it. */
function installed(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return found;
    if (dirname(folder) === folder) throw new Error(`${name}, needed by ${from}, is not installed`);
  }
}

/** The folders of everything that is installed along with a package, by the packages' names and versions. */
function installedWith(folder: string, all = new Map<string, string>()): Map<string, string> {
  for (const name of Object.keys(manifestIn(folder).dependencies ?? {})) {
    const found = installed(name, folder);
    const { version } = manifestIn(found);
    if (all.has(`${name}@${version}`)) continue;
    all.set(`${name}@${version}`, found);
    installedWith(found, all);
  }
  return all;
}

/** What belongs to the package in a folder: not what is installed inside it, which counts for itself. */
function ownFiles(folder: string): string[] {
  return filesUnder(folder).filter((file) => !file.slice(folder.length).includes("node_modules"));
}

describe("the package as it is published", () => {
  let root = "";
  let unpacked = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "goldloop-package-"));
    const env = { ...process.env, npm_config_offline: "true", npm_config_loglevel: "error" };
    const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", root], { cwd: source, env });
    const [{ filename }] = JSON.parse(packed.toString("utf8")) as [{ filename: string }];
    execFileSync("tar", ["-xzf", join(root, filename), "-C", root]);
    unpacked = join(root, "package");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const goldloop = (args: readonly string[], cwd: string): string =>
    execFileSync(process.execPath, [join(unpacked, "bin", "goldloop.js"), ...args], {
      cwd,
      encoding: "utf8",
      env: { ...process.env, CI: "", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });

  it("holds the command line, the library with its types, the schemas and the licences, and nothing of the workshop", () => {
    const files = filesUnder(unpacked).map((file) => file.slice(unpacked.length + 1));
    expect(files).toEqual(
      expect.arrayContaining([
        "LICENSE",
        "README.md",
        "bin/goldloop.js",
        "dist/THIRD-PARTY-LICENSES.txt",
        "dist/cli/main.js",
        "dist/index.d.ts",
        "dist/index.js",
        "dist/vitest/index.js",
        "package.json",
        "schema/goldloop.json",
      ]),
    );
    expect(
      files.filter((file) => /(?:^src\/|^test\/|\.map$|\.tsbuildinfo$|\.test\.|(?<!\.d)\.ts$)/.test(file)),
    ).toEqual([]);
  });

  it("is under 40 MB with all that is installed along with it, and none of it is native code", () => {
    const files = [unpacked, ...installedWith(source).values()].flatMap(ownFiles);
    expect(files.filter((file) => /\.(?:node|dll|so|dylib|gyp)$/.test(file))).toEqual([]);
    expect(files.reduce((bytes, file) => bytes + statSync(file).size, 0)).toBeLessThan(mostBytes);
  });

  it("says its version where nothing else is installed", () => {
    expect(goldloop(["--version"], root)).toBe(`${manifestIn(source).version}\n`);
  });

  it("runs a suite with its declared dependencies only", () => {
    for (const name of Object.keys(manifestIn(source).dependencies ?? {})) {
      const link = join(unpacked, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(installed(name, source), link, "junction");
    }
    const project = join(root, "project");
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), '{ "type": "module" }\n');
    writeFileSync(join(project, "target.js"), "export default (input) => `${input}!`;\n");
    writeFileSync(join(project, "dataset.jsonl"), '{"id":"a","input":"hello","expected":"hello!"}\n');
    writeFileSync(
      join(project, "goldloop.yaml"),
      [
        "version: 1",
        "suites:",
        "  greeting:",
        "    dataset: dataset.jsonl",
        "    target: { module: ./target.js }",
        "    scorers: [equals, pii, rouge]",
        "",
      ].join("\n"),
    );
    const { status, errors, scores } = JSON.parse(goldloop(["run", "--json"], project)) as Record<string, any>;
    expect([status, errors]).toEqual(["complete", 0]);
    expect(scores.equals.passed).toBe(1);
  });
});
