import { describe, expect, test } from "vitest";
import { accepted, blockedVerdict, every, render } from "../../../test/verdicts.ts";

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
