import type { ConfigInput, SuiteInput } from "./schema.ts";

/**
 * Types a `goldloop.config.ts`. Returns its argument.
 *
 * @example
 * export default defineConfig({ version: 1, suites: { support: { dataset: "evals/support.jsonl", target: answer, scorers: ["equals"] } } });
 */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}

/**
 * Types the default export of a `*.eval.ts` file. Returns its argument.
 *
 * @example
 * export default defineSuite({ name: "greeting", dataset: [{ id: "a", input: "Hi" }], target: (input) => `${input}!`, scorers: [{ contains: "!" }] });
 */
export function defineSuite(suite: SuiteInput): SuiteInput {
  return suite;
}
