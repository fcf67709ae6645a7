import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Labelling, mendLabels } from "./labelling.ts";
import { readCalibration } from "./read-items.ts";

const scale = { scale: [0, 1] as const };

function fileIn(content?: string): string {
  const dir = mkdtempSync(join(tmpdir(), "goldloop-labels-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "deep", "labels.jsonl");
  if (content === undefined) return file;
  const flat = join(dir, "labels.jsonl");
  writeFileSync(flat, content);
  return flat;
}

const outputs = ["a", "b", "c"].map((id, row) => ({ row, item: { id, input: "x", output: id, run: "r", trial: 0 } }));
const idsIn = (file: string): string[] =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line).id);

test("every label is on disk at once, undo takes it back, and a later session goes on", async () => {
  const file = fileIn();
  const first = Labelling.open(file, "ana", outputs, []);
  await first.label(true);
  expect(idsIn(file)).toEqual(["a"]);
  await first.label(false);
  expect(await first.undo()).toBe(true);
  expect(idsIn(file)).toEqual(["a"]);
  expect(first.current?.id).toBe("b");
  const { items } = await readCalibration(file, scale);
  const second = Labelling.open(file, "ana", outputs, items);
  expect(second.current?.id).toBe("b");
  expect(second.progress).toEqual({ labelled: 1, total: 3, skipped: 0 });
  expect(await second.undo()).toBe(false);
  // Somebody else has labelled nothing yet.
  expect(Labelling.open(file, "li", outputs, items).current?.id).toBe("a");
});

test("what is put off comes again after the others", async () => {
  const file = fileIn();
  const labelling = Labelling.open(file, "ana", outputs, []);
  labelling.skip();
  labelling.note = "hard";
  await labelling.label(true);
  expect(labelling.onlySkipped).toBe(false);
  await labelling.label(true);
  expect(labelling.current?.id).toBe("a");
  expect(labelling.onlySkipped).toBe(true);
  await labelling.label(false);
  expect(labelling.current).toBeUndefined();
  expect(idsIn(file)).toEqual(["b", "c", "a"]);
  expect(readFileSync(file, "utf8")).toContain('"note":"hard"');
});

test("two people's lines of one output are one item", async () => {
  const file = fileIn();
  await Labelling.open(file, "ana", outputs, []).label(true);
  const { items } = await readCalibration(file, scale);
  await Labelling.open(file, "li", outputs, items).label(false);
  expect((await readCalibration(file, scale)).items).toMatchObject([{ id: "a", labels: { ana: true, li: false } }]);
});

test("a line that a crash has torn is cut off; a whole one without a line feed stays", async () => {
  const whole = '{"id":"x","input":"i","output":"o","label":true}';
  const torn = fileIn(`${whole}\n{"id":"y","inp`);
  await mendLabels(torn);
  expect(readFileSync(torn, "utf8")).toBe(`${whole}\n`);
  const unended = fileIn(whole);
  await mendLabels(unended);
  await Labelling.open(unended, "ana", outputs, []).label(true);
  expect(idsIn(unended)).toEqual(["x", "a"]);
  appendFileSync(unended, "\n");
  expect((await readCalibration(unended, scale)).items).toHaveLength(2);
});
