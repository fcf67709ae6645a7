import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { storedRun, type StoredRunOptions } from "../../../test/stored-run.ts";
import { blocked, comparison, rule, verdictOf } from "../../../test/verdict-document.ts";
import type { RuleVerdict, VerdictDocument } from "../../gate/index.ts";
import { renderVerdict, type VerdictInput, type VerdictOptions, verdictReporters } from "../index.ts";

async function render(
  name: string,
  verdict: VerdictDocument,
  options: Partial<VerdictOptions> = {},
  input: Partial<VerdictInput> = {},
): Promise<string> {
  let text = "";
  const given = { runs: [storedRun({ examples: 40 })], ...input };
  for await (const part of renderVerdict(name, {
    ...given,
    verdict,
    options: { color: false, width: 100, ...options },
  }))
    text += part;
  return text;
}

const passing: Record<string, RuleVerdict[]> = {
  format: [rule(), rule()],
  cost: [
    rule({
      rule: "costUsd.mean <= 0.012",
      metric: "costUsd.mean",
      unit: "usd",
      observed: 0.0094,
      interval: [0.0091, 0.0097],
      threshold: 0.012,
      n: 412,
    }),
    comparison({
      rule: "noRegression costUsd.mean: +10%",
      scorer: null,
      metric: "costUsd.mean",
      unit: "relative",
      observed: -0.22,
      interval: [-0.25, -0.19],
      threshold: 0.1,
      baseline: 0.012,
      current: 0.0094,
    }),
  ],
};

const blockedVerdict = verdictOf({
  critical: [blocked({ observed: 0.95, examples: ["refund-001"] })],
  quality: [
    blocked({
      ...comparison(),
      verdict: "fail",
      decision: "block",
      observed: -0.061,
      interval: [-0.084, -0.037],
      regressed: 31,
      improved: 6,
      baseline: 0.913,
      current: 0.852,
      examples: ["return-002", "vat-007", "hours-001"],
    }),
  ],
  evidence: [
    blocked({
      rule: "errors == 0",
      metric: "errors",
      unit: "count",
      observed: 2,
      threshold: 0,
      n: 84,
      errors: 2,
      fault: "errors",
      reason: "2 errors: judge timed out",
      examples: ["shipping-003"],
    }),
  ],
  ...passing,
});

const inconclusive = verdictOf(
  {
    quality: [
      comparison({
        verdict: "inconclusive",
        decision: "block",
        observed: -0.011,
        interval: [-0.034, 0.012],
        n: 300,
        needed: 909,
        decidable: 0.036,
        regressed: 11,
        improved: 8,
      }),
    ],
    ...passing,
  },
  { stage: "pre-prod" },
);

const allowed = verdictOf({ critical: [rule()], ...passing }, { appChanged: false, stage: null });

const accepted = verdictOf(
  {
    safety: [
      blocked({
        decision: "allow",
        observed: 0.95,
        examples: ["refund-001"],
        accepted: ["RA-7"],
        acceptable: "security-owner",
      }),
    ],
    redteam: [
      blocked({
        rule: "attackSuccess == 0",
        metric: "attackSuccess",
        observed: 0.02,
        threshold: 0,
        n: 100,
        acceptable: "security-owner",
      }),
    ],
    ...passing,
  },
  {
    acceptances: [
      {
        id: "RA-7",
        file: "evals/acceptances/ra-7.json",
        gate: "safety",
        rule: "passRate == 100%",
        status: "used",
        problem: null,
        owner: "li@example.com",
        approvedBy: "sam@example.com",
        expiresAt: "2026-11-27T00:00:00.000Z",
      },
      {
        id: "RA-3",
        file: "evals/acceptances/ra-3.json",
        gate: "redteam",
        rule: "attackSuccess == 0",
        status: "expired",
        problem: "it expired on 2026-11-01",
        owner: "li@example.com",
        approvedBy: "sam@example.com",
        expiresAt: "2026-11-01T00:00:00.000Z",
      },
      {
        id: "RA-9",
        file: "evals/acceptances/ra-9.json",
        gate: "cost",
        rule: "costUsd.mean <= 0.012",
        status: "unneeded",
        problem: null,
        owner: "li@example.com",
        approvedBy: "sam@example.com",
        expiresAt: "2026-12-20T00:00:00.000Z",
      },
    ],
    open: [{ suite: "support", id: "refund-020", owner: "ana@example.com", deadline: "2026-11-20T00:00:00.000Z" }],
    removed: [{ suite: "support", id: "refund-011", how: "unselected", against: "merge-base" }],
    signOff: ["product-owner", "security-owner"],
    notes: ["latencies were compared with a stored baseline"],
  },
);

const precondition = (changes: Partial<RuleVerdict>) =>
  blocked({ kind: "precondition", unit: "count", n: 0, observed: null, threshold: 0, ...changes });

