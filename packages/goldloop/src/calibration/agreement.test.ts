import { describe, expect, test } from "vitest";
import { agreementOf, agreementOfPeople, kappaSupport } from "./agreement.ts";
import { lengthBias, positionBias } from "./bias.ts";
import { correctedMean } from "./correction.ts";
import { noVerdict, rowOf, type Row } from "./row.ts";

const blank: Row = {
  id: "a",
  labelled: new Map(),
  people: new Map(),
  truth: "pass",
  truthValue: undefined,
  judge: "pass",
  judgeValue: undefined,
  orders: undefined,
  length: undefined,
};

const yes = (category: string): boolean => category === "pass";

function rows(...counts: [truth: string | undefined, judge: string, n: number][]): Row[] {
  return counts.flatMap(([truth, judge, n]) => Array.from({ length: n }, () => ({ ...blank, truth, judge })));
}

describe("agreement with people", () => {
  test("the textbook table of 50", () => {
    const found = agreementOf(
      rows(["pass", "pass", 20], ["fail", "pass", 5], ["pass", "fail", 10], ["fail", "fail", 15]),
      yes,
    );
    expect(found).toMatchObject({ n: 50, accuracy: 0.7, sensitivity: 20 / 30, specificity: 15 / 20 });
    expect(found.kappa).toBeCloseTo(0.4, 12);
  });

  test("an answer without a verdict is wrong on whichever side, and what people are split on is left out", () => {
    const found = agreementOf(
      rows(["pass", "pass", 5], ["pass", noVerdict, 5], ["fail", noVerdict, 5], [undefined, "pass", 9]),
      yes,
    );
    expect(found).toMatchObject({ n: 15, accuracy: 1 / 3, sensitivity: 0.5, specificity: 0, noVerdicts: 10, split: 9 });
  });

  test("one label only has no kappa", () => {
    expect(agreementOf(rows(["pass", "pass", 5]), yes)).toMatchObject({
      accuracy: 1,
      kappa: null,
      kappaInterval: null,
    });
  });

  test("nothing judged gives nothing", () => {
    expect(agreementOf([], yes)).toMatchObject({ n: 0, accuracy: null, kappa: null });
  });
});

describe("a required kappa", () => {
  test("perfect agreement of few items is no certainty", () => {
    const few = agreementOf(rows(["pass", "pass", 5], ["fail", "fail", 5]), yes);
    expect(few.kappa).toBe(1);
    expect(few.kappaInterval?.[0]).toBeLessThan(0.5);
    const { supported, needed } = kappaSupport(few, 0.7);
    expect(supported).toBe(false);
    // .05^(1/n) >= .85 from n = 19 on.
    expect(needed).toBe(19);
    expect(kappaSupport(agreementOf(rows(["pass", "pass", 10], ["fail", "fail", 9]), yes), 0.7).supported).toBe(true);
  });

  test("more items of the same kind settle it when as many as it said", () => {
    const table = (times: number): Row[] =>
      rows(
        ["pass", "pass", 22 * times],
        ["fail", "pass", 3 * times],
        ["pass", "fail", 3 * times],
        ["fail", "fail", 22 * times],
      );
    const { supported, needed } = kappaSupport(agreementOf(table(1), yes), 0.7);
    expect(supported).toBe(false);
    const times = Math.ceil((needed ?? 0) / 50);
    expect(kappaSupport(agreementOf(table(times), yes), 0.7).supported).toBe(true);
    expect(kappaSupport(agreementOf(table(times - 2), yes), 0.7).supported).toBe(false);
  });

  test("below the required one no number of items helps", () => {
    const found = agreementOf(rows(["pass", "pass", 5], ["fail", "pass", 4], ["fail", "fail", 5]), yes);
    expect(kappaSupport(found, 0.9)).toMatchObject({ supported: false, needed: null });
  });
});

describe("rows of items", () => {
  const setting = { scale: { scale: [1, 5] as const }, threshold: 0.5, pairs: false };
  test("numbers of several people are their mean, and a label of its own goes before", () => {
    const item = { id: "a", input: "x", output: "four", labels: { ana: 5, li: 2 } };
    expect(rowOf(item, { value: 0.4 }, setting)).toMatchObject({
      truth: "pass",
      truthValue: 0.625,
      judge: "fail",
      length: 4,
    });
    expect(rowOf({ ...item, label: 1 }, { value: null }, setting)).toMatchObject({ truth: "fail", judge: noVerdict });
  });

  test("of names the majority counts, and a tie is nothing", () => {
    const named = { scale: { scale: [0, 1] as const, labels: ["bad", "good"] }, threshold: 0.5, pairs: false };
    const item = { id: "a", input: "x", output: "y" };
    expect(rowOf({ ...item, labels: { a: "good", b: "good", c: "bad" } }, undefined, named).truth).toBe("good");
    expect(rowOf({ ...item, labels: { a: "good", b: "bad" } }, undefined, named).truth).toBeUndefined();
  });

  test("a pair judged in both orders shows a judge that takes the first", () => {
    const pair = { id: "a", input: "x", outputs: ["long one", "b"] as [string, string], label: "A" };
    const row = rowOf({ ...pair, judge: ["A", "B"] }, undefined, { ...setting, pairs: true });
    expect(row).toMatchObject({ truth: "A", judge: "tie", orders: ["A", "B"], length: 7 });
    const other = rowOf({ ...pair, judge: ["A", "A"] }, undefined, { ...setting, pairs: true });
    expect(positionBias([row, other])).toMatchObject({
      n: 2,
      inconsistent: 1,
      prefersFirst: 1,
      prefersSecond: 0,
      rate: 0.5,
    });
    expect(positionBias(rows(["A", "A", 3]))).toBeNull();
  });
});

test("a judge that likes length shows it", () => {
  const points = Array.from({ length: 40 }, (_, index) => ({
    ...blank,
    judgeValue: index >= 20 || index % 5 === 0 ? 1 : 0,
    truthValue: 0,
    length: index * 10,
  }));
  const found = lengthBias(points);
  expect(found?.correlation).toBeGreaterThan(0.5);
  expect(found?.interval[0]).toBeGreaterThan(0);
  expect(lengthBias(points.map((row) => ({ ...row, judgeValue: 0 })))).toBeNull();
});

test("people agree with each other over the items that both labelled", () => {
  const people = (...labels: [string, string][]): Row => ({
    ...blank,
    labelled: new Map(labels),
  });
  const found = agreementOfPeople(
    [people(["ana", "x"], ["li", "x"]), people(["ana", "y"], ["li", "y"]), people(["ana", "x"])],
    "labelled",
  );
  expect(found?.pairs).toMatchObject([{ between: ["ana", "li"], n: 2, agreement: 1, kappa: 1 }]);
  expect(agreementOfPeople([people(["ana", "x"])], "labelled")).toBeNull();
});

describe("a corrected mean", () => {
  test("with a judge that is always right is the judge's own, without spread among the labelled", () => {
    const judged = [1, 0, 1, 1, 0, 0, 1, 1];
    const labels = new Map([0, 1, 2, 4].map((row) => [row, judged[row] ?? 0]));
    expect(correctedMean(judged, labels)).toMatchObject({ labelled: 4, n: 8, judge: 0.625, ppi: { mean: 0.75 } });
  });

  test("needs two labels on judged rows", () => {
    expect(
      correctedMean(
        [1, Number.NaN],
        new Map([
          [0, 1],
          [1, 1],
        ]),
      ),
    ).toBeUndefined();
  });
});
