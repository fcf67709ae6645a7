import { defineConfig } from "vitest/config";

const source = { conditions: ["@goldloop/source", "module", "node", "development|production"] };
const shared = { pool: "threads", isolate: false, testTimeout: 60_000, hookTimeout: 120_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        resolve: source,
        ssr: { resolve: source },
        test: { ...shared, name: "unit", include: ["packages/*/src/**/*.test.ts"] },
      },
      {
        test: {
          ...shared,
          name: "outside",
          globalSetup: ["./scripts/build-before-tests.ts"],
          include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "scripts/**/*.test.ts"],
        },
      },
    ],
  },
});
