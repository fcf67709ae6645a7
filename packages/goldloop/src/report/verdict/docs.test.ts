import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { every } from "../../../test/verdicts.ts";
import { baselineOf, examplesOf, inputOf, runOf, tableOf, verdictOf } from "../../gate/fixtures/tables.ts";

const source = readFileSync(join(import.meta.dirname, "../../gate/verdict.ts"), "utf8");
const page = readFileSync(join(import.meta.dirname, "../../../../../docs/reference/verdict.md"), "utf8");

/** The keys of each table of the page by the path above it; "" for the document itself. */
const documented = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((part): [string, string[]] => [
      /^`(.+)`/.exec(part)?.[1] ?? (part.startsWith("The document") ? "" : (part.split("\n")[0] ?? "")),
      [...part.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, key = ""]) => key),
    ]),
);

/** Objects whose keys are names of suites. */
const maps = new Set(["pins", "baseline.runs", "baseline.paired"]);
/** Values of any form. */
const leaves = new Set(["policy.proposed[].base", "policy.proposed[].head", "pins.SUITE.changed[].locked"]);

/** Every key of a document, as the path of its object and itself. */
function* keysOf(value: unknown, path = ""): Iterable<[path: string, key: string]> {
  if (leaves.has(path) || typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const one of value) yield* keysOf(one, `${path}[]`);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    const name = maps.has(path) ? "SUITE" : key;
    if (!maps.has(path)) yield [path, key];
    yield* keysOf(inner, path === "" ? name : `${path}.${name}`);
  }
}

function undocumented(document: unknown): string[] {
  const missing = [...keysOf(document)].filter(([path, key]) => documented.get(path)?.includes(key) !== true);
  return [...new Set(missing.map(([path, key]) => `${path}: ${key}`))];
}

describe("docs/reference/verdict.md", () => {
  test("has every key of a document that the gates made, in the table of its object", () => {
    const locale = { metadata: { locale: "de" } };
    const base = tableOf({ trials: 2, examples: examplesOf(30, 0, locale) });
    const failing = examplesOf(30, 12, { ...locale, origin: "trace" });
    const now = tableOf({
      trials: 2,
      examples: failing.map((one) => ({ ...one, scores: { correct: [one.scores?.["correct"]?.[0], true] } })),
      pins: { prices: `sha256:${"9".repeat(64)}` },
    });
    const policy = `require: [passRate >= 95%, passRate == 100%]
    noRegression: { passRate: -2pp }
    slices: [metadata.locale]`;
    const document = verdictOf(
      inputOf(policy, [runOf(now)], {
        baseline: baselineOf([base]),
        proposed: [{ path: "gates.g", base: 1, head: 2 }],
      }),
    );
    expect(document.gates.flatMap(({ rules }) => rules.flatMap(({ slices }) => slices)).length).toBeGreaterThan(0);
    expect(document.gates.flatMap(({ rules }) => rules.flatMap(({ flaky }) => flaky)).length).toBeGreaterThan(0);
    expect(undocumented(document)).toEqual([]);
  });

  test.each(every)("has every key of one that is %s", (_, document) => {
    expect(undocumented(document)).toEqual([]);
  });

  test("has every key and fault that the types have, and no other fault", () => {
    const keys = [...source.matchAll(/^ {2}(\w+)\??: /gm), ...source.matchAll(/[{;] (\w+)\??: /g)].map(
      ([, key = ""]) => key,
    );
    const all = new Set([...documented.values()].flat());
    expect(keys.length).toBeGreaterThan(60);
    expect(keys.filter((key) => !all.has(key))).toEqual([]);
    const union = /type RuleFault =([^;]+);/.exec(source)?.[1] ?? "";
    const faults = [...union.matchAll(/"([\w-]+)"/g)].map(([, fault = ""]) => fault);
    expect(documented.get("Faults")?.toSorted()).toEqual(faults.toSorted());
  });
});
