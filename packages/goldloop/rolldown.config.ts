import { defineConfig } from "rolldown";

/** Read at every start, in 170 files of their own: bundled, a run starts in half the processor time (decision 2). */
const bundled = /^(zod|yaml|commander|csv-parse)(\/|$)/;

/** A few large files start in a fraction of the time of several hundred small ones. Types come from tsc, beside them. */
export default defineConfig({
  input: { index: "src/index.ts", "cli/main": "src/cli/main.ts", "vitest/index": "src/vitest/index.ts" },
  platform: "node",
  external: (id) => !/^[./]/.test(id) && !bundled.test(id),
  output: {
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    // What the command line needs before it knows which command runs must not bring the rest with it.
    codeSplitting: { groups: [{ name: "start", test: /src\/(config\/environment|error\/)/ }] },
  },
});
