import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exitCodeOf } from "./exit-code.ts";
import {
  acceptanceOf,
  baselineOf,
  examplesOf,
  gateOf,
  inputOf,
  policyText,
  ruleOf,
  runOf,
  tableOf,
  verdictOf,
  type Cell,
  type ExampleOf,
} from "./fixtures/tables.ts";

const all = "require: [passRate == 100%]";
const clean = tableOf({ examples: examplesOf(3, 0) });
const selection = { filter: [], split: "smoke", tags: [], limit: null, shard: null, narrowed: true, partial: true };

describe("what keeps a run from being evidence", () => {
  test.each<[string, Record<string, unknown>, string, number]>([
    ["unpinned", { pinned: false, unpinned: ["the lock differs"] }, "unpinned", 1],
    ["incomplete", { status: "incomplete", incomplete: ["1 of 3 was not run"] }, "incomplete", 3],
    ["fewer results than planned, whatever it says", { planned: 4 }, "incomplete", 3],
    ["partial", { selection }, "partial", 1],
  ])("%s blocks", (_, record, fault, exit) => {
    const document = verdictOf(inputOf(all, [runOf(tableOf({ examples: examplesOf(3, 0), record }))]));
    expect(gateOf(document, "run").rules).toMatchObject([{ kind: "precondition", fault, decision: "block" }]);
    expect(document).toMatchObject({ verdict: "fail", decision: "block" });
    expect(exitCodeOf(document)).toBe(exit);
  });

  test("a run that executed nothing blocks", () => {
    const examples = examplesOf(3, 0);
    const table = { ...tableOf({ examples }), rows: 0 };
    expect(gateOf(verdictOf(inputOf("require: [errors == 0]", [runOf(table)])), "run").rules).toMatchObject([
      { fault: "incomplete" },
    ]);
  });

  const staged = policyText(`gates: { g: { ${all} } }
stages:
  smoke: { gates: [g], split: smoke, allowReplay: false }
  dev: { gates: [g], enforce: warn }
  strict: { gates: [g], canary: required }
`);

  test("a stage takes the split that it names, and nothing narrower", () => {
    const ofSplit = (more: object) =>
      verdictOf(
        inputOf(
          staged,
          [runOf(tableOf({ examples: examplesOf(3, 0), record: { selection: { ...selection, ...more } } }))],
          {
            stage: "smoke",
          },
        ),
      );
    expect(ofSplit({}).decision).toBe("allow");
    for (const more of [
      { filter: ["a"] },
      { tags: ["t"] },
      { limit: 3 },
      { split: "other" },
      { shard: { index: 1, count: 2 } },
    ]) {
      expect(ofSplit(more).decision).toBe("block");
    }
  });

  test("a stage can refuse recorded outputs", () => {
    const table = tableOf({
      examples: examplesOf(3, 0),
      record: { replay: { file: "out.jsonl", digest: "sha256:0" } },
    });
    expect(verdictOf(inputOf(staged, [runOf(table)], { stage: "smoke" })).decision).toBe("block");
    expect(verdictOf(inputOf(staged, [runOf(table)], { stage: "dev" })).decision).toBe("allow");
  });

  test("enforce: warn allows and hides nothing", () => {
    const table = tableOf({ examples: examplesOf(3, 1), record: { pinned: false } });
    const document = verdictOf(inputOf(staged, [runOf(table)], { stage: "dev" }));
    expect(document).toMatchObject({ verdict: "fail", decision: "allow", enforce: "warn" });
    expect(document.gates.map(({ name }) => name)).toEqual(["run", "g"]);
    expect(exitCodeOf(document)).toBe(0);
  });

  test("a canary that the stage needs and nobody asked blocks", () => {
    const table = tableOf({
      examples: examplesOf(3, 0),
      scorers: { correct: { deterministic: false, judges: ["j"] } },
    });
    expect(ruleOf(inputOf(staged, [runOf(table)], { stage: "strict" }))).toMatchObject({ fault: "canary-not-asked" });
  });

  test("too few trials block the gate that asks for more", () => {
    expect(ruleOf(inputOf(`trials: 3\n    ${all}`, [runOf(clean)]))).toMatchObject({
      fault: "too-few-trials",
      verdict: "fail",
    });
  });
});

