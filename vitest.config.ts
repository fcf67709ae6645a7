import { defineConfig } from "vitest/config";

const shared = {
  setupFiles: [`${import.meta.dirname}/scripts/seed-properties.ts`],
  pool: "threads",
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 120_000,
} as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: { ...shared, name: "unit", include: ["packages/*/src/**/*.test.ts"] },
      },
      {
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
