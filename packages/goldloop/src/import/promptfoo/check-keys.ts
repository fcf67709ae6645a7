import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import type { ExpandedTest } from "./expand.ts";
import type { ImportFindings } from "./findings.ts";

/** Keys of the configuration that are carried over elsewhere. */
const carried = new Set([
  "description",
  "prompts",
  "providers",
  "targets",
  "tests",
  "scenarios",
  "defaultTest",
  "assertionTemplates",
  "evaluateOptions",
  "$schema",
]);

/** Keys that only tell promptfoo what to do with its own results. */
const leftOut: Readonly<Record<string, string>> = {
  sharing: "runs are shared by their directory",
  outputPath: "goldloop run --reporter NAME=FILE writes reports",
  writeLatestResults: "every run is recorded",
  commandLineOptions: "goldloop's flags have variables of their own: GOLDLOOP_...",
  tags: "they describe promptfoo's results",
  metadata: "it describes promptfoo's results",
  tracing: "a target's spans are received in every run",
};

const lost: Readonly<Record<string, [why: string, todo: string]>> = {
  env: ["variables are not set by the configuration", "set them in the environment"],
  nunjucksFilters: ["filters are code of the template engine", "prepare the values in the dataset"],
  extensions: ["hooks are code around promptfoo's run", "do it in the target, or before   goldloop run"],
  derivedMetrics: ["figures are computed from single scorers only", "compute them from   goldloop run --json"],
  redteam: [
    "its plugins and strategies are promptfoo's",
    "keep running it, and replay its outputs: goldloop run --replay",
  ],
};

/** Names every key of the configuration that is not carried over. */
export function checkConfigKeys(content: JsonObject, findings: ImportFindings): void {
  for (const key of Object.keys(content)) {
    if (carried.has(key)) continue;
    const why = leftOut[key];
    const [reason, todo] = lost[key] ?? [
      "there is no such key in what is known of promptfoo",
      "see whether goldloop.yaml needs it",
    ];
    if (why !== undefined) findings.leftOut(key, key, why);
    else findings.lost(key, key, reason, todo);
  }
}

/** What a suite takes of `evaluateOptions`; the rest is named. */
export function suiteOptions(content: JsonObject, findings: ImportFindings): JsonObject {
  const options: JsonObject = {};
  const given = isJsonObject(content["evaluateOptions"]) ? content["evaluateOptions"] : {};
  for (const [key, value] of Object.entries(given)) {
    if (key === "maxConcurrency" && typeof value === "number") options["concurrency"] = value;
    else if (key === "repeat" && typeof value === "number") options["trials"] = value;
    else if (key === "timeoutMs" && typeof value === "number" && value > 0) options["timeoutMs"] = value;
    else if (key === "delay")
      findings.leftOut("evaluateOptions", "delay", "requests are not spaced out; rateLimit in the suite limits them");
    else findings.leftOut("evaluateOptions", key, "it concerns promptfoo's own run");
  }
  return options;
}

const optionKeys = new Set(["provider", "rubricPrompt", "disableVarExpansion", "disableDefaultAsserts"]);
const testKeys = new Set(["provider", "providers", "prompts", "providerOutput"]);
const byTarget = "do it in the target: it is part of what is under test";

const lostOptions: Readonly<Record<string, [why: string, todo: string]>> = {
  transform: ["the outputs are scored as the target returns them", byTarget],
  postprocess: ["the outputs are scored as the target returns them", byTarget],
  transformVars: ["inputs are given as they stand in the dataset", byTarget],
  prefix: ["prompts are used as they are", "write it into the prompt"],
  suffix: ["prompts are used as they are", "write it into the prompt"],
  runSerially: ["examples do not depend on each other", "make one example of the conversation: { messages: [...] }"],
  factuality: ["relations of facts have fixed worths", "- factuality   with another threshold"],
};

/** Names every part of a test, beside its assertions, that is not carried over. */
export function checkTest({ place, options, rest, threshold }: ExpandedTest, findings: ImportFindings): void {
  if (threshold !== undefined && threshold > 0) {
    findings.lost(
      place,
      "threshold of a test",
      "every scorer must pass now; it let a part of them fail",
      "drop what may fail, or accept that all must pass",
    );
  }
  for (const [key, value] of Object.entries(options)) {
    if (optionKeys.has(key) || isNothing(value)) continue;
    const [why, todo] = lostOptions[key] ?? ["it has no counterpart", "see whether the suite or the target can say it"];
    findings.lost(place, `options.${key}`, why, todo);
  }
  for (const [key, value] of Object.entries(rest)) {
    if (testKeys.has(key) || isNothing(value)) continue;
    if (key === "assertScoringFunction")
      findings.lost(
        place,
        key,
        "scores of single scorers are not combined by code",
        "write one scorer of your own that decides",
      );
    else findings.lost(place, `${key} of a test`, "it has no counterpart", "keep it in the example's metadata");
  }
}

function isNothing(value: Json): boolean {
  return value === null || value === false || value === "" || (Array.isArray(value) && value.length === 0);
}