describe("risk acceptances", () => {
  const gate = `acceptable: { approver: owner, maxDays: 14 }\n    ${all}`;
  const examples = examplesOf(10, 1, { tags: ["safety"] });
  const runs = [runOf(tableOf({ examples }))];
  const judged = (of: Parameters<typeof acceptanceOf>[0], rest = {}) =>
    verdictOf(inputOf(gate, runs, { acceptances: [acceptanceOf(of)], ...rest }));

  test.each([
    ["everything", {}],
    ["the example", { examples: ["e000"] }],
    ["its tag", { category: "safety" }],
    ["the rule however it is spaced", { rule: "passRate==100%" }],
  ])("one for %s lets the failure through and leaves the verdict", (_, of) => {
    const document = judged(of);
    expect(document).toMatchObject({ verdict: "fail", decision: "allow", acceptances: [{ status: "used" }] });
    expect(gateOf(document).rules[0]).toMatchObject({ verdict: "fail", decision: "allow", accepted: ["acc-1"] });
  });

  test.each<[string, Parameters<typeof acceptanceOf>[0], string, boolean]>([
    ["unsigned", { signedBy: null, problem: "it is not signed" }, "invalid", true],
    ["signed by another than its approver", { signedBy: "li@example.com" }, "invalid", true],
    ["of somebody in another role", { signedBy: "li@example.com", approvedBy: "li@example.com" }, "invalid", true],
    ["asked for by its approver", { requestedBy: "ana@example.com" }, "invalid", true],
    ["without an owner", { owner: null }, "invalid", true],
    ["approved in the future", { approvedAt: "2026-11-25T00:00:00Z" }, "invalid", true],
    ["for longer than the gate allows", { approvedAt: "2026-11-01T00:00:00Z" }, "invalid", true],
    ["that never expires", { expiresAt: null }, "invalid", true],
    ["for an unknown gate", { gate: "nope" }, "unmatched", true],
    ["for an unknown rule", { rule: "passRate == 99%" }, "unmatched", true],
    ["for an unknown example", { examples: ["nope"] }, "unmatched", true],
    ["for a tag that nothing has", { category: "nope" }, "unmatched", true],
    ["expired", { expiresAt: "2026-11-24T12:00:00.000Z" }, "expired", false],
    ["for another release", { releaseFits: false }, "other-release", false],
    ["past its ceiling", { ceiling: 0.95 }, "exceeded", false],
    ["for another example", { examples: ["e001"] }, "exceeded", false],
  ])("one %s does not count, and is named", (_, of, status, byItself) => {
    const document = judged(of);
    expect(document).toMatchObject({ decision: "block", acceptances: [{ status }] });
    expect(document.acceptances[0]?.problem).not.toBeNull();
    if (status !== "unmatched" || of?.gate === undefined) expect(JSON.stringify(document.gates)).toContain("acc-1");
    const passing = verdictOf(
      inputOf(gate, [runOf(tableOf({ examples: examplesOf(10, 0, { tags: ["safety"] }) }))], {
        acceptances: [acceptanceOf(of)],
      }),
    );
    expect(passing.decision).toBe(byItself ? "block" : "allow");
  });

  test("an approver who wrote the change does not count", () => {
    expect(judged({}, { authors: ["ana@example.com"] }).acceptances).toMatchObject([{ status: "invalid" }]);
  });

  test("it passes until it expires and blocks after", () => {
    const at = (now: string) => judged({}, { now }).decision;
    expect([at("2026-11-30T23:59:59Z"), at("2026-12-01T00:00:00Z")]).toEqual(["allow", "block"]);
  });

  test("a gate that takes none takes none", () => {
    const document = verdictOf(inputOf(all, runs, { acceptances: [acceptanceOf()] }));
    expect(document).toMatchObject({ decision: "block", acceptances: [{ status: "invalid" }] });
  });

  test("what could not be measured cannot be accepted", () => {
    const table = tableOf({ examples: [...examples, { id: "x", scores: { correct: ["error"] } }] });
    const document = verdictOf(inputOf(gate, [runOf(table)], { acceptances: [acceptanceOf({ ceiling: 0 })] }));
    expect(document.decision).toBe("block");
  });

  test("one for a gate outside of the stage is neither used nor wrong", () => {
    const policy = policyText(
      `gates: { g: { ${all} }, other: { ${all}, acceptable: { approver: owner, maxDays: 14 } } }\nstages: { s: { gates: [g] } }\n`,
    );
    const document = verdictOf(
      inputOf(policy, [runOf(clean)], { stage: "s", acceptances: [acceptanceOf({ gate: "other" })] }),
    );
    expect(document).toMatchObject({ decision: "allow", acceptances: [{ status: "unneeded" }] });
  });
});

