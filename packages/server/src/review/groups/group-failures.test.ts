import { expect, test } from "vitest";
import { generator, shuffled } from "../../signal/fixtures/random-traffic.ts";
import { labelledFailures, type Labelled } from "./fixtures/labelled-failures.ts";
import { groupFailures, type Failure } from "./group-failures.ts";

const failure = (id: string, given: Partial<Failure>): Failure => ({ id, input: "", output: "", error: "", ...given });

test.each<[string, Partial<Failure>, Partial<Failure>, boolean]>([
  ["numbers, case and punctuation", { input: "Where is order 17?" }, { input: "where is ORDER A-99 …" }, true],
  ["another question", { input: "Where is my order?" }, { input: "Do you sell gift cards?" }, false],
  [
    "the same canned answer to another question",
    { input: "Where is my parcel today?", output: "I cannot help with that." },
    { input: "Does the kettle have a warranty?", output: "I cannot help with that." },
    false,
  ],
  [
    "the same question with another failure",
    { input: "Where is my order?", error: "look_up: order 5 is not known" },
    { input: "Where is my order?", error: "chat: request timed out" },
    false,
  ],
  ["a text without spaces", { input: "在庫はいつ入りますか" }, { input: "在庫はいつ入りますか。" }, true],
  ["nothing was said by either", { error: "chat: timed out" }, { error: "chat: timed out" }, true],
])("%s", (_, first, second, same) => {
  const { groupOf } = groupFailures([failure("1", first), failure("2", second)]);
  expect(groupOf.get("1") === groupOf.get("2")).toBe(same);
});

test("what comes later joins the groups that are there, and only groups that change are given back", () => {
  const first = groupFailures([failure("1", { input: "Where is order 17?" })], [], () => "g1");
  expect(first.groups).toEqual([{ id: "g1", like: [failure("1", { input: "Where is order 17?" })] }]);
  const later = groupFailures(
    [failure("2", { input: "Where is order 18?" }), failure("3", { input: "Do you sell gift cards?" })],
    first.groups,
    () => "g2",
  );
  expect([...later.groupOf]).toEqual([
    ["2", "g1"],
    ["3", "g2"],
  ]);
  expect(later.groups.map(({ id }) => id)).toEqual(["g2"]);
});

test("a failure that is much like those of two groups makes them one, under the id of the one that was there", () => {
  const known = ["Where is my refund for order 17?", "Has the money of my return arrived for order 18?"].map(
    (input, at) => ({
      id: `g${at}`,
      like: [failure(`known-${at}`, { input })],
    }),
  );
  expect(groupFailures([], known).merged).toEqual(new Map());
  const bridge = failure("1", {
    input: "Where is my refund for order 17? Has the money of my return arrived for order 18?",
  });
  const { groupOf, merged, groups } = groupFailures([bridge], known);
  expect(merged).toEqual(new Map([[groupOf.get("1") === "g0" ? "g1" : "g0", groupOf.get("1")]]));
  expect(groups.map(({ id }) => id)).toEqual([groupOf.get("1")]);
});

// The thresholds were chosen with the seeds 1 to 8.
test.each([9, 10, 11, 12])(
  "of failures that people put into kinds, pairs in one group are of one kind, and most of a kind are together (%i)",
  (seed) => {
    const { precision, recall } = measured(shuffled(labelledFailures(generator(seed), 2_000), generator(seed + 100)));
    expect(precision).toBeGreaterThan(0.95);
    expect(recall).toBeGreaterThan(0.55);
  },
);

/** Of pairs of failures: how many in one group are of one kind, and how many of one kind are in one group. */
function measured(failures: readonly Labelled[]): { precision: number; recall: number } {
  const { groupOf } = groupFailures(failures);
  const pairs = (keys: readonly string[]): number =>
    [...Map.groupBy(keys, (key) => key).values()].reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
  const group = (one: Labelled): string => groupOf.get(one.id) ?? "";
  const both = pairs(failures.map((one) => `${one.kind}\0${group(one)}`));
  return { precision: both / pairs(failures.map(group)), recall: both / pairs(failures.map(({ kind }) => kind)) };
}
