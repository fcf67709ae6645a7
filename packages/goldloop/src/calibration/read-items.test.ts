import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readForeign, type Mapping } from "./foreign.ts";
import { readCalibration, readCanary } from "./read-items.ts";

function fileOf(rows: readonly unknown[]): string {
  const dir = mkdtempSync(join(tmpdir(), "goldloop-items-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "items.jsonl");
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return file;
}

const item = { id: "a", input: "x", output: "y" };

describe("a calibration set", () => {
  test.each<[string, unknown[], string, { line?: number; column?: number }]>([
    ["a label off the scale", [{ ...item, labels: { ana: 7 } }], "label-off-scale", { line: 1, column: 52 }],
    ["a named label on a scale of numbers", [{ ...item, label: "good" }], "label-off-scale", { line: 1 }],
    [
      "no label",
      [
        { ...item, label: true },
        { ...item, id: "b" },
      ],
      "no-label",
      { line: 2 },
    ],
    ["neither output nor outputs", [{ id: "a", input: "x", label: true }], "output-or-outputs", { line: 1 }],
    [
      "outputs and output mixed",
      [
        { ...item, label: 1 },
        { id: "b", input: "x", outputs: ["a", "b"], label: "A" },
      ],
      "mixed-items",
      { line: 2 },
    ],
    [
      "two labels of one person",
      [
        { ...item, labels: { ana: 1 } },
        { ...item, labels: { ana: 0 } },
      ],
      "labelled-twice",
      { line: 2 },
    ],
    [
      "one id for two things",
      [
        { ...item, label: 1 },
        { ...item, output: "z", labels: { ana: 0 } },
      ],
      "item-differs",
      { line: 2 },
    ],
    [
      "an output that is not the one of its digest",
      [{ ...item, label: 1, outputDigest: `sha256:${"0".repeat(64)}` }],
      "output-digest",
      { line: 1 },
    ],
    ["an unknown key", [{ ...item, labl: 1 }], "unknown-key", { line: 1, column: 36 }],
    ["nothing", [], "empty-calibration", {}],
  ])("refuses %s", async (_, rows, code, location) => {
    await expect(readCalibration(fileOf(rows), { scale: [0, 1] })).rejects.toMatchObject({ code, location });
  });
});

test("a canary has at least 50 items, each id once", async () => {
  const items = Array.from({ length: 50 }, (_, index) => ({ ...item, id: `c${index}` }));
  expect((await readCanary(fileOf(items))).items).toHaveLength(50);
  await expect(readCanary(fileOf(items.slice(1)))).rejects.toMatchObject({ code: "small-canary" });
  await expect(readCanary(fileOf([...items, items[3]]))).rejects.toMatchObject({
    code: "duplicate-id",
    location: { line: 51 },
  });
});

describe("other tools' labels", () => {
  const mapping = (labels: string, more: Partial<Mapping> = {}): Mapping => ({
    labels,
    people: ["h1", "h2"],
    judgeField: "judge",
    join: "id",
    positive: [],
    truth: "majority",
    invalid: "wrong",
    same: new Map(),
    output: [],
    ...more,
  });
  const rows = [
    { id: 1, h1: "2_full", h2: "2_full", judge: "20" },
    { id: 2, h1: "20", h2: "1_none", judge: "odd" },
  ];

  test("a beginning counts as far as the next letter or digit", async () => {
    const found = await readForeign(mapping(fileOf(rows), { positive: ["2"] }));
    expect(found.rows.map(({ truth, judge }) => [truth, judge])).toEqual([
      ["positive", "negative"],
      [undefined, "(no verdict)"],
    ]);
    expect(found.invalid).toBe(1);
  });

  test.each<[string, Partial<Mapping>, string]>([
    ["a field that is not there", { people: ["h1", "h3"] }, "unknown-field"],
    ["a verdict that is not there", { judgeField: "verdict" }, "unknown-field"],
    ["what counts as yes and nobody says", { positive: ["3"] }, "unused-positive"],
  ])("%s is refused", async (_, more, code) => {
    await expect(readForeign(mapping(fileOf(rows), more))).rejects.toMatchObject({ code });
  });

  test("a verdict without its line in the second file is refused, and so are two", async () => {
    const labels = fileOf(rows);
    await expect(readForeign(mapping(labels, { judgements: fileOf([{ id: 1, judge: "x" }]) }))).rejects.toMatchObject({
      code: "no-judgement",
    });
    const twice = fileOf([1, 2, 2].map((id) => ({ id, judge: "20" })));
    await expect(readForeign(mapping(labels, { judgements: twice }))).rejects.toMatchObject({ code: "duplicate-join" });
  });
});
