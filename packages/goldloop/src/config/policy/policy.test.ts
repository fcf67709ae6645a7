import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { InputErrors, type InputError } from "../../error/index.ts";
import { policyJsonSchema, readPolicyText } from "./index.ts";

const file = "goldloop.policy.yaml";

function faultsOf(text: string): string[] {
  try {
    readPolicyText(text, file);
  } catch (error) {
    const all = error instanceof InputErrors ? error.errors : [error as InputError];
    return all.map(
      ({ message, hint, location }) =>
        `${location?.line}:${location?.column} ${message}${hint === undefined ? "" : ` | ${hint}`}`,
    );
  }
  return [];
}

function gate(body: string): string {
  return `version: 1\ngates:\n  quality:\n    ${body}\n`;
}

function requirement(text: string): string[] {
  return faultsOf(gate(`require: ["${text}"]`)).map((fault) => fault.replace(/^\d+:\d+ /, ""));
}

const full = `version: 1
people: { ana@example.com: { key: "ed25519:AAAA" }, li@example.com: { key: "ed25519:BBBB" } }
roles: { quality-owner: [ana@example.com], security-owner: [li@example.com] }
gates:
  critical:
    select: { tags: [critical], scorers: deterministic }
    require: [passRate == 100%]
  regressions:
    select: { origin: trace }
    empty: allow
    require: [guarded.passRate == 100%, removed == 0]
    acceptable: { approver: quality-owner, maxDays: 14 }
  quality:
    each: [correctness, faithfulness]
    require: [mean >= 0.85]
    noRegression: { mean: -2pp }
    slices: [metadata.locale]
  judges:
    require: [judge.accuracy >= 80%, judge.kappa >= 0.7]
  cost:
    require: [costUsd.mean <= $0.012, costUsd.total <= 40, latencyMs.p95 <= 1.2s, correctness.passRate.observed > 90%]
    noRegression: { costUsd.mean: +10%, correctness: -2% }
stages:
  development: { gates: [critical], enforce: warn, onInconclusive: warn }
  pre-prod: { gates: all, allowReplay: false, signOff: { roles: [security-owner], validFor: 7d } }
  production: { verify: [pre-prod, acceptances] }
`;

