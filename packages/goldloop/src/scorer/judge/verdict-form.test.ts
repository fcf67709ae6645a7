import { describe, expect, test } from "vitest";
import type { Json } from "../../digest/index.ts";
import { NoVerdict } from "./no-verdict.ts";
import { labelForm, passForm, scoreForm, type VerdictForm } from "./verdict-form.ts";

const reason = "since";
const score = scoreForm([1, 5]);
const label = labelForm(["bad", "fair", "good"]);

describe("an answer that is a verdict", () => {
  const table: [string, VerdictForm, Json, number][] = [
    ["the lowest of a scale is 0", score, { reason, score: 1 }, 0],
    ["the middle of a scale is one half", score, { reason, score: 3 }, 0.5],
    ["between the steps of a scale", score, { reason, score: 4.5 }, 0.875],
    ["the highest of a scale is 1", score, { reason, score: 5 }, 1],
    ["a scale below zero", scoreForm([-2, 2]), { reason, score: -1 }, 0.25],
    ["a pass that agrees with the score", score, { reason, score: 4, pass: true }, 0.75],
    ["the lowest label", label, { reason, label: "bad" }, 0],
    ["a label between", label, { reason, label: "fair" }, 0.5],
    ["labels with a worth of their own", labelForm(["A", "B", "tie"], [1, 0, 0.5]), { reason, label: "tie" }, 0.5],
    ["yes", passForm, { reason, pass: true }, 1],
    ["no", passForm, { reason, pass: false }, 0],
    ["a score that agrees with no", passForm, { reason, pass: false, score: 0 }, 0],
  ];
  test.each(table)("%s", (_, form, answer, value) => {
    expect(form.read(answer)).toMatchObject({ value, reason });
  });

  test("its reason is put on one line", () => {
    expect(score.read({ reason: " a\n\tb\u0000 ", score: 1 }).reason).toBe("a b");
  });
});

describe("an answer that is none", () => {
  const table: [string, VerdictForm, Json, RegExp][] = [
    ["nothing", score, null, /JSON object/],
    ["a bare number", score, 5, /JSON object/],
    ["a list", score, [{ reason, score: 5 }], /JSON object/],
    ["no score", score, { reason }, /no score/],
    ["a score that is null", score, { reason, score: null }, /no score/],
    ["a score as text", score, { reason, score: "5" }, /no score/],
    ["a score above the scale", score, { reason, score: 6 }, /6 on a scale of 1 to 5/],
    ["a score below the scale", score, { reason, score: 0 }, /0 on a scale of 1 to 5/],
    ["pass with the lowest score", score, { reason, score: 1, pass: true }, /contradicts itself/],
    ["fail with the highest score", score, { reason, score: 5, pass: false }, /contradicts itself/],
    ["a pass that is a text", score, { reason, score: 4, pass: "true" }, /contradicts itself/],
    ["no reason", score, { score: 5 }, /no reason/],
    ["an empty reason", score, { reason: " ", score: 5 }, /no reason/],
    ["a key that nobody asked for", score, { reason, score: 5, confidence: 1 }, /unknown key "confidence"/],
    ["no label", label, { reason }, /no label/],
    ["an unknown label", label, { reason, label: "great" }, /none of/],
    ["a label in other letters", label, { reason, label: "Good" }, /none of/],
    ["a label that objects inherit", label, { reason, label: "constructor" }, /none of/],
    ["pass with the lowest label", label, { reason, label: "bad", pass: true }, /contradicts itself/],
    ["neither yes nor no", passForm, { reason }, /neither/],
    ["yes as text", passForm, { reason, pass: "yes" }, /neither/],
    ["yes with score 0", passForm, { reason, pass: true, score: 0 }, /contradicts itself/],
    ["no with score 1", passForm, { reason, pass: false, score: 1 }, /contradicts itself/],
  ];
  test.each(table)("%s", (_, form, answer, why) => {
    expect(() => form.read(answer)).toThrow(NoVerdict);
    expect(() => form.read(answer)).toThrow(why);
  });
});

test("two labels are a yes or no, more are a degree", () => {
  expect([labelForm(["no", "yes"]).yesNo, label.yesNo, score.yesNo, passForm.yesNo]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test("the reason is asked for before the verdict", () => {
  for (const form of [score, label, passForm]) {
    expect(form.schema["required"]).toHaveProperty("0", "reason");
    expect(form.instruction).toMatch(/reason.*(score|label|pass)/);
  }
});
