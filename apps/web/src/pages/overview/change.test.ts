import { describe, expect, test } from "vitest";
import { changeOf, type Compared } from "./change.ts";

const signal = (given: Partial<Compared>): Compared => ({
  unit: "share",
  worse: "higher",
  value: 0.05,
  n: 1000,
  before: { value: 0.02, n: 1000 },
  ...given,
});

describe("the change against the range before", () => {
  test("a share that rose beyond chance is worse", () =>
    expect(changeOf(signal({}))).toEqual({ mark: "▲", amount: "3 points", word: "worse", verdict: "fail" }));

  test("a share that fell beyond chance is better", () =>
    expect(changeOf(signal({ value: 0.01, before: { value: 0.05, n: 1000 } })).verdict).toBe("pass"));

  test("the same difference on a few traces is as before", () => {
    const few = changeOf(signal({ n: 60, before: { value: 0.02, n: 60 } }));
    expect(few).toMatchObject({ word: "as before", verdict: "none" });
  });

  test("where higher is good, lower is worse", () =>
    expect(changeOf(signal({ worse: "lower", unit: "score", value: 0.7, before: { value: 0.9, n: 900 } })).word).toBe(
      "worse",
    ));

  test("volumes are only more or less", () =>
    expect(changeOf(signal({ unit: "count", worse: "none", value: 1200, before: { value: 1000, n: 1000 } }))).toEqual({
      mark: "▲",
      amount: "20%",
      word: "more",
      verdict: "none",
    }));

  test("a latency within 5% is as before", () =>
    expect(changeOf(signal({ unit: "ms", value: 103, before: { value: 100, n: 500 } })).word).toBe("as before"));

  test("too few on one side and nothing is judged", () =>
    expect(changeOf(signal({ unit: "ms", value: 900, n: 3, before: { value: 100, n: 500 } }))).toMatchObject({
      word: "few",
      verdict: "none",
    }));

  test("nothing measured now or before says so", () => {
    expect(changeOf(signal({ value: null, n: 0 })).word).toBe("nothing measured");
    expect(changeOf(signal({ before: { value: null, n: 0 } })).word).toBe("nothing before");
  });
});