describe("promoted examples", () => {
  const gate = `select: { origin: trace }
    empty: allow
    require: [guarded.passRate == 100%, removed == 0]
    acceptable: { approver: owner, maxDays: 14 }`;
  const promoted = (passes: boolean, of: Partial<ExampleOf> = {}): ExampleOf => ({
    id: "p",
    origin: "trace",
    scores: { correct: [passes] },
    ...of,
  });
  const including = (one: ExampleOf | undefined) =>
    tableOf({ examples: one === undefined ? examplesOf(3, 0) : [...examplesOf(3, 0), one] });
  const against = (before: ExampleOf | undefined, guarded: string[] = []) =>
    baselineOf([including(before)], { guarded: new Set(guarded) });

  test("a guarded one that fails blocks; an open one is listed", () => {
    const runs = [runOf(including(promoted(false, { owner: "sam", deadline: "2026-12-24" })))];
    expect(verdictOf(inputOf(gate, runs, { baseline: against(promoted(true), ["p"]) })).decision).toBe("block");
    const open = verdictOf(inputOf(gate, runs, { baseline: against(promoted(false)) }));
    expect(open).toMatchObject({
      verdict: "pass",
      decision: "allow",
      open: [{ suite: "support", id: "p", owner: "sam", deadline: "2026-12-24" }],
    });
  });

  test.each([
    ["2026-11-24", "pull-request", "allow"],
    ["2026-11-23", "pull-request", "block"],
    ["not a date", "pull-request", "block"],
    ["2026-12-24", "pre-prod", "block"],
  ])("open until %s, stage %s: %s", (deadline, stage, decision) => {
    const policy = policyText(
      `gates:\n  g:\n    ${gate}\nstages: { pull-request: { gates: [g] }, pre-prod: { gates: [g] } }\n`,
    );
    const runs = [runOf(including(promoted(false, { deadline })))];
    const document = verdictOf(inputOf(policy, runs, { stage, baseline: against(promoted(false)) }));
    expect(document.decision).toBe(decision);
    const names = gateOf(document).rules.map(({ rule }) => rule);
    expect(names.includes("open past deadline")).toBe(decision === "block");
  });

  test("an open one does not stop unrelated fixes at rules that everything must pass, nor without a baseline is it excused", () => {
    const runs = [runOf(including(promoted(false, { deadline: "2099-01-01" })))];
    const lenient = `acceptable: { approver: owner, maxDays: 14 }\n    ${all}`;
    expect(ruleOf(inputOf(lenient, runs, { baseline: against(undefined) }))).toMatchObject({ verdict: "pass", n: 3 });
    expect(ruleOf(inputOf(lenient, runs)).verdict).toBe("fail");
    expect(ruleOf(inputOf(lenient, runs, { baseline: against(promoted(true), ["p"]) })).verdict).toBe("fail");
  });

  test("an open one without an end, and an ordinary example that is called promoted, are not excused", () => {
    const lenient = `acceptable: { approver: owner, maxDays: 14 }\n    ${all}`;
    const endless = [runOf(including(promoted(false)))];
    expect(ruleOf(inputOf(lenient, endless, { baseline: against(undefined) })).verdict).toBe("fail");
    const renamed = [runOf(including(promoted(false, { deadline: "2099-01-01" })))];
    const { origin: _, ...ordinary } = promoted(true);
    expect(ruleOf(inputOf(lenient, renamed, { baseline: against(ordinary) })).verdict).toBe("fail");
  });

  test("without a baseline nobody knows what is guarded", () => {
    expect(ruleOf(inputOf(gate, [runOf(including(promoted(true)))]))).toMatchObject({
      fault: "no-baseline",
      decision: "block",
    });
  });

  test.each<[string, ExampleOf | undefined, Record<string, unknown>, string]>([
    ["removed", undefined, {}, "removed"],
    ["changed", promoted(true, { test: "easier" }), {}, "changed"],
    ["unselected", undefined, { selection: { ...selection, partial: false, split: null } }, "unselected"],
  ])("one that is %s blocks", (_, now, record, how) => {
    const table = tableOf({ examples: now === undefined ? examplesOf(3, 0) : [...examplesOf(3, 0), now], record });
    const document = verdictOf(inputOf(gate, [runOf(table)], { baseline: against(promoted(true), ["p"]) }));
    expect(document).toMatchObject({
      decision: "block",
      removed: [{ suite: "support", id: "p", how, against: "baseline" }],
    });
  });

  test("a signed retirement takes a removal away, for good", () => {
    const retirement = acceptanceOf({
      rule: "removed == 0",
      disposition: "retirement",
      examples: ["p"],
      expiresAt: null,
      approvedAt: "2025-01-01T00:00:00Z",
    });
    const input = inputOf(gate, [runOf(including(undefined))], {
      baseline: against(promoted(true), ["p"]),
      acceptances: [retirement],
    });
    expect(verdictOf(input)).toMatchObject({ decision: "allow", acceptances: [{ status: "used" }] });
    const later = { ...input, baseline: against(undefined) };
    expect(verdictOf(later)).toMatchObject({ decision: "allow", acceptances: [{ status: "unneeded" }] });
    const accepted = { ...input, acceptances: [{ ...retirement, disposition: "accepted" as const }] };
    expect(verdictOf(accepted).decision).toBe("block");
  });

  test("without history removals block, and say why", () => {
    const document = verdictOf(inputOf(gate, [runOf(clean)], { removals: { unknown: "a shallow clone" } }));
    expect(gateOf(document).rules.find(({ fault }) => fault === "no-history")).toMatchObject({ decision: "block" });
  });
});