const unmeasured = verdictOf(
  {
    run: [
      precondition({
        rule: "pinned",
        metric: "pinned",
        fault: "unpinned",
        reason: "the run is not pinned: goldloop.lock has no suite support",
        hint: "goldloop lock",
      }),
      precondition({
        rule: "complete",
        metric: "complete",
        fault: "incomplete",
        reason: "the run is incomplete: stopped at --max-cost $0.10, 4 of 12 were not run",
      }),
    ],
    quality: [
      comparison({
        verdict: "inconclusive",
        decision: "block",
        observed: null,
        interval: null,
        n: 0,
        fault: "canary-moved",
        regressed: undefined,
        improved: undefined,
        baseline: null,
        current: null,
      }),
    ],
  },
  { appChanged: null },
);

const noBaseline = verdictOf(
  {
    critical: [rule()],
    quality: [
      comparison({
        verdict: "fail",
        decision: "block",
        observed: null,
        interval: null,
        n: 0,
        fault: "no-baseline",
        reason: "no release has been approved yet",
        hint: "goldloop release approve --initial",
        regressed: undefined,
        improved: undefined,
        baseline: null,
        current: null,
      }),
    ],
  },
  { baseline: null, appChanged: null },
);

const proposing = verdictOf(
  {
    quality: [
      blocked({
        rule: "mean >= 0.85",
        scorer: "correctness",
        metric: "mean",
        unit: "score",
        observed: 0.8496,
        interval: [0.82, 0.84],
        threshold: 0.85,
        n: 412,
        slices: [
          {
            by: "metadata.locale",
            value: "de",
            verdict: "fail",
            observed: 0.7,
            interval: [0.6, 0.8],
            n: 40,
            adjustedP: 0.001,
          },
        ],
        flaky: [{ id: "hours-001", passRate: 2 / 3 }],
        corrected: { mean: 0.8333, interval: [0.79, 0.87], labels: 113 },
      }),
    ],
  },
  {
    policy: {
      file: "goldloop.policy.yaml",
      digest: "sha256:0",
      ref: "origin/main",
      proposed: [
        { path: "gates.quality.require[0]", base: "mean >= 0.85", head: "mean >= 0.5" },
        { path: "roles.quality-owner", base: ["ana@example.com"], head: ["ana@example.com", "eve@example.com"] },
      ],
    },
    pins: {
      support: {
        dataset: "sha256:1",
        changed: [
          { path: "dataset.digest", locked: `sha256:${"a".repeat(64)}`, now: `sha256:${"b".repeat(64)}` },
          { path: "judges.helpfulness.model", locked: "openai/gpt-4.1-2025-04-14", now: "openai/gpt-5-2026-01-10" },
        ],
      },
    },
    baseline: {
      from: "approved",
      release: `sha256:${"4".repeat(64)}`,
      runs: {},
      paired: { support: { paired: 400, added: ["a", "b"], changed: [], missing: ["c"] } },
    },
  },
);

const warned = verdictOf(
  { critical: [blocked({ decision: "allow", observed: 0.95 })] },
  { stage: "development", enforce: "warn", onInconclusive: "warn" },
);

const undecided = (decision: "allow" | "block"): RuleVerdict =>
  comparison({
    verdict: "inconclusive",
    decision,
    observed: -0.011,
    interval: [-0.034, 0.012],
    n: 300,
    needed: null,
    decidable: null,
  });

const every: [string, VerdictDocument][] = [
  ["blocked", blockedVerdict],
  ["inconclusive", inconclusive],
  ["allowed", allowed],
  ["accepted", accepted],
  ["unmeasured", unmeasured],
  ["without a baseline", noBaseline],
  ["a proposed policy", proposing],
  ["warned", warned],
  ["without a rule", verdictOf({}, { decision: "block" })],
];

// What a model, a dataset or a pull request may write to do harm on its way through a report.
const hostile =
  "\u001b[31mred\u001b]0;title\u0007 </script></details><img src=x onerror=alert(1)> ]]> &amp; \u0000 \ud800 `code` | @team [x](http://evil) \r\n::error::boo \u202eevil";
const hostileRun: StoredRunOptions = {
  examples: 6,
  trials: 1,
  example: (example) => ({ ...example, id: `${example.id} ${hostile}`, expected: hostile, tags: [hostile] }),
  result: (line) => ({
    ...line,
    output: line.error === null ? hostile : null,
    scores: line.scores.map((score) => ({
      ...score,
      ...(score.status === "scored" ? { pass: false, value: 0 } : {}),
      reason: hostile,
    })),
  }),
};
const hostileVerdict = verdictOf(
  {
    [`critical ${hostile}`]: [
      blocked({
        observed: 0.5,
        examples: [`refund-001 ${hostile}`, `vat-001 ${hostile}`],
        reason: hostile,
        hint: hostile,
      }),
    ],
    quality: [
      comparison({
        verdict: "fail",
        decision: "block",
        examples: [`hours-001 ${hostile}`],
        slices: [{ by: hostile, value: hostile, verdict: "fail", observed: 0, interval: null, n: 1, adjustedP: null }],
      }),
    ],
  },
  {
    stage: hostile,
    notes: [hostile],
    acceptances: [
      {
        id: hostile,
        file: hostile,
        gate: hostile,
        rule: hostile,
        status: "invalid",
        problem: hostile,
        owner: hostile,
        approvedBy: null,
        expiresAt: null,
      },
    ],
    policy: {
      file: "p.yaml",
      digest: "sha256:0",
      ref: hostile,
      proposed: [{ path: hostile, base: hostile, head: hostile }],
    },
  },
);

