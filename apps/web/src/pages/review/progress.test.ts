import { expect, test } from "vitest";
import type { ReviewItem } from "../../api/index.ts";
import {
  answerOf,
  begun,
  likelyNext,
  type Progress,
  type Said,
  withLabel,
  withoutLabel,
  withSkipped,
  withWritten,
  writtenOf,
} from "./progress.ts";

const said = (id: string, label = "wrong"): Said => ({ id, label, others: [] });
const ids = ({ said: all }: Progress): string[] => all.map(({ id }) => id);

test("labels are taken back one after the other, and an item that is labelled twice counts once", () => {
  const three = withLabel(withLabel(withLabel(begun, said("a")), said("b")), said("c"));
  expect(ids(withoutLabel(withoutLabel(three, "c"), "b"))).toEqual(["a"]);
  const again = withLabel(three, said("a", "right"));
  expect(ids(again)).toEqual(["b", "c", "a"]);
  expect(again.said.at(-1)?.label).toBe("right");
});

test("what was written stays with its item, labelled or taken back", () => {
  const typed = withWritten(withWritten(begun, "a", { note: "late" }), "a", { correction: "Tomorrow." });
  const back = withoutLabel(withLabel(typed, said("a")), "a");
  expect(writtenOf(back, "a")).toEqual({ note: "late", correction: "Tomorrow." });
  expect(writtenOf(back, "b")).toEqual({ note: "", correction: "" });
});

test("no more is left out than the API takes, the newest last", () => {
  let many = begun;
  for (let at = 0; at < 502; at++) many = withSkipped(many, String(at));
  expect(many.skipped).toHaveLength(500);
  const again = withSkipped(many, "2").skipped;
  expect(again).toHaveLength(500);
  expect(again.at(-1)).toBe("2");
});

test.each([
  [{ note: "", correction: "" }, { label: "wrong" }],
  [
    { note: " \n", correction: "Yes." },
    { label: "wrong", correction: "Yes." },
  ],
  [
    { note: "odd ", correction: "\t" },
    { label: "wrong", note: "odd " },
  ],
])("%j goes with a label as %j", (written, body) => {
  expect(answerOf("wrong", written)).toEqual(body);
});

const by = (reviewer: string): ReviewItem["answers"] => [{ reviewer, label: "x", passes: null, time: "" }];

test.each<[string, Partial<ReviewItem>, boolean]>([
  ["free", {}, true],
  ["one's own", { reservedBy: "ana" }, true],
  ["somebody else's", { reservedBy: "bo" }, false],
  ["at hand", { id: "at hand" }, false],
  ["skipped", { id: "skipped" }, false],
  ["labelled by oneself", { answers: by("ana") }, false],
  ["labelled by another", { answers: by("bo") }, true],
])("of the next items, one that is %s", (_, more, comes) => {
  const item = { id: "next", answers: [], ...more } as unknown as ReviewItem;
  const found = likelyNext([item], { atHand: "at hand", skipped: ["skipped"], reviewer: "ana" });
  expect(found?.id).toBe(comes ? item.id : undefined);
});
