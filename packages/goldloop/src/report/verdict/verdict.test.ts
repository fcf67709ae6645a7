import { describe, expect, test } from "vitest";
import { storedRun } from "../../../test/stored-run.ts";
import { allowed, every, hostileRun, hostileVerdict, render } from "../../../test/verdicts.ts";
import { renderVerdict, verdictReporters } from "../index.ts";

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
