import { defineConfig } from "vitest/config";

const source = { conditions: ["@goldloop/source"] };

export default defineConfig({
  resolve: source,
  ssr: { resolve: source },
  test: {
    globalSetup: ["./scripts/build-before-tests.ts"],
    pool: "threads",
    isolate: false,
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
