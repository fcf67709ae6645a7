import { defineConfig } from "rolldown";

/** One file without dependencies: what GitHub runs. Committed, and a test holds it against the sources. */
export default defineConfig({
  cwd: import.meta.dirname,
  input: "src/main.ts",
  platform: "node",
  output: { file: "dist/index.mjs", format: "esm" },
});
