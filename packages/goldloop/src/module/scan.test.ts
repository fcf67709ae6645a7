import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { specifiersOf } from "./scan.ts";

describe("specifiersOf", () => {
  it.each<[string, string, string[]]>([
    [
      "static imports",
      `import a from "./a";\nimport { b as c, type D } from './b.ts'\nimport * as e from "./e";`,
      ["./a", "./b.ts", "./e"],
    ],
    ["a side effect", `import "./setup";`, ["./setup"]],
    ["default beside names, over lines", `import a, {\n  b,\n  c,\n} from "./a";`, ["./a"]],
    ["attributes", `import data from "./data.json" with { type: "json" };`, ["./data.json"]],
    [
      "re-exports",
      `export * from "./a"; export * as n from "./b"; export { c, "d-e" as f } from "./c";`,
      ["./a", "./b", "./c"],
    ],
    ["plain exports", `export { a }; export default "./x"; export const from = "./y";`, []],
    [
      "dynamic import",
      `const a = await import("./a"); import(\`./b\`); import("./c", { with: {} });`,
      ["./a", "./b", "./c"],
    ],
    ["a computed import", `import("./" + name); import(\`./\${name}.ts\`);`, ["./"]],
    ["require", `const a = require("./a"); require.resolve("./b"); import c = require("./c");`, ["./a", "./b", "./c"]],
    ["a method called require or import", `loader.require("./a"); loader.import("./b");`, []],
    ["a spread of an import", `const all = [...(await import("./a")).list, ...require("./b")];`, ["./a", "./b"]],
    [
      "files beside the module",
      `new URL("./prompt.md", import.meta.url); import.meta.resolve("./b");`,
      ["./prompt.md", "./b"],
    ],
    [
      "type-only imports",
      `import type A from "./a"; import type { B } from "./b"; export type { C } from "./c"; export type * from "./d";`,
      [],
    ],
    ["a default import named type", `import type from "./a"; import type, { b } from "./b";`, ["./a", "./b"]],
    [
      "comments and strings",
      `// import "./a"\n/* require("./b") */ const s = 'import "./c"'; const t = \`import "./d"\`;`,
      [],
    ],
    ["code inside a template", "const t = `a ${await import('./a')} b ${`${require('./b')}`}`;", ["./a", "./b"]],
    [
      "after a regular expression with quotes",
      `const r = /["'\`]/g.test(x) ? a / b / c : /[/"]/; require("./a");`,
      ["./a"],
    ],
    ["after division", `const r = (a + b) / 2; const s = "/"; require("./a"); x / y;`, ["./a"]],
    ["JSX text", `const e = <p title="it's">don't {lazy(() => import("./a"))}</p>;\nimport "./b";`, ["./a", "./b"]],
    ["an escaped quote", `import "./it\\'s";`, ["./it's"]],
    ["a template that never ends", 'const t = `oops;\nimport { a } from "./a";', ["./a"]],
  ])("finds %s", (_, source, expected) => {
    expect(specifiersOf(source)).toEqual(expected);
  });

  it("finds an import after any text that ends on its line", () => {
    const line = fc.string().map((text) => text.replace(/[\n\r\u2028\u2029`]|\/\*/g, " "));
    fc.assert(
      fc.property(line, (text) => {
        expect(specifiersOf(`// ${text}\nimport x from "./needle";`)).toEqual(["./needle"]);
        expect(specifiersOf(`const t = ${JSON.stringify(text)};\nimport x from "./needle";`)).toEqual(["./needle"]);
      }),
    );
  });

  it("ends on any input", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            "`",
            "${",
            "}",
            "/",
            "*",
            "'",
            '"',
            "\\",
            "\n",
            "<",
            "a",
            " ",
            "import",
            "(",
            "require",
          ),
        }),
        (text) => Array.isArray(specifiersOf(text)),
      ),
    );
  });
});
