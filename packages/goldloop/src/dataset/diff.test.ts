import { expect, it } from "vitest";
import { diffDatasets, diffEntries } from "./diff.ts";
import { datasetOfExamples } from "./load.ts";

const before = datasetOfExamples(
  [
    { id: "same", input: { a: 1, b: 2 } },
    { id: "gone", input: 1 },
    { id: "answer", input: 1, expected: "x", tags: ["t"], metadata: { locale: "en", owner: "ana" } },
    { id: "label", input: 1, tags: ["t"], metadata: { locale: "en", owner: "ana", old: 1 } },
    { id: "null", input: 1, expected: null },
  ],
  "old.jsonl",
);
const after = datasetOfExamples(
  [
    { id: "null", input: 1 },
    { id: "new", input: 1 },
    { id: "label", input: 1, tags: ["t", "u"], metadata: { locale: "de", owner: "ana", fresh: [1] }, split: "smoke" },
    { id: "answer", input: 1, expected: "y", tags: ["t"], metadata: { locale: "en", owner: "ana" } },
    { id: "same", input: { b: 2, a: 1 } },
  ],
  "new.jsonl",
);

it("tells what was added, removed and changed, field by field", () => {
  expect(diffDatasets(before, after)).toEqual({
    before: { file: "old.jsonl", digest: before.digest, count: 5 },
    after: { file: "new.jsonl", digest: after.digest, count: 5 },
    added: ["new"],
    removed: ["gone"],
    changed: [
      { id: "answer", testChanged: true, fields: [{ field: "expected", before: "x", after: "y" }] },
      {
        id: "label",
        testChanged: false,
        fields: [
          { field: "tags", before: ["t"], after: ["t", "u"] },
          { field: "metadata.locale", before: "en", after: "de" },
          { field: "metadata.old", before: 1 },
          { field: "metadata.fresh", after: [1] },
          { field: "split", after: "smoke" },
        ],
      },
      { id: "null", testChanged: true, fields: [{ field: "expected", before: null }] },
    ],
    unchanged: 1,
  });
});

it("of a dataset with itself is empty, and of an empty side everything", () => {
  expect(diffDatasets(before, before)).toMatchObject({ added: [], removed: [], changed: [], unchanged: 5 });
});

it("comes one example at a time in id order", () => {
  expect(Array.from(diffEntries(before, after), ({ kind, id }) => `${kind} ${id}`)).toEqual([
    "changed answer",
    "removed gone",
    "changed label",
    "added new",
    "changed null",
    "unchanged same",
  ]);
});
