import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Config } from "../config/index.ts";
import type { ResultLine, RunRecord, StoredRun } from "../run/index.ts";
import type { CalibrationItem } from "./item.ts";
import { drawOutputs, labelledSamples } from "./sample.ts";

const size = 40;

/** A run whose fifth output failed. */
function run(id = "run-1"): StoredRun {
  const lines = Array.from({ length: size }, (_, row) => ({
    id: `e${row}`,
    trial: 0,
    output: `output ${row}`,
    error: row === 4 ? { code: "target-threw", message: "no" } : null,
  })) as unknown as ResultLine[];
  const scorers = { helpful: { scorer: "judge", digest: "sha256:0", deterministic: false, options: { name: "tone" } } };
  return {
    dir: "/run",
    record: { id, pins: { scorers } } as unknown as RunRecord,
    async *results() {
      yield* lines;
    },
    async *examples() {
      yield* lines.map(({ id: example }) => ({ id: example, input: `input of ${example}` }));
    },
  };
}

async function labelled(items: readonly CalibrationItem[]): Promise<Config> {
  const directory = mkdtempSync(join(tmpdir(), "goldloop-sample-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, "tone.jsonl"), items.map((item) => `${JSON.stringify(item)}\n`).join(""));
  const judges = { tone: { model: "openai/x", scale: [0, 1], votes: 1, calibration: "tone.jsonl" } };
  return { directory, judges } as unknown as Config;
}

async function rowsOf(items: readonly CalibrationItem[], of = run()): Promise<[number, number][]> {
  return [...((await labelledSamples(await labelled(items), of))["helpful"]?.labels ?? [])];
}

describe("a random draw", () => {
  test("is the same for the same seed, another for another, and a larger one begins with the smaller", async () => {
    const ids = async (sample: number, seed: number): Promise<string[]> =>
      (await drawOutputs(run(), { sample, seed })).map(({ item }) => item.id);
    const ten = await ids(10, 1);
    expect(await ids(10, 1)).toEqual(ten);
    expect((await ids(20, 1)).slice(0, 10)).toEqual(ten);
    expect(await ids(10, 2)).not.toEqual(ten);
    expect(new Set(await ids(size, 1)).size).toBe(size - 1);
  });

  test("takes every output equally often", async () => {
    const counts = new Map<number, number>();
    const repeats = 3000;
    for (let seed = 0; seed < repeats; seed += 1) {
      for (const { row } of await drawOutputs(run(), { sample: 5, seed })) counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    const expected = (repeats * 5) / (size - 1);
    expect(counts.has(4)).toBe(false);
    // Chi-squared with 38 degrees of freedom: above 70 once in a thousand.
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chi).toBeLessThan(70);
  });

  test("says with which probability an output was drawn", async () => {
    const [first] = await drawOutputs(run(), { sample: 13, seed: 1 });
    expect(first?.item).toMatchObject({
      sampling: "random",
      inclusion: 13 / 39,
      seed: 1,
      place: 0,
      run: "run-1",
      trial: 0,
    });
    const [all] = await drawOutputs(run(), { seed: 1 });
    expect(all?.item.sampling).toBeUndefined();
  });
});

describe("labels of a random sample", () => {
  const drawn = async (): Promise<CalibrationItem[]> =>
    (await drawOutputs(run(), { sample: 6, seed: 1 })).map(({ item }, index) => ({
      ...item,
      labels: { ana: index % 2 === 0 },
    }));

  test("stand by the rows of the run", async () => {
    const items = await drawn();
    const rows = await rowsOf(items);
    expect(rows).toHaveLength(6);
    const byId = new Map(items.map(({ id, labels }) => [id, Number(labels?.["ana"])]));
    for (const [row, label] of rows) expect(byId.get(`e${row}`)).toBe(label);
  });

  test("count up to the first output that nobody labelled", async () => {
    const items = await drawn();
    expect(await rowsOf(items.filter(({ place }) => place !== 3))).toHaveLength(3);
  });

  test("are not those of another run, of other outputs, or of a choice", async () => {
    const items = await drawn();
    expect(await rowsOf(items, run("run-2"))).toEqual([]);
    expect(await rowsOf(items.map((item) => ({ ...item, sampling: undefined })))).toEqual([]);
    const digest = `sha256:${"0".repeat(64)}` as const;
    expect(await rowsOf(items.map((item) => ({ ...item, outputDigest: digest })))).toEqual([]);
  });

  test("of several people are their mean", async () => {
    const [first] = await drawn();
    const items = [first, { ...first, labels: { li: false } }] as CalibrationItem[];
    expect((await rowsOf(items))[0]?.[1]).toBe(0.5);
  });
});
