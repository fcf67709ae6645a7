import { createHash } from "node:crypto";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InputError } from "../error/index.ts";
import { digestOfFiles, importGraph } from "./index.ts";

let root = "";

const files: Record<string, string> = {
  "tsconfig.base.json": `{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"], "~one": ["src/one.ts"] } } }`,
  "tsconfig.json": `{ // comments are allowed\n "extends": "./tsconfig.base", }`,
  "package.json": `{ "name": "app", "imports": { "#inner/*": "./src/inner/*.ts" } }`,
  "src/main.ts": `import { two } from "./two"; import one from "~one"; import "@/three.js"; import type { T } from "./types";
    import path from "node:path"; import dep from "dep"; import { shared } from "@org/shared/deep"; import i from "#inner/i";
    import data from "./data.json" with { type: "json" }; export * from "./folder"; const lazy = () => import("./lazy");
    const prompt = new URL("./prompt.md", import.meta.url); import("./gone");`,
  "src/two.ts": `export { main } from "./main"; export const two = 2;`,
  "src/one.ts": `export default 1;`,
  "src/three.ts": `import "three-looks-up/base";`,
  "src/types.ts": `export type T = 1;`,
  "src/data.json": `{}`,
  "src/prompt.md": `import "./types"`,
  "src/folder/index.tsx": `import "src/based";`,
  "src/based.ts": ``,
  "src/lazy.mts": `import old from "./old.cjs"; export default old;`,
  "src/old.cjs": `module.exports = require("./older");`,
  "src/older.js": ``,
  "src/inner/i.ts": ``,
  "node_modules/dep/package.json": `{ "name": "dep", "main": "index.js" }`,
  "node_modules/dep/index.js": ``,
  "packages/shared/package.json": `{ "name": "@org/shared", "exports": { "./*": { "types": "./t/*.d.ts", "import": "./lib/*.ts" } } }`,
  "packages/shared/lib/deep.ts": `import "./deeper";`,
  "packages/shared/lib/deeper.ts": ``,
};

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "goldloop-graph-")));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await mkdir(join(root, "node_modules/@org"), { recursive: true });
  await symlink(join(root, "packages/shared"), join(root, "node_modules/@org/shared"), "dir");
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe("importGraph", () => {
  it("follows every kind of import within the project, through aliases and cycles, and leaves installed code out", async () => {
    const graph = await importGraph(join(root, "src/main.ts"));
    expect(graph.map((file) => relative(root, file))).toEqual([
      "packages/shared/lib/deep.ts",
      "packages/shared/lib/deeper.ts",
      "src/based.ts",
      "src/data.json",
      "src/folder/index.tsx",
      "src/inner/i.ts",
      "src/lazy.mts",
      "src/main.ts",
      "src/old.cjs",
      "src/older.js",
      "src/one.ts",
      "src/prompt.md",
      "src/three.ts",
      "src/two.ts",
    ]);
  });

  it("sees a file that appeared since the last call", async () => {
    const entry = join(root, "later.ts");
    await writeFile(entry, `import "./appears";`);
    expect(await importGraph(entry)).toEqual([entry]);
    await writeFile(join(root, "appears.ts"), "");
    expect(await importGraph(entry)).toEqual([join(root, "appears.ts"), entry]);
  });

  it("refuses a file that does not exist", async () => {
    const failure = importGraph(join(root, "nowhere.ts"));
    await expect(failure).rejects.toBeInstanceOf(InputError);
    await expect(failure).rejects.toMatchObject({
      code: "module-not-found",
      location: { file: join(root, "nowhere.ts") },
    });
  });
});

const sha256 = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

describe("digestOfFiles", () => {
  it("names each file relative to the base, sorted, with the SHA-256 of its bytes", async () => {
    const digests = await digestOfFiles(
      [join(root, "src/one.ts"), join(root, "package.json"), join(root, "src/data.json")],
      join(root, "src"),
    );
    expect(Object.entries(digests)).toEqual([
      ["../package.json", sha256(files["package.json"] ?? "")],
      ["data.json", sha256("{}")],
      ["one.ts", sha256("export default 1;")],
    ]);
  });
});
