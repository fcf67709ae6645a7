import { expect, test } from "vitest";
import type { ReviewSetup } from "../../../api/index.ts";
import { type Draft, draftOf, faultsOf, setupOf } from "./draft.ts";

const setup: ReviewSetup = {
  labels: [
    { name: "right", passes: true },
    { name: "wrong", passes: false, description: "names another order" },
    { name: "unclear", passes: null },
  ],
  rubric: "An order that exists.",
  rules: { feedback: true, errors: false, refusals: true, toolErrors: true, scores: ["helpfulness<0.5", "depth<=-1"] },
  sampleRate: 0.07,
  reviewers: 2,
};

test("what is shown is what is saved", () => {
  expect(setupOf(draftOf(setup))).toEqual(setup);
  expect(faultsOf(draftOf(setup))).toEqual({});
});

test.each<[Partial<Draft>, string]>([
  [{ scores: "helpfulness < 0.5, depth" }, "scores"],
  [{ samplePercent: "101" }, "sample"],
  [{ samplePercent: "" }, "sample"],
  [{ reviewers: "0" }, "reviewers"],
  [{ labels: draftOf(setup).labels.map((one) => ({ ...one, name: "Right" })) }, "label 1"],
  [{ labels: draftOf(setup).labels.map((one, at) => (at === 0 ? { ...one, name: " " } : one)) }, "label 0"],
])("%j is not saved", (change, place) => {
  expect(Object.keys(faultsOf({ ...draftOf(setup), ...change }))).toContain(place);
});
