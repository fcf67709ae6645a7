import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Vitest compiles what it imports, so Node's own loader is seen only in a process of its own. */
const script = `
  const { loadUserModule } = await import(process.argv[1]);
  const loaded = {};
  for (const file of process.argv.slice(3)) {
    try {
      const exports = await loadUserModule(process.argv[2] + "/" + file);
      const answer = typeof exports.default === "function" ? await exports.default("in") : exports.default;
      loaded[file] = { names: Object.keys(exports).sort(), answer };
    } catch (error) {
      loaded[file] = { code: error.code, name: error.name, message: error.message, hint: error.hint, location: error.location, stack: error.stack };
    }
  }
  loaded.jiti = Object.keys(process.getBuiltinModule("node:module")._cache).some((key) => key.includes("jiti"));
  console.log(JSON.stringify(loaded));
`;

type Loaded = Record<
  string,
  {
    names?: string[];
    answer?: unknown;
    code?: string;
    name?: string;
    message?: string;
    hint?: string;
    location?: unknown;
    stack?: string;
  }
>;

let root = "";

async function load(...files: string[]): Promise<Loaded> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=@goldloop/source",
    "--no-warnings",
    "--input-type=module",
    "-e",
    script,
    join(import.meta.dirname, "index.ts"),
    root,
    ...files,
  ]);
  return JSON.parse(stdout) as Loaded;
}

const files: Record<string, string> = {
  "tsconfig.json": `{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] }, "experimentalDecorators": true, "jsx": "react", "jsxFactory": "h" } }`,
  "plain.ts": `export const one = 1; export default async (input: string): Promise<string> => input + "!";`,
  "enum.ts": `export enum Color { Red = "red" } export default () => Color.Red;`,
  "namespace.ts": `namespace N { export const x: number = 3; } export default N.x;`,
  "parameter.ts": `class P { constructor(private readonly y: number) {} get() { return this.y; } } export default new P(4).get();`,
  "decorator.ts": `const seen: string[] = []; function note(_: unknown, key: string) { seen.push(key); } class D { @note method() {} } export default seen;`,
  "view.tsx": `const h = (tag: string, props: object, ...children: string[]) => ({ tag, children }); export default <b>text</b>;`,
  "alias.ts": `import { value } from "@/value"; export default value;`,
  "extensionless.ts": `import { value } from "./lib/value"; import { index } from "./lib"; export default [value, index];`,
  "json.ts": `import data from "./data.json"; export default data.n;`,
  "untyped.ts": `import { Shape, area } from "./lib/shape.ts"; const square: Shape = { side: 2 }; export default area(square);`,
  "common.cjs": `module.exports = (input) => input + " from CommonJS";`,
  "equals.ts": `enum A { X = 5 } const f = () => A.X; export = f;`,
  "dirname.ts": `import { basename } from "node:path"; export default basename(__filename);`,
  "throws.ts": `enum A { X }\n\nfunction deep(): never {\n  throw new RangeError("the user's own message");\n}\ndeep();`,
  "parses.ts": `export default JSON.parse("{ bad");`,
  "syntax.ts": `export const a = 1;\nconst b = ;`,
  "missing.ts": `import { x } from "./lib/nowhere"; export default x;`,
  "lib/value.ts": `export const value = "aliased";`,
  "lib/index.ts": `export const index = "indexed";`,
  "lib/shape.ts": `export interface Shape { side: number } export const area = (s: Shape) => s.side ** 2;`,
  "data.json": `{ "n": 7 }`,
};

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "goldloop-load-")));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe("loadUserModule", () => {
  it("loads what Node understands without jiti", async () => {
    const loaded = await load("plain.ts", "common.cjs");
    expect(loaded["plain.ts"]).toEqual({ names: ["default", "one"], answer: "in!" });
    expect(loaded["common.cjs"]?.answer).toBe("in from CommonJS");
    expect(loaded["jiti"]).toBe(false);
  });

  it("loads TypeScript that Node does not understand, as the user's own tools do", async () => {
    const loaded = await load(
      "enum.ts",
      "namespace.ts",
      "parameter.ts",
      "decorator.ts",
      "view.tsx",
      "alias.ts",
      "extensionless.ts",
      "json.ts",
      "untyped.ts",
      "equals.ts",
      "dirname.ts",
    );
    expect(
      Object.fromEntries(Object.entries(loaded).map(([file, one]) => [file, one.answer ?? one.message ?? one])),
    ).toEqual({
      "enum.ts": "red",
      "namespace.ts": 3,
      "parameter.ts": 4,
      "decorator.ts": ["method"],
      "view.tsx": { tag: "b", children: ["text"] },
      "alias.ts": "aliased",
      "extensionless.ts": ["aliased", "indexed"],
      "json.ts": 7,
      "untyped.ts": 4,
      "equals.ts": 5,
      "dirname.ts": "dirname.ts",
      jiti: true,
    });
    expect(loaded["enum.ts"]?.names).toEqual(["Color", "default"]);
  });

  it("keeps message, name and stack of what the user's module throws", async () => {
    const loaded = await load("throws.ts", "parses.ts");
    expect(loaded["throws.ts"]).toMatchObject({ name: "RangeError", message: "the user's own message" });
    expect(loaded["throws.ts"]?.stack).toContain(`${join(root, "throws.ts")}:4:`);
    expect(loaded["parses.ts"]).toMatchObject({ name: "SyntaxError" });
  });

  it("says where the syntax is wrong", async () => {
    const loaded = await load("syntax.ts");
    const file = join(root, "syntax.ts");
    expect(loaded["syntax.ts"]).toMatchObject({
      name: "InputError",
      code: "module-syntax",
      location: { file, line: 2, column: 11 },
    });
  });

  it("refuses a missing file and a missing import, with a hint", async () => {
    const loaded = await load("nowhere.ts", "missing.ts");
    expect(loaded["nowhere.ts"]).toMatchObject({
      name: "InputError",
      code: "module-not-found",
      location: { file: join(root, "nowhere.ts") },
    });
    expect(loaded["nowhere.ts"]?.hint).toBeTruthy();
    expect(loaded["missing.ts"]).toMatchObject({ name: "InputError", code: "module-not-found" });
    expect(loaded["missing.ts"]?.message).toContain("nowhere");
  });
});
