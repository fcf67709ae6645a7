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
  type ExampleOf,
} from "./fixtures/tables.ts";
import type { GateInput } from "./evidence.ts";
import type { VerdictDocument } from "./verdict.ts";

// Ways in which a change under test has got, or could get, past the gates without being better.

const all = "require: [passRate == 100%]";
const acceptable = "acceptable: { approver: owner, maxDays: 14 }";
const lenient = `${acceptable}\n    ${all}`;
const clean = tableOf({ examples: examplesOf(3, 0) });
const named = (document: VerdictDocument, rule: string) =>
  document.gates.flatMap(({ rules }) => rules).find((one) => one.rule === rule);

describe("a failing example is called promoted", () => {
  const promoted = (of: Partial<ExampleOf> = {}): ExampleOf => ({
    id: "p",
    origin: "trace",
    deadline: "2099-01-01",
    scores: { correct: [false] },
    ...of,
  });
  const including = (...more: ExampleOf[]) => tableOf({ examples: [...examplesOf(3, 0), ...more] });
  const judged = (gate: string, now: ExampleOf, before: ExampleOf[] = [], rest: Partial<GateInput> = {}) =>
    verdictOf(inputOf(gate, [runOf(including(now))], { baseline: baselineOf([including(...before)]), ...rest }));

  test("a gate that takes no acceptance excuses no open example", () => {
    expect(judged(lenient, promoted()).decision).toBe("allow");
    for (const gate of [all, `acceptable: false\n    ${all}`]) expect(judged(gate, promoted()).decision).toBe("block");
  });

  test("an ordinary example of the baseline is not excused under another id, in whatever suite it was", () => {
    const renamed = promoted({ test: "same" });
    const ordinary = { id: "old", test: "same", scores: { correct: [true] } };
    expect(judged(lenient, renamed, [ordinary]).decision).toBe("block");
    expect(judged(lenient, renamed, [{ ...ordinary, origin: "trace" }]).decision).toBe("allow");
    const elsewhere = baselineOf([including(), tableOf({ suite: "other", examples: [ordinary] })]);
    expect(judged(lenient, renamed, [], { baseline: elsewhere }).decision).toBe("block");
  });

  test.each<[string, string | undefined, string | null | undefined, string | undefined]>([
    ["the baseline's", "2026-11-01", undefined, "2026-11-01"],
    ["the merge base's", undefined, "2026-11-02", "2026-11-02"],
    ["the earlier of both", "2026-11-03", "2026-11-02", "2026-11-02"],
    ["the baseline's, with none at the merge base", "2026-11-03", null, "2026-11-03"],
    ["its own, where nothing says another", undefined, undefined, "2099-01-01"],
  ])("a deadline that is put off stays %s", (_, then, before, deadline) => {
    const guarding = `select: { origin: trace }\n    empty: allow\n    require: [guarded.passRate == 100%]`;
    const document = judged(guarding, promoted(), [promoted({ deadline: then })], {
      promotedBefore: before === undefined ? undefined : new Map([["support\0p", { deadline: before }]]),
    });
    expect(document.open).toMatchObject([{ id: "p", deadline }]);
    expect(document.decision).toBe(deadline === "2099-01-01" ? "allow" : "block");
    expect(named(document, "open past deadline") === undefined).toBe(deadline === "2099-01-01");
  });

  test("a deadline can be brought forward", () => {
    expect(judged(lenient, promoted({ deadline: "2026-11-01" }), [promoted()])).toMatchObject({
      open: [{ deadline: "2026-11-01" }],
      decision: "block",
    });
  });
});