describe("properties", () => {
  const policy = policyText(`gates:
  all: { require: [passRate == 100%], acceptable: { approver: owner, maxDays: 14 } }
  rate: { require: [passRate >= 60%, errors == 0], onInconclusive: point, onError: warn }
  attack: { require: [attackSuccess <= 50%], onError: warn }
  past: { noRegression: { passRate: -20pp }, onError: warn }
`);
  const worse: Record<string, Cell[]> = { true: [false, "error"], false: ["error"], error: [] };
  const cells = fc.array(fc.constantFrom<Cell>(true, true, true, false, "error"), { minLength: 1, maxLength: 60 });
  const table = (given: readonly Cell[]) =>
    tableOf({ examples: given.map((cell, i) => ({ id: `e${i}`, scores: { correct: [cell] } })) });
  const input = (given: readonly Cell[], acceptances = [acceptanceOf({ gate: "all", ceiling: 0.5 })]) =>
    inputOf(policy, [runOf(table(given))], { baseline: baselineOf([table(given.map(() => true))]), acceptances });

  test("more failures never turn block into allow, in no gate", () => {
    fc.assert(
      fc.property(cells, fc.nat(), fc.nat(), (given, at, how) => {
        const place = at % given.length;
        const choices = worse[String(given[place])] ?? [];
        if (choices.length === 0) return;
        const then = verdictOf(input(given));
        const now = verdictOf(input(given.with(place, choices[how % choices.length])));
        for (const gate of then.gates) {
          if (gate.decision === "block") expect(gateOf(now, gate.name).decision).toBe("block");
        }
      }),
      { numRuns: 300 },
    );
  });

  test("the same input gives the same bytes, and none that JSON loses", () => {
    fc.assert(
      fc.property(cells, (given) => {
        const [first, second] = [verdictOf(input(given)), verdictOf(input(given))];
        expect(JSON.stringify(first)).toBe(JSON.stringify(second));
        expect(JSON.parse(JSON.stringify(first))).toEqual(
          JSON.parse(JSON.stringify(first), (_, value: unknown) => value),
        );
        for (const { rules } of first.gates) {
          for (const { observed, bound, interval } of rules) {
            for (const value of [observed, bound, ...(interval ?? [])])
              expect(value === null || Number.isFinite(value)).toBe(true);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test("an acceptance for something else never turns block into allow", () => {
    const other = fc.record({
      gate: fc.constantFrom("rate", "attack", "past", "nope"),
      rule: fc.constantFrom(
        "passRate >= 60%",
        "errors == 0",
        "attackSuccess <= 50%",
        "noRegression passRate: -20pp",
        "x",
      ),
      ceiling: fc.constantFrom(0, 1, null),
    });
    fc.assert(
      fc.property(cells, other, (given, of) => {
        const then = verdictOf(input(given, []));
        const now = verdictOf(input(given, [acceptanceOf(of)]));
        if (then.decision === "block") expect(now.decision).toBe("block");
      }),
      { numRuns: 200 },
    );
  });
});
