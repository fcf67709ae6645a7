import { defineConfig } from "vitest/config";

const shared = {
  setupFiles: [`${import.meta.dirname}/scripts/seed-properties.ts`],
  pool: "threads",
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // Two cores, and a server, a browser and the tests on them.
  expect: { poll: { timeout: 15_000 } },
} as const;

export default defineConfig({
  resolve: { conditions: ["@goldloop/source"] },
  ssr: { resolve: { conditions: ["@goldloop/source"] } },
  test: {
    // Most of the time goes to processes that the tests start and wait for.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts"],
          exclude: ["**/*.engine.test.ts"],
        },
      },
      {
        // chDB holds one folder per process: every file of these has a process of its own.
        extends: true,
        test: {
          ...shared,
          name: "engines",
          pool: "forks",
          isolate: true,
          include: ["packages/server/src/**/*.engine.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: "outside",
          globalSetup: ["./scripts/build-before-tests.ts"],
          include: ["packages/*/test/*.test.ts", "action/test/*.test.ts"],
        },
      },
    ],
  },
});