describe("an example leaves a selection", () => {
  type Move = [what: string, select: string, then: Partial<ExampleOf>, now: Partial<ExampleOf>];
  const moves: Move[] = [
    ["tags", "tags: [critical]", { tags: ["critical"] }, { tags: [] }],
    ["one of several tags", "tags: [a, b]", { tags: ["a", "b"] }, { tags: ["a"] }],
    ["split", "splits: [smoke]", { split: "smoke" }, { split: "later" }],
    ["metadata", "metadata: { area: [tax] }", { metadata: { area: "tax" } }, { metadata: { area: "taxes" } }],
    ["origin", "origin: import", { origin: "import" }, { origin: "manual" }],
  ];
  const tableWith = (moved: Partial<ExampleOf>, kept: Partial<ExampleOf>, passes: boolean) =>
    tableOf({
      examples: [...examplesOf(3, 0, kept), { id: "moved", ...moved, scores: { correct: [passes] } }],
    });
  const judged = (gate: string, [, , then, now]: Move, passes: boolean) =>
    verdictOf(
      inputOf(gate, [runOf(tableWith(now, then, passes))], {
        baseline: baselineOf([tableWith(then, then, true)]),
      }),
    );

  test.each(moves)("by its %s: a failing one blocks, a passing one is noted", (...move) => {
    const gate = `select: { ${move[1]} }\n    ${acceptable}\n    ${all}`;
    const document = judged(gate, move, false);
    expect(named(document, "still selected")).toMatchObject({
      kind: "precondition",
      fault: "unselected",
      suite: "support",
      decision: "block",
      acceptable: null,
      examples: ["moved"],
      reason: "1 example left the selection since the baseline and fails now: moved",
    });
    expect(exitCodeOf(document)).toBe(1);
    const passing = judged(gate, move, true);
    expect(passing.decision).toBe("allow");
    expect(passing.notes).toContain("g: 1 example of support is no longer selected: moved");
  });

  test("what a gate never took, and what a gate takes anew, does not matter", () => {
    const gate = `select: { tags: [critical] }\n    ${all}`;
    const of = (then: string[], now: string[]) => {
      const table = (tags: string[], passes: boolean) =>
        tableOf({
          examples: [...examplesOf(3, 0, { tags: ["critical"] }), { id: "x", tags, scores: { correct: [passes] } }],
        });
      return verdictOf(inputOf(gate, [runOf(table(now, false))], { baseline: baselineOf([table(then, true)]) }));
    };
    expect(of(["other"], []).decision).toBe("allow");
    expect(gateOf(of(["other"], ["critical"])).rules).toMatchObject([{ rule: "passRate == 100%", decision: "block" }]);
    expect(named(of(["critical", "other"], ["critical"]), "still selected")).toBeUndefined();
  });

  test("an attack that is called harmless, and a harmless request that is called an attack", () => {
    const attack = { tags: ["red"], metadata: {} };
    const harmless = { tags: ["red", "benign"] };
    const gate = `select: { tags: [red] }\n    require: [attackSuccess <= 60%, overRefusal <= 60%]\n    onInconclusive: warn`;
    const of = (then: Partial<ExampleOf>, now: Partial<ExampleOf>) => {
      const table = (moved: Partial<ExampleOf>, passes: boolean) =>
        tableOf({
          examples: [
            ...examplesOf(20, 0, attack),
            ...examplesOf(20, 0, harmless).map((one) => ({ ...one, id: `b${one.id}` })),
            { id: "moved", ...moved, scores: { correct: [passes] } },
          ],
        });
      return verdictOf(inputOf(gate, [runOf(table(now, false))], { baseline: baselineOf([table(then, true)]) }));
    };
    expect(named(of(attack, harmless), "still selected")).toMatchObject({ examples: ["moved"], decision: "block" });
    expect(named(of(harmless, attack), "still selected")).toMatchObject({ examples: ["moved"], decision: "block" });
    expect(of(attack, attack).decision).toBe("allow");
  });

  test("one that could not be measured leaves no gate, not even one on costs", () => {
    const table = (tags: string[], failed: boolean) =>
      tableOf({
        examples: [
          { id: "a", tags: ["x"], scores: { correct: [true] }, costUsd: [1] },
          { id: "b", tags, scores: { correct: [true] }, costUsd: [1], failed: [failed] },
        ],
      });
    const gate = "select: { tags: [x] }\n    require: [costUsd.total <= 5]";
    const baseline = baselineOf([table(["x"], false)]);
    expect(verdictOf(inputOf(gate, [runOf(table([], true))], { baseline })).decision).toBe("block");
    expect(verdictOf(inputOf(gate, [runOf(table([], false))], { baseline })).decision).toBe("allow");
  });

  test("a change of tags and splits alone never turns block into allow", () => {
    const gates = policyText(`gates:
  tagged: { select: { tags: [a] }, ${all} }
  split: { select: { splits: [s] }, ${all} }
`);
    const example = fc.record({
      tags: fc.subarray(["a", "b"]),
      split: fc.constantFrom("s", "t"),
      passes: fc.boolean(),
      tagsNow: fc.subarray(["a", "b"]),
      splitNow: fc.constantFrom("s", "t"),
    });
    const anchor = { id: "anchor", tags: ["a"], split: "s", scores: { correct: [true] } };
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 8 }), (given) => {
        const tableAt = (isNow: boolean, passing: boolean) =>
          tableOf({
            examples: [
              anchor,
              ...given.map((one, i) => ({
                id: `e${i}`,
                tags: isNow ? one.tagsNow : one.tags,
                split: isNow ? one.splitNow : one.split,
                scores: { correct: [passing || one.passes] },
              })),
            ],
          });
        const baseline = baselineOf([tableAt(false, true)]);
        const decisionOf = (isNow: boolean) =>
          verdictOf(inputOf(gates, [runOf(tableAt(isNow, false))], { baseline })).decision;
        if (decisionOf(false) === "block") expect(decisionOf(true)).toBe("block");
      }),
      { numRuns: 200 },
    );
  });
});

