import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { blocked, verdictOf } from "../../../test/verdict-document.ts";
import {
  accepted,
  allowed,
  blockedVerdict,
  inconclusive,
  noBaseline,
  proposing,
  render,
  undecided,
  unmeasured,
  warned,
} from "../../../test/verdicts.ts";
import type { RuleVerdict, VerdictDocument } from "../../gate/index.ts";

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
