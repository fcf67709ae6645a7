import { defineConfig } from "tsdown";

/** A few large files start in half the time of several hundred small ones. Types come from tsc, beside them. */
export default defineConfig({
  entry: { index: "src/index.ts", "cli/main": "src/cli/main.ts", "vitest/index": "src/vitest/index.ts" },
  outDir: "dist",
  format: "esm",
  platform: "node",
  target: "node22.18",
  dts: false,
  clean: false,
  fixedExtension: false,
  report: false,
  logLevel: "warn",
  outputOptions: {
    // What the command line needs before it knows which command runs must not bring the rest with it.
    codeSplitting: { groups: [{ name: "start", test: /src\/(config\/environment|error\/)/ }] },
  },
});