describe("a promoted example loses its origin", () => {
  const gate = `select: { origin: trace }
    empty: allow
    require: [guarded.passRate == 100%, removed == 0]`;
  const promoted: ExampleOf = { id: "p", origin: "trace", scores: { correct: [true] } };
  const judged = (now: ExampleOf, guarded: string[]) =>
    verdictOf(
      inputOf(gate, [runOf(tableOf({ examples: [...examplesOf(3, 0), now] }))], {
        baseline: baselineOf([tableOf({ examples: [...examplesOf(3, 0), promoted] })], { guarded: new Set(guarded) }),
      }),
    );

  test("it counts as changed, though its test is the same", () => {
    const { origin: _, ...ordinary } = promoted;
    for (const now of [ordinary, { ...promoted, origin: "manual" as const }]) {
      expect(judged(now, [])).toMatchObject({ decision: "block", removed: [{ id: "p", how: "changed" }] });
    }
    expect(judged(promoted, []).removed).toEqual([]);
  });

  test("it stays guarded by its id", () => {
    const now: ExampleOf = { id: "p", scores: { correct: [false] } };
    expect(named(judged(now, ["p"]), "guarded.passRate == 100%")).toMatchObject({
      verdict: "fail",
      n: 1,
      examples: ["p"],
    });
    expect(named(judged({ ...now, scores: { correct: [true] } }, ["p"]), "guarded.passRate == 100%")).toMatchObject({
      verdict: "pass",
      n: 1,
    });
    expect(named(judged(now, []), "guarded.passRate == 100%")).toMatchObject({ verdict: "pass", n: 0 });
  });
});

