import { describe, expect, test } from "vitest";
import { storedRun } from "../../../test/stored-run.ts";
import { blocked, verdictOf } from "../../../test/verdict-document.ts";
import {
  accepted,
  allowed,
  blockedVerdict,
  hostileRun,
  hostileVerdict,
  inconclusive,
  noBaseline,
  proposing,
  render,
  undecided,
  unmeasured,
  warned,
} from "../../../test/verdicts.ts";
import type { VerdictDocument } from "../../gate/index.ts";

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