describe("goldloop.policy.yaml", () => {
  test("is read with every comparison in its unit", () => {
    const { gates, stages } = readPolicyText(full, file);
    expect(
      Object.values(gates).flatMap(({ require }) =>
        require.map(({ metric, operator, value }) => [metric.kind, metric.text, metric.observed, operator, value]),
      ),
    ).toEqual([
      ["rate", "passRate", false, "==", 1],
      ["rate", "guarded.passRate", false, "==", 1],
      ["count", "removed", false, "==", 0],
      ["score", "mean", false, ">=", 0.85],
      ["judge", "judge.accuracy", false, ">=", 0.8],
      ["judge", "judge.kappa", false, ">=", 0.7],
      ["distribution", "costUsd.mean", false, "<=", 0.012],
      ["distribution", "costUsd.total", false, "<=", 40],
      ["distribution", "latencyMs.p95", false, "<=", 1200],
      ["rate", "correctness.passRate", true, ">", 0.9],
    ]);
    expect(
      Object.values(gates).flatMap(({ noRegression }) =>
        noRegression.map(({ metric, margin }) => [metric.text, margin]),
      ),
    ).toEqual([
      ["mean", { kind: "absolute", value: -0.02 }],
      ["costUsd.mean", { kind: "relative", value: 0.1 }],
      ["correctness", { kind: "relative", value: -0.02 }],
    ]);
    expect(stages["pre-prod"]?.gates).toEqual(["critical", "regressions", "quality", "judges", "cost"]);
    expect(gates["critical"]?.location).toEqual({ file, line: 6, column: 5 });
  });

  test.each([
    ["passRate >= 0.5", "0.5 can mean 50% or 0.5% | write 50%"],
    ["passRate == 1", "1 can mean 100% or 1% | write 100%"],
    ["attackSuccess <= 0.03", "0.03 can mean 3% or 0.03% | write 3%"],
    ["passRate >= 100%", "no number of examples shows passRate >= 100% | passRate == 100%"],
    ["attackSuccess <= 0%", "no number of examples shows attackSuccess <= 0 | attackSuccess == 0"],
    ["passRate >= 101%", "101% is more than 100%"],
    ["passrate == 100%", '"passrate" is no metric; did you mean "passRate"? | passRate'],
    ["passRate = 100%", '"=" is no operator here | passRate == 100%'],
    ["passRate != 100%", '"!=" is no operator here | passRate == 100%'],
    ["passRate => 90%", '"=>" is no operator here | passRate >= 90%'],
    ["passRate >= -2pp", '"-2pp" has a sign; a limit has none | noRegression: { passRate: -2pp }   allows a change'],
    ["mean >= 85", "85 is above 1; scores lie within 0 and 1 | write 85%"],
    ["latencyMs <= 3", "latencyMs needs a statistic | latencyMs.mean or latencyMs.total or latencyMs.p50"],
    [
      "latencyMs.p96 <= 3s",
      'latencyMs has no p96; did you mean "latencyMs.p90"? | latencyMs.mean, latencyMs.total, latencyMs.p50, latencyMs.p90, latencyMs.p95, latencyMs.p99, latencyMs.min, latencyMs.max',
    ],
    ["costUsd.mean <= 5%", 'costUsd.mean is not measured in "5%" | costUsd.mean <= 0.012'],
    ["errors == 0.5", 'errors is not measured in "0.5" | errors <= 0'],
    ["judge.kapa >= 0.7", 'judge has no kapa; did you mean "kappa"? | kappa, accuracy, sensitivity, specificity'],
    ["correctness", '"correctness" is no comparison | metric[.statistic] (==|>=|<=|>|<) value, as in passRate == 100%'],
    ["a >= 1 and b >= 1", '"1 and b >= 1" is no value | a >= 0.85'],
  ])("refuses %s and says what is meant", (text, fault) => {
    expect(requirement(text)).toEqual([fault]);
  });

  test.each([
    ["{ mean: 2pp }", "mean may drop, so the sign is - | mean: -2pp"],
    ["{ mean: -2 }", '"-2" is no change of mean | mean: -2pp   (points; a signed % is relative)'],
    ["{ costUsd.mean: -10% }", "costUsd.mean may rise, so the sign is + | costUsd.mean: +10%"],
    ["{ latencyMs.p95: +100ms }", "a change of latencyMs.p95 is written as a share | latencyMs.p95: +10%"],
    [
      "{ errors: +1 }",
      "errors cannot be compared with a baseline | mean, passRate, costUsd.mean, latencyMs.p95 or a scorer's name",
    ],
    ["{ costUsd.max: +1% }", "costUsd.max rests on one example; no difference of it can be decided | costUsd.p95"],
    ["{ mean.observed: -2pp }", "a regression has no .observed | mean"],
  ])("refuses noRegression: %s", (text, fault) => {
    expect(faultsOf(gate(`noRegression: ${text}`)).map((one) => one.replace(/^\d+:\d+ /, ""))).toEqual([fault]);
  });

  test.each([
    ["a misspelled key", "version: 1\ngate: {}\n", '2:1 unknown key "gate"; did you mean "gates"?'],
    ["no gate", "version: 1\n", "1:1 the policy has no gate: it would allow everything | gates: { critical: { ... } }"],
    [
      "a gate that requires nothing",
      gate("select: { tags: [a] }"),
      '4:5 gate "quality" requires nothing | require: [passRate == 100%]',
    ],
    [
      "a selection that may be empty, but not by origin",
      gate("require: [errors == 0]\n    empty: allow"),
      '5:12 gate "quality": only a selection by origin may be empty | select: { origin: trace }   or remove empty: allow',
    ],
    [
      "an unknown role",
      gate("require: [errors == 0]\n    acceptable: { approver: boss, maxDays: 3 }"),
      '5:29 there is no role "boss" | add it under roles:',
    ],
    [
      "an unknown person",
      `version: 1\nroles: { a: [x@y.z] }\n${gate("require: [errors == 0]").slice(11)}`,
      '2:14 there is no person "x@y.z" | add them under people:',
    ],
    [
      "an unknown gate in a stage",
      `${gate("require: [errors == 0]")}stages: { pr: { gates: [qualty] } }\n`,
      '5:25 there is no gate "qualty"; did you mean "quality"?',
    ],
    [
      "a gate with a name that verdicts use",
      "version: 1\ngates: { run: { require: [errors == 0] } }\n",
      '2:15 a gate cannot be called "run": verdicts use that name | run-gate',
    ],
    [
      "a stage that allows everything",
      `${gate("require: [errors == 0]")}stages: { pr: {} }\n`,
      '5:15 stage "pr" has neither gates nor verify: it would allow everything | gates: all',
    ],
    ["a rule written twice", gate("require: [errors == 0, errors == 0]"), '4:28 "errors == 0" stands here twice'],
    [
      "something that cannot be sliced by",
      gate("require: [errors == 0]\n    slices: [locale]"),
      '5:14 "locale" is nothing to slice by | metadata.locale, split or tags',
    ],
    [
      "a repeated gate",
      "version: 1\ngates:\n  a: { require: [errors == 0] }\n  a: { require: [errors == 0] }\n",
      expect.stringContaining("4:3"),
    ],
  ])("refuses %s", (_, text, fault) => {
    expect(faultsOf(text)[0]).toEqual(fault);
  });

  test("reports all faults together", () => {
    expect(faultsOf(gate("require: [passRate >= 1, mean >= 85, foo]")).length).toBe(3);
  });
});

describe("the JSON Schema of the policy", () => {
  const check = new Ajv({ strict: false, validateFormats: false }).compile(policyJsonSchema());

  test("is the one that is shipped (node scripts/schemas.mjs writes it)", () => {
    const shipped = readFileSync(new URL("../../../schema/goldloop-policy.json", import.meta.url), "utf8");
    expect(JSON.parse(shipped)).toEqual(JSON.parse(JSON.stringify(policyJsonSchema())));
  });

  test("takes a full policy and marks a misspelled key", () => {
    expect(check(parse(full)), JSON.stringify(check.errors)).toBe(true);
    expect(check({ version: 1, gates: { a: { requires: [] } } })).toBe(false);
  });
});
