import { isBuiltin } from "node:module";
import { defineConfig, type Plugin } from "rolldown";

/** Read at every start, in 200 files of their own: bundled, a run starts in half the processor time (decision 2). */
const bundled =
  /^(zod|yaml|commander|csv-parse|canonicalize|eventsource-parser|fastest-levenshtein|fdir|jsonc-parser|linkify-it|picomatch|tinyglobby|uc\.micro)(\/|$)/;

/**
 * Takes Node's own modules from the process. An import of one reads all of its exports, used or not, and some of them load
 * much more: worker threads, web crypto, test tools; 10 ms at every start.
 */
const builtins: Plugin = {
  name: "builtins",
  renderChunk: (code) =>
    code.replaceAll(
      /^import (?:(\w+|\{[^}]*\}|\* as \w+)) from "([\w:/]+)";$/gm,
      (statement, names: string, id: string) =>
        isBuiltin(id) && !/\bdefault\b/.test(names)
          ? `const ${names.replace("* as ", "").replaceAll(" as ", ": ")} = globalThis.process.getBuiltinModule("${id}");`
          : statement,
    ),
};

/** A few large files start in a fraction of the time of several hundred small ones. Types come from tsc, beside them. */
export default defineConfig({
  input: {
    index: "src/index.ts",
    "cli/main": "src/cli/main.ts",
    "vitest/index": "src/vitest/index.ts",
    // What goldloop-server of the same version builds on.
    ...Object.fromEntries(
      ["error", "digest", "trace", "redaction", "model", "scorer", "stats"].map((face) => [
        `${face}/index`,
        `src/${face}/index.ts`,
      ]),
    ),
    // Alone, since the server reads every answer with it and the rest of the scorers is large.
    "refusal/index": "src/scorer/safety/refusal/index.ts",
  },
  platform: "node",
  // jsonc-parser's other build hides its imports from bundlers.
  resolve: { mainFields: ["module", "main"] },
  external: (id) => !/^[./]/.test(id) && !bundled.test(id),
  plugins: [builtins],
  // What a run needs is loaded late by some commands: in one file with the rest, that is no fault.
  checks: { ineffectiveDynamicImport: false },
  output: {
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    // What the command line needs before it knows which command runs must not bring the rest with it.
    // Beside that nearly every command needs what a run needs: in one file, since each costs half a millisecond.
    codeSplitting: {
      groups: [
        { name: "start", test: /src\/(config\/environment|cli\/context|error\/)/, priority: 2 },
        { name: "core", test: /src\/(run\/(run|plan)|cli\/run-command)\.ts/, priority: 1 },
      ],
    },
  },
});