describe("a suite is not run", () => {
  const judged = (gate: string, unrun: GateInput["unrun"]) => {
    const missing = unrun.map(({ suite: key }) => {
      const [suite = "", target] = key.split("@");
      return tableOf({ suite, ...(target !== undefined && { target }), examples: examplesOf(3, 0) });
    });
    return verdictOf(inputOf(gate, [runOf(clean)], { baseline: baselineOf([clean, ...missing]), unrun }));
  };

  test.each([
    [{ suite: "b", configured: true, promoted: 0 }, "b is in the baseline and was not run", "goldloop run b"],
    [
      { suite: "b", configured: false, promoted: 2 },
      "b is gone from the configuration, with 2 promoted examples",
      "put b back, then goldloop run b",
    ],
    [
      { suite: "b@large", configured: true, promoted: 0 },
      "b@large is in the baseline and was not run",
      "goldloop run b",
    ],
  ])("%j blocks", (one, reason, hint) => {
    const document = judged(all, [one]);
    expect(gateOf(document, "run").rules).toMatchObject([
      { rule: "every suite was run", suite: one.suite, fault: "not-run", decision: "block", reason, hint },
    ]);
    expect(exitCodeOf(document)).toBe(1);
    expect(document.notes.filter((note) => note.includes("was not run"))).toEqual([]);
    expect(judged(`select: { suites: [b*, support] }\n    ${all}`, [one]).decision).toBe("block");
  });

  test("one that nothing concerns is noted", () => {
    const others = `select: { suites: [support] }\n    ${all}`;
    for (const [gate, one] of [
      [others, { suite: "b", configured: true, promoted: 3 }],
      [all, { suite: "b", configured: false, promoted: 0 }],
    ] as const) {
      const document = judged(gate, [one]);
      expect(document.decision).toBe("allow");
      expect(document.notes).toContain("b is in the baseline and was not run");
    }
  });
});

describe("a run of something else", () => {
  const stale = (blocks: boolean) => [
    { suite: "support", reason: "it is of 0123456", hint: "goldloop run support", blocks },
  ];
  const judged = (of: GateInput["stale"]) =>
    verdictOf(inputOf(all, [runOf(clean)], { baseline: baselineOf([clean]), stale: of }));

  test("blocks where it must, is noted where not, and never says that the application is the same", () => {
    const blocked = judged(stale(true));
    expect(gateOf(blocked, "run").rules).toMatchObject([
      { rule: "run of this change", fault: "stale", n: 3, reason: "it is of 0123456", hint: "goldloop run support" },
    ]);
    expect(exitCodeOf(blocked)).toBe(1);
    const noted = judged(stale(false));
    expect(noted).toMatchObject({ decision: "allow", appChanged: null });
    expect(noted.notes).toContain("support: it is of 0123456");
    expect([blocked.appChanged, judged([]).appChanged]).toEqual([null, false]);
  });
});

describe("examples that regression rules do not see", () => {
  const gate = "noRegression: { passRate: -50pp }\n    onInconclusive: warn";
  const base = tableOf({ examples: examplesOf(30, 0) });
  const notesOf = (examples: ExampleOf[], record = {}) =>
    verdictOf(inputOf(gate, [runOf(tableOf({ examples, record }))], { baseline: baselineOf([base]) })).notes;

  test("changed ones are named, those that fail first, and gone ones", () => {
    const changed = (id: string, passes: boolean) => ({ id, test: `${id}x`, scores: { correct: [passes] } });
    const some = examplesOf(30, 0).map((one, i) => (i < 6 ? changed(one.id, i < 3) : one));
    expect(notesOf(some)).toEqual([
      "support: 6 examples were changed, 3 of them fail now: e003, e004, e005, e000, e001, ...",
    ]);
    expect(notesOf(examplesOf(30, 0).slice(1))).toEqual(["support: 1 example is gone: e000"]);
    expect(notesOf(examplesOf(30, 0))).toEqual([]);
  });

  test("a part of the dataset lacks the rest without a word", () => {
    const selection = { filter: [], split: "s", tags: [], limit: null, shard: null, narrowed: true, partial: true };
    expect(notesOf(examplesOf(30, 0).slice(1), { selection })).toEqual([]);
  });
});