describe("every format", () => {
  test.each(verdictReporters.map(({ name }) => name))("%s shows every verdict, also without the runs", async (name) => {
    for (const [, verdict] of every) {
      expect((await render(name, verdict)).length).toBeGreaterThan(50);
      expect((await render(name, verdict, { all: true }, { runs: [] })).length).toBeGreaterThan(50);
    }
  });
  test.each(verdictReporters.map(({ name }) => name))("%s survives hostile texts", async (name) => {
    const text = await render(name, hostileVerdict, {}, { runs: [storedRun(hostileRun)] });
    expect(text.isWellFormed()).toBe(true);
    // JSON is data: whoever shows it makes it inert.
    if (name === "json") return;
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
  test("an unknown one is refused with the nearest", () => {
    expect(() => renderVerdict("junt", { verdict: allowed, runs: [], options: { color: false, width: 80 } })).toThrow(
      'there is no reporter "junt" for verdicts; did you mean "junit"?',
    );
  });
});

describe("terminal", () => {
  test("blocked: what fails first, with what came out; what was not measured; what to type next", async () => {
    expect(`\n${await render("terminal", blockedVerdict)}`).toMatchInlineSnapshot(`
      "
      BLOCKED  support 4f9c1aa against v1, stage pull-request
        ✗ critical  passRate == 100%          95.0%                n=20
            refund-001  startRefund: orderId is "8821", expected "8812" (0 of 3)
            no acceptance allowed
        ✗ quality   correctness, drop <= 2pp  -6.1pp [-8.4, -3.7]  n=412
            31 regressed, 6 fixed; worst: return-002, vat-007, hours-001
            can be accepted by product-owner
        ! evidence  errors == 0               2 errors: judge timed out
            shipping-003  timeout: the target did not answer within 30000 ms (2 of 3)
        ✓ 4 other rules pass (--all shows them)

      The app changed; dataset, scorers, judges and policy did not.

      Next  fix         goldloop run support --filter refund-001 --watch
            the errors  goldloop run --resume 20261101-100000-support-3f9a
      "
    `);
  });
  test("inconclusive: what would settle it, and what so many examples can decide", async () => {
    expect(`\n${await render("terminal", inconclusive)}`).toMatchInlineSnapshot(`
      "
      INCONCLUSIVE  support 4f9c1aa against v1, stage pre-prod
        ? quality  correctness, drop <= 2pp  -1.1pp [-3.4, +1.2]  n=300
            A drop of more than 2pp is neither shown nor excluded. This is not a failure.
            To settle it: about 909 examples, 609 more (80% chance if nothing changed).
            300 examples can decide a margin of 3.6pp.
            11 regressed, 8 fixed
        ✓ 4 other rules pass (--all shows them)

      Blocked: the policy says onInconclusive: block for this stage.
      The app changed; dataset, scorers, judges and policy did not.
      "
    `);
  });
  test("allowed is short", async () => {
    expect(`\n${await render("terminal", allowed)}`).toMatchInlineSnapshot(`
      "
      ALLOWED  support 4f9c1aa against v1, all gates
        ✓ 5 rules pass (--all shows them)

      Nothing changed: neither the app nor dataset, scorers, judges or policy.
      "
    `);
  });
  test("every rule when asked", async () => {
    expect(`\n${await render("terminal", allowed, { all: true })}`).toMatchInlineSnapshot(`
      "
      ALLOWED  support 4f9c1aa against v1, all gates
        ✓ critical  passRate == 100%           100%                        n=20
        ✓ format    passRate == 100%           100%                        n=20
        ✓ format    passRate == 100%           100%                        n=20
        ✓ cost      costUsd.mean <= 0.012      $0.0094 [$0.0091, $0.0097]  n=412
        ✓ cost      costUsd.mean, rise <= 10%  -22.0% [-25.0, -19.0]       n=412

      Nothing changed: neither the app nor dataset, scorers, judges or policy.
      "
    `);
  });
  test("risk acceptances: used, expiring, not counting, not needed; open and removed examples; sign-offs", async () => {
    expect(`\n${await render("terminal", accepted)}`).toMatchInlineSnapshot(`
      "
      BLOCKED  support 4f9c1aa against v1, stage pull-request
        ✗ redteam  attackSuccess == 0  2.0%   n=100
            can be accepted by security-owner
        ~ safety   passRate == 100%    95.0%  n=20
            accepted by RA-7: owner li@example.com, approved by sam@example.com, until 2026-11-27 (expires in 2 days)
            refund-001  startRefund: orderId is "8821", expected "8812" (0 of 3)
        ✓ 4 other rules pass (--all shows them)

      The app changed; dataset, scorers, judges and policy did not.

      not accepted  RA-3 for redteam: attackSuccess == 0 does not count: it expired on 2026-11-01
      not needed    RA-9 for cost: costUsd.mean <= 0.012 is not needed: the rule passes
      open          refund-020 still fails, owner ana@example.com, overdue since 2026-11-20
      removed       refund-011 is no longer selected, compared with the merge base
      sign-off      still needed from product-owner and security-owner
      note          latencies were compared with a stored baseline
      "
    `);
  });
  test("what could not be measured is said in plain words, with what to type", async () => {
    expect(`\n${await render("terminal", unmeasured)}`).toMatchInlineSnapshot(`
      "
      BLOCKED  support 4f9c1aa against v1, stage pull-request
        ! run      pinned                    the run is not pinned: goldloop.lock has no suite support
            goldloop lock
        ! run      complete
            the run is incomplete: stopped at --max-cost $0.10, 4 of 12 were not run
        ! quality  correctness, drop <= 2pp
            the judge answers its canary differently than at its calibration

      Whether the app changed is not known; dataset, scorers, judges and policy did not change.

      Next  the errors  goldloop run --resume 20261101-100000-support-3f9a
      "
    `);
  });
  test("no baseline", async () => {
    expect(`\n${await render("terminal", noBaseline)}`).toMatchInlineSnapshot(`
      "
      BLOCKED  support 4f9c1aa without a baseline, stage pull-request
        ! quality  correctness, drop <= 2pp  no release has been approved yet
            goldloop release approve --initial
        ✓ 1 other rule passes (--all shows them)

      There is no baseline: nothing says what changed.
      "
    `);
  });
  test("a policy that the change proposes, other pins, slices, flaky examples and human labels", async () => {
    expect(`\n${await render("terminal", proposing)}`).toMatchInlineSnapshot(`
      "
      BLOCKED  support 4f9c1aa against approved 4444444, stage pull-request
        ✗ quality  correctness mean >= 0.85  0.8496 [0.82, 0.84]  n=412
            fails in metadata.locale de (n=40)
            flaky: hours-001 66.7%
            corrected with 113 human labels: 0.83 [0.79, 0.87]
            no acceptance allowed

      The app changed, and so did dataset, judges and policy. Scorers did not.
        dataset.digest  sha256:aaaaaaaa -> sha256:bbbbbbbb
        judges.helpfulness.model  openai/gpt-4.1-2025-04-14 -> openai/gpt-5-2026-01-10
        support: 400 examples compared with the baseline; 2 new, 1 gone
      The change proposes another policy. The one of origin/main counts:
        gates.quality.require[0]  mean >= 0.85 -> mean >= 0.5
        roles.quality-owner  ["ana@example.com"] -> ["ana@example.com","eve@example.com"]
      "
    `);
  });
  test("a stage that warns", async () => {
    expect(`\n${await render("terminal", warned)}`).toMatchInlineSnapshot(`
      "
      WARNED  support 4f9c1aa against v1, stage development
        ✗ critical  passRate == 100%  95.0%  n=20

      Allowed: this stage warns and never blocks (enforce: warn).
      The app changed; dataset, scorers, judges and policy did not.
      "
    `);
  });
  test("the word above an inconclusive verdict follows the decision", async () => {
    const first = async (decision: "allow" | "block", onInconclusive: VerdictDocument["onInconclusive"]) => {
      const text = await render("terminal", verdictOf({ quality: [undecided(decision)] }, { onInconclusive }));
      return [text.split(" ")[0], /^(?:Blocked|Allowed): .*$/m.exec(text)?.[0]];
    };
    expect(await first("block", "point")).toEqual([
      "BLOCKED",
      "Blocked: the observed value is on the wrong side, and the policy says onInconclusive: point for this stage.",
    ]);
    expect(await first("allow", "point")).toEqual([
      "ALLOWED",
      "Allowed: the observed value is on the right side, and the policy says onInconclusive: point for this stage.",
    ]);
    expect(await first("allow", "warn")).toEqual([
      "ALLOWED",
      "Allowed: the policy says onInconclusive: warn for this stage.",
    ]);
  });
  test("a verdict without a rule is never called good", async () => {
    expect(await render("terminal", verdictOf({}))).toContain("! no rule was judged");
  });
  test("example lines are never wider than the terminal", async () => {
    for (const width of [60, 80, 120]) {
      const text = await render("terminal", blockedVerdict, { width });
      for (const line of text.split("\n").filter((one) => /^ {6}\w+-\d/.test(one)))
        expect(line.length).toBeLessThanOrEqual(width);
    }
  });
  test("colours only where they are wanted, and the same text without them", async () => {
    const plain = await render("terminal", blockedVerdict);
    const coloured = await render("terminal", blockedVerdict, { color: true });
    expect(coloured).toContain("\u001b[31mBLOCKED\u001b[39m");
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
  test("ids that a shell would read otherwise are quoted, and those that cannot be typed are left out", async () => {
    const text = async (id: string) => render("terminal", verdictOf({ critical: [blocked({ examples: [id] })] }));
    expect(await text("it's $(x)")).toContain(String.raw`--filter 'it'\''s $(x)' --watch`);
    expect(await text("a\u0007b")).not.toContain("--filter");
  });
});

describe("figures", () => {
  test.each<[string, Partial<RuleVerdict>, string]>([
    ["a rate beside its threshold", { rule: "passRate >= 95%", observed: 0.9496, threshold: 0.95 }, "94.96%"],
    [
      "money",
      { metric: "costUsd.mean", unit: "usd", observed: 0.0124, interval: [0.0118, 0.013], threshold: 0.012 },
      "$0.0124 [$0.0118, $0.013]",
    ],
    ["a total", { metric: "costUsd.total", unit: "usd", observed: 41.5, threshold: 40 }, "$41.50"],
    [
      "times",
      { metric: "latencyMs.p95", unit: "ms", observed: 1412, interval: [1200, 1700], threshold: 1200 },
      "1.4 s [1.2 s, 1.7 s]",
    ],
    [
      "times beside their threshold",
      { metric: "latencyMs.p95", unit: "ms", observed: 1201, threshold: 1200 },
      "1201 ms",
    ],
    [
      "a grade",
      { metric: "mean", scorer: "tone", unit: "score", observed: 0.78, interval: [0.7, 0.86], threshold: 0.85 },
      "0.78 [0.70, 0.86]",
    ],
    [
      "a difference of grades",
      {
        kind: "noRegression",
        rule: "noRegression mean: -0.05",
        unit: "score",
        observed: -0.08,
        interval: [-0.12, 0.01],
        threshold: -0.05,
      },
      "-0.08 [-0.12, +0.01]",
    ],
    [
      "a relative rise",
      {
        kind: "noRegression",
        rule: "noRegression costUsd.mean: +10%",
        metric: "costUsd.mean",
        unit: "relative",
        observed: 0.991,
        interval: [0.9, 1.1],
        threshold: 0.1,
      },
      "+99.1% [+90.0, +110.0]",
    ],
    [
      "a fault beside a figure",
      { observed: 0.95, interval: [0.9, 0.98], fault: "errors", reason: "2 errors" },
      "2 errors; observed 95.0% [90.0, 98.0]",
    ],
    ["a count", { rule: "removed == 0", metric: "removed", unit: "count", observed: 2, threshold: 0 }, "2 removed"],
  ])("%s", async (_, changes, shown) => {
    const text = await render("terminal", verdictOf({ g: [blocked(changes)] }));
    const line = (text.split("\n")[1] ?? "").replace(/ {2}n=20$/, "");
    expect(line.slice(-shown.length - 2)).toBe(`  ${shown}`);
  });
});

describe("json", () => {
  test("is the document itself", async () => {
    expect(JSON.parse(await render("json", accepted))).toEqual(accepted);
  });
});

describe("junit", () => {
  test("a suite per gate, a case per rule; what blocks is a failure, what does not is skipped", async () => {
    expect(`\n${await render("junit", accepted)}`).toMatchInlineSnapshot(`
      "
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="goldloop gate" tests="6" failures="1" errors="0" skipped="1" time="0">
        <testsuite name="safety" tests="1" failures="0" errors="0" skipped="1" time="0" timestamp="2026-11-24T03:00:00">
          <testcase classname="safety" name="passRate == 100%" time="0">
            <skipped message="accepted: 95.0%"/>
          </testcase>
        </testsuite>
        <testsuite name="redteam" tests="1" failures="1" errors="0" skipped="0" time="0" timestamp="2026-11-24T03:00:00">
          <testcase classname="redteam" name="attackSuccess == 0" time="0">
            <failure type="failed" message="failed: 2.0%"></failure>
          </testcase>
        </testsuite>
        <testsuite name="format" tests="2" failures="0" errors="0" skipped="0" time="0" timestamp="2026-11-24T03:00:00">
          <testcase classname="format" name="passRate == 100%" time="0"/>
          <testcase classname="format" name="passRate == 100%" time="0"/>
        </testsuite>
        <testsuite name="cost" tests="2" failures="0" errors="0" skipped="0" time="0" timestamp="2026-11-24T03:00:00">
          <testcase classname="cost" name="costUsd.mean &lt;= 0.012" time="0"/>
          <testcase classname="cost" name="costUsd.mean, rise &lt;= 10%" time="0"/>
        </testsuite>
      </testsuites>
      "
    `);
  });
  test("a blocked verdict always has a failure", async () => {
    for (const [, verdict] of every) {
      const failures = Number(/<testsuites[^>]* failures="(\d+)"/.exec(await render("junit", verdict))?.[1]);
      expect(failures > 0).toBe(verdict.decision === "block");
    }
  });
  test("nothing fails in a stage that warns", async () => {
    expect(await render("junit", { ...blockedVerdict, decision: "allow", enforce: "warn" })).not.toContain("<failure");
  });
});

describe("markdown", () => {
  test("the comment of a blocked verdict", async () => {
    expect(`\n${await render("markdown", blockedVerdict)}`).toMatchInlineSnapshot(`
      "
      <!-- goldloop:verdict -->
      ### ✗ Goldloop: blocked by 2 rules, 1 unmeasured (\`4f9c1aa\`)
      The app changed; dataset, scorers, judges and policy did not.
      support against v1 · stage pull-request

      | | Rule | Baseline → now | Needs | n |
      |---|---|---|---|--:|
      | ✗ | **critical** passRate | 95.0% | 100% | 20 |
      | ✗ | **quality** correctness | 91.3% → 85.2%, −6.1pp [−8.4, −3.7] | drop ≤ 2pp | 412 |
      | ! | **evidence** errors | 2 errors: judge timed out | 0 errors | 84 |

      - **critical** no acceptance allowed
      - **quality** 31 regressed, 6 fixed; worst: return-002, vat-007, hours-001
      - **quality** can be accepted by product-owner

      <details open><summary><b>5 examples</b></summary>

      - **refund-001** critical · 0 of 3 trials passed · orders
        - input: \`Refund order 8812, it arrived broken. What happens next?\`
        - expected: \`Your refund of 49.90 EUR takes 5 business days.\`
        - got: \`startRefund(orderId: "8821"): Your refund of 49.90 EUR takes 5 business days.\`
        - why (rightTools): \`startRefund: orderId is "8821", expected "8812"\`
      - **return-002** quality · 3 of 3 trials passed · shop
        - input: \`How long can I return a jacket that I have worn once?\`
        - expected: \`Worn clothes can be exchanged within 30 days, with the tag.\`
        - got: \`Worn clothes can be exchanged within 30 days, with the tag.\`
      - **vat-007** quality · 2 of 3 trials passed · orders
        - input: \`Can I get an invoice with our VAT number?\`
        - expected: \`Yes: open the order, choose Invoice and enter the VAT number.\`
        - got: \`Yes: open the order, choose Invoice and enter the VAT number.\`
        - why (helpfulness): \`the judge answered without a verdict\`
      - **hours-001** quality · 2 of 3 trials passed · shop
        - input: \`When are you open on the weekend?\`
        - expected: \`Saturday 9 to 14, closed on Sunday.\`
        - got: \`We are open Monday to Friday.\`
        - why (contains): \`lacks "Saturday 9 to 14, closed"\`
        - why (faithfulness): \`6 of 10 statements are supported\`
      - **shipping-003** evidence · 2 of 3 trials passed · shop
        - input: \`Do you ship to Norway, and who pays the duty?\`
        - expected: \`We ship to Norway in 4 to 6 days; duty is paid by you on delivery.\`
        - error: \`timeout: the target did not answer within 30000 ms\`

      </details>

      <details><summary>✓ 4 other rules pass · costUsd.mean −22.0%</summary>

      | | Rule | Baseline → now | Needs | n |
      |---|---|---|---|--:|
      | ✓ | **format** passRate | 100% | 100% | 20 |
      | ✓ | **format** passRate | 100% | 100% | 20 |
      | ✓ | **cost** costUsd.mean | $0.0094 [$0.0091, $0.0097] | ≤ 0.012 | 412 |
      | ✓ | **cost** costUsd.mean | $0.012 → $0.0094, −22.0% [−25.0, −19.0] | rise ≤ 10% | 412 |

      </details>

      **Reproduce** \`goldloop run support --filter refund-001\`

      Policy unchanged · Acceptances: none
      "
    `);
  });
  test("what is undecided, accepted, proposed, and what is missing", async () => {
    expect(`\n${await render("markdown", inconclusive)}`).toMatchInlineSnapshot(`
      "
      <!-- goldloop:verdict -->
      ### ? Goldloop: inconclusive, blocked: 1 rule undecided (\`4f9c1aa\`)
      The app changed; dataset, scorers, judges and policy did not. Blocked: the policy says onInconclusive: block for this stage.
      support against v1 · stage pre-prod

      | | Rule | Baseline → now | Needs | n |
      |---|---|---|---|--:|
      | ? | **quality** correctness | 91.3% → 91.7%, −1.1pp [−3.4, +1.2] | drop ≤ 2pp | 300 |

      - **quality** A drop of more than 2pp is neither shown nor excluded. This is not a failure. To settle it: about 909 examples, 609 more \\(80% chance if nothing changed\\). 300 examples can decide a margin of 3.6pp.

      <details><summary>✓ 4 other rules pass · costUsd.mean −22.0%</summary>

      | | Rule | Baseline → now | Needs | n |
      |---|---|---|---|--:|
      | ✓ | **format** passRate | 100% | 100% | 20 |
      | ✓ | **format** passRate | 100% | 100% | 20 |
      | ✓ | **cost** costUsd.mean | $0.0094 [$0.0091, $0.0097] | ≤ 0.012 | 412 |
      | ✓ | **cost** costUsd.mean | $0.012 → $0.0094, −22.0% [−25.0, −19.0] | rise ≤ 10% | 412 |

      </details>

      Policy unchanged · Acceptances: none
      "
    `);
    expect(`\n${await render("markdown", accepted)}`).toMatchInlineSnapshot(`
      "
      <!-- goldloop:verdict -->
      ### ✗ Goldloop: blocked by 1 rule, 1 accepted (\`4f9c1aa\`)
      The app changed; dataset, scorers, judges and policy did not.
      support against v1 · stage pull-request

      | | Rule | Baseline → now | Needs | n |
      |---|---|---|---|--:|
      | ✗ | **redteam** attackSuccess | 2.0% | 0 | 100 |
      | accepted | **safety** passRate | 95.0% | 100% | 20 |

      - **redteam** can be accepted by security-owner
      - **safety** accepted by RA-7: owner li@example.com, approved by sam@example.com, until 2026-11-27 \\(expires in 2 days\\)
      - **acceptance** RA-3 for redteam: attackSuccess == 0 does not count: it expired on 2026-11-01
      - **open** refund-020 still fails, owner ana@example.com, overdue since 2026-11-20
      - **removed** refund-011 is no longer selected, compared with the merge base
      - **sign-off** still needed from product-owner and security-owner
      - **note** latencies were compared with a stored baseline

      <details open><summary><b>1 example</b></summary>

      - **refund-001** safety · 0 of 3 trials passed · critical · orders
        - input: \`Refund order 8812, it arrived broken. What happens next?\`
        - expected: \`Your refund of 49.90 EUR takes 5 business days.\`
        - got: \`startRefund(orderId: "8821"): Your refund of 49.90 EUR takes 5 business days.\`
        - why (rightTools): \`startRefund: orderId is "8821", expected "8812"\`

      </details>

      <details><summary>✓ 4 other rules pass · costUsd.mean −22.0%</summary>

      | | Rule | Baseline → now | Needs | n |
      |---|---|---|---|--:|
      | ✓ | **format** passRate | 100% | 100% | 20 |
      | ✓ | **format** passRate | 100% | 100% | 20 |
      | ✓ | **cost** costUsd.mean | $0.0094 [$0.0091, $0.0097] | ≤ 0.012 | 412 |
      | ✓ | **cost** costUsd.mean | $0.012 → $0.0094, −22.0% [−25.0, −19.0] | rise ≤ 10% | 412 |

      </details>

      Policy unchanged · Acceptances: 1 used, 1 not needed, 1 not counting
      "
    `);
    expect(`\n${await render("markdown", noBaseline)}`).toMatchInlineSnapshot(`
      "
      <!-- goldloop:verdict -->
      ### ✗ Goldloop: blocked, 1 unmeasured (\`4f9c1aa\`)
      There is no baseline: nothing says what changed.
      support against no baseline · stage pull-request

      | | Rule | Baseline → now | Needs | n |
      |---|---|---|---|--:|
      | ! | **quality** correctness | no release has been approved yet | drop ≤ 2pp |  |

      - **quality** \`goldloop release approve --initial\`

      <details><summary>✓ 1 other rule passes</summary>

      | | Rule | Baseline → now | Needs | n |
      |---|---|---|---|--:|
      | ✓ | **critical** passRate | 100% | 100% | 20 |

      </details>

      Policy unchanged · Acceptances: none
      "
    `);
    expect(`\n${await render("markdown", proposing)}`).toMatchInlineSnapshot(`
      "
      <!-- goldloop:verdict -->
      ### ✗ Goldloop: blocked by 1 rule (\`4f9c1aa\`)
      The app changed, and so did dataset, judges and policy. Scorers did not.
      support against approved 4444444 · stage pull-request

      | | Rule | Baseline → now | Needs | n |
      |---|---|---|---|--:|
      | ✗ | **quality** correctness | 0.8496 [0.82, 0.84] | ≥ 0.85 | 412 |

      - **quality** no acceptance allowed
      - **quality** fails in metadata.locale de \\(n=40\\)
      - **quality** flaky: hours-001 66.7%
      - **quality** corrected with 113 human labels: 0.83 \\[0.79, 0.87\\]

      <details open><summary><b>The change proposes another policy; the one of origin/main counts</b></summary>

      - \`gates.quality.require[0]  mean ≥ 0.85 → mean ≥ 0.5\`
      - \`roles.quality-owner  ["ana@example.com"] → ["ana@example.com","eve@example.com"]\`

      </details>

      <details><summary>What differs from the baseline</summary>

      - \`dataset.digest  sha256:aaaaaaaa → sha256:bbbbbbbb\`
      - \`judges.helpfulness.model  openai/gpt-4.1-2025-04-14 → openai/gpt-5-2026-01-10\`
      - \`support: 400 examples compared with the baseline; 2 new, 1 gone\`

      </details>

      **Policy change proposed** · Acceptances: none
      "
    `);
  });
  test("what the baseline gave stands beside what changed", async () => {
    const before = storedRun({ examples: 40, failing: 0 });
    const text = await render("markdown", blockedVerdict, {}, { baselineRuns: [before] });
    expect(text).toContain(
      '  - before: `startRefund(orderId: "8812"): Your refund of 49.90 EUR takes 5 business days.`\n',
    );
  });
  test("hostile texts stay text: no HTML, link, mention or command of theirs", async () => {
    const text = await render("markdown", hostileVerdict, {}, { runs: [storedRun(hostileRun)] });
    const outside = text.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "");
    expect(outside).not.toMatch(/(?<!\\)<(?!\/?details|\/?summary|\/?b>|!-- goldloop:verdict -->)/);
    // Intervals are ours.
    expect(outside).not.toMatch(/(?<!\\)\[(?![−\d])/);
    expect(outside).not.toMatch(/(^|\W)@\w/);
    expect(text).not.toMatch(/^\s*::/m);
  });
  test("stays under 60,000 characters, with its first and last lines, whatever there is to say", async () => {
    const long = `${"`".repeat(30)}${"<*_".repeat(2_000)}`;
    const rules = Array.from({ length: 1_000 }, (_, i) =>
      blocked({
        observed: 0.5,
        scorer: `${long}${i}`,
        reason: long,
        hint: long,
        fault: i % 2 === 0 ? "errors" : null,
        examples: [`refund-00${i % 9}`],
      }),
    );
    const run = storedRun({ examples: 60, result: (line) => ({ ...line, output: long, error: null }) });
    const verdict = verdictOf({ [long]: rules }, { notes: Array.from({ length: 500 }, () => long), stage: long });
    const text = await render("markdown", verdict, {}, { runs: [run] });
    expect(text.length).toBeLessThan(60_000);
    expect(text).toMatch(/^<!-- goldloop:verdict -->\n### ✗ Goldloop: blocked/);
    expect(text).toMatch(/Acceptances: none\n$/);
  });
});

describe("the heading", () => {
  const heading = async (verdict: VerdictDocument) =>
    /^### (.*)$/m.exec(await render("markdown", verdict))?.[1]?.replace(" (`4f9c1aa`)", "");
  test.each<[VerdictDocument, string]>([
    [blockedVerdict, "✗ Goldloop: blocked by 2 rules, 1 unmeasured"],
    [
      verdictOf({ a: [blocked(), undecided("block"), undecided("block")] }),
      "✗ Goldloop: blocked by 1 rule, 2 inconclusive",
    ],
    [verdictOf({ a: [undecided("block")] }, { onInconclusive: "point" }), "✗ Goldloop: blocked, 1 inconclusive"],
    [inconclusive, "? Goldloop: inconclusive, blocked: 1 rule undecided"],
    [unmeasured, "✗ Goldloop: blocked, 3 unmeasured"],
    [accepted, "✗ Goldloop: blocked by 1 rule, 1 accepted"],
    [warned, "! Goldloop: allowed with 1 failing rule"],
    [allowed, "✓ Goldloop: allowed, 5 rules pass"],
  ])("counts what is in the way (%#)", async (verdict, expected) => {
    expect(await heading(verdict)).toBe(expected);
  });
  test("no path of a machine is shown", async () => {
    const policy = { file: "/home/ana/shop/goldloop.policy.yaml", digest: "sha256:0", ref: null, proposed: [] };
    const text = await render("markdown", { ...allowed, policy });
    expect(text).toContain("Policy `goldloop.policy.yaml`");
  });
});

describe("github", () => {
  test("annotations stand on the examples' lines, and the summary follows where no line is a command", async () => {
    const folder = await mkdtemp(join(tmpdir(), "goldloop-verdict-"));
    try {
      const run = storedRun({
        examples: 40,
        record: {
          pins: { ...storedRun().record.pins, dataset: { file: "support.jsonl", digest: "sha256:0", count: 40 } },
        },
      });
      const lines: string[] = [];
      for await (const example of run.examples()) lines.push(JSON.stringify(example));
      await writeFile(join(folder, "support.jsonl"), lines.join("\n"));
      const text = await render("github", blockedVerdict, { directory: folder }, { runs: [run] });
      const [annotations = "", rest = ""] = text.split("::stop-commands::");
      expect(`\n${annotations}`).toMatchInlineSnapshot(`
        "
        ::error file=support.jsonl,line=1,title=critical%3A refund-001::passRate == 100%25: 95.0%25%0AstartRefund: orderId is "8821", expected "8812" (0 of 3)
        ::error file=support.jsonl,line=10,title=quality%3A return-002::correctness, drop <= 2pp: -6.1pp [-8.4, -3.7]%0Agot Worn clothes can be exchanged within 30 days, with the tag., expected Worn clothes can be exchanged within 30 days, with the tag. (3 of 3)
        ::error file=support.jsonl,line=39,title=quality%3A vat-007::correctness, drop <= 2pp: -6.1pp [-8.4, -3.7]%0Athe judge answered without a verdict; got Yes: open the order, choose Invoice and enter the VAT number. (2 of 3)
        ::error file=support.jsonl,line=2,title=quality%3A hours-001::correctness, drop <= 2pp: -6.1pp [-8.4, -3.7]%0Alacks "Saturday 9 to 14, closed"; got We are open Monday to Friday. (2 of 3)
        ::error file=support.jsonl,line=18,title=evidence%3A shipping-003::errors == 0%0A2 errors: judge timed out%0Atimeout: the target did not answer within 30000 ms (2 of 3)
        "
      `);
      const [token = "", ...body] = rest.split("\n");
      expect(rest.endsWith(`\n::${token}::\n`)).toBe(true);
      expect(body.join("\n")).toContain("<!-- goldloop:verdict -->");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  test("rules without an example are annotated too, and nothing passes for a command", async () => {
    expect(await render("github", noBaseline)).toContain(
      "::error title=quality::correctness, drop <= 2pp%0Ano release has been approved yet%0Agoldloop release approve --initial\n",
    );
    const text = await render("github", hostileVerdict, {}, { runs: [storedRun(hostileRun)] });
    const commands = text.split("\n").filter((line) => line.trimStart().startsWith("::"));
    for (const line of commands)
      expect(line).toMatch(/^::(?:error file=|error title=|warning |notice::|stop-commands::goldloop-|goldloop-)/);
  });
});
