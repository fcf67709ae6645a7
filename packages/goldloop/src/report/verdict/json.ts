import type { VerdictReporter } from "./reporter.ts";

/** The document itself: goldloop/verdict/v1. */
export const json: VerdictReporter = {
  name: "json",
  description: "one JSON document with every rule and its figures",
  fileExtension: "json",
  async *render({ verdict }) {
    yield `${JSON.stringify(verdict)}\n`;
  },
};