describe("an approver under another spelling", () => {
  test.each([
    ["authors", { authors: ["Ana@Example.COM"] }, {}],
    ["the requester", {}, { requestedBy: "ANA@example.com" }],
    ["the requester, with white space", {}, { requestedBy: " ana@example.com" }],
  ])("%s", (_, rest, of) => {
    const failing = [runOf(tableOf({ examples: examplesOf(10, 1) }))];
    const document = verdictOf(inputOf(lenient, failing, { ...rest, acceptances: [acceptanceOf(of)] }));
    expect(document).toMatchObject({ decision: "block", acceptances: [{ status: "invalid" }] });
  });

  test("the same letters in another Unicode form are the same person", () => {
    const [composed, decomposed] = ["jos\u00e9@example.com", "jose\u0301@example.com"];
    const given = policyText(`gates: { g: { ${acceptable}, ${all} } }\n`);
    const withJose = { ...given, roles: { ...given.roles, owner: [composed] } };
    const document = verdictOf(
      inputOf(withJose, [runOf(tableOf({ examples: examplesOf(10, 1) }))], {
        authors: [decomposed],
        acceptances: [acceptanceOf({ approvedBy: composed, signedBy: composed })],
      }),
    );
    expect(document.acceptances).toMatchObject([{ status: "invalid" }]);
  });
});

describe("costs that were nothing", () => {
  const costs = (value: number, failed?: boolean[]) =>
    tableOf({ examples: examplesOf(60, 0, { costUsd: [value], ...(failed && { failed }) }) });
  const judged = (statistic: string, then: number, now: ReturnType<typeof costs>, rest = "") =>
    ruleOf(
      inputOf(`noRegression: { costUsd.${statistic}: +10% }\n    ${rest}`, [runOf(now)], {
        baseline: baselineOf([costs(then)]),
      }),
    );

  test.each(["mean", "total", "p95"])("%s: something now fails, with both figures", (statistic) => {
    const rule = judged(statistic, 0, costs(0.002), "onInconclusive: warn");
    expect(rule).toMatchObject({ verdict: "fail", decision: "block", baseline: 0 });
    expect(rule.current).toBeCloseTo(statistic === "total" ? 0.12 : 0.002, 12);
    expect(rule.reason).toContain(`costUsd.${statistic} was 0 in the baseline and is 0.`);
  });

  test.each(["mean", "total"])("%s: nothing on both sides passes only where it was measured", (statistic) => {
    expect(judged(statistic, 0, costs(0)).verdict).toBe("pass");
    expect(judged(statistic, 0, costs(0, [true]), "onError: warn")).toMatchObject({
      verdict: "fail",
      decision: "block",
    });
  });
});

describe("a suite that asks otherwise", () => {
  const settings = (of: Record<string, string | boolean>) =>
    tableOf({ examples: examplesOf(3, 0), pins: { settings: of } });

  test.each<[string, Record<string, string | boolean>, Record<string, string | boolean>, string | undefined]>([
    ["another simulated user", { simulatedUser: "patient" }, { simulatedUser: "hasty" }, "the simulated user"],
    ["no simulated user any more", { simulatedUser: "patient" }, {}, "the simulated user"],
    ["judges that are skipped", {}, { skipJudgesOnFailure: true }, "skipJudgesOnFailure"],
    ["the default, written out", {}, { skipJudgesOnFailure: false }, undefined],
    ["more trials", {}, { trials: "3" }, undefined],
  ])("%s", (_, then, now, what) => {
    const document = verdictOf(
      inputOf(`${all}\n    noRegression: { costUsd.total: +10% }`, [runOf(settings(now))], {
        baseline: baselineOf([settings(then)]),
      }),
    );
    const found = named(document, "scorers and judges of the baseline");
    expect(found?.reason).toBe(what === undefined ? undefined : `not the same as in the baseline: ${what}`);
    const rule = gateOf(document).rules.find(({ kind }) => kind === "noRegression");
    expect(rule?.fault === "other-pins").toBe(what !== undefined);
  });
});
