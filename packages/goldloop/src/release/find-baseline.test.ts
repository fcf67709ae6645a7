import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measuring, type Measuring } from "../../test/measured.ts";
import { repository, type Repository } from "../../test/repository.ts";
import type { Baseline } from "../gate/index.ts";
import type { RunOptions, StoredRun } from "../run/index.ts";
import { approve } from "./approve.ts";
import type { BaselineContext } from "./baseline-context.ts";
import { findBaseline } from "./find-baseline.ts";

const examples = ["a", "b", "c"].map((id) => ({ id, input: id, expected: id, split: id === "a" ? "smoke" : "rest" }));
const suite = { dataset: "data.jsonl", target: { module: "./target.mjs" }, scorers: ["equals"] };

/** Two commits: the target answers right in the first (tagged v1) and wrong in the second. */
async function project(more: Record<string, unknown> = {}): Promise<Repository & Measuring> {
  const made = repository({
    "goldloop.yaml": { version: 1, suites: { support: suite } },
    "data.jsonl": examples,
    "target.mjs": 'import { reply } from "replies";\nexport default (input) => reply(input);\n',
    ".gitignore": ".goldloop\nnode_modules\n",
    "node_modules/replies/package.json": { name: "replies", type: "module", exports: "./index.js" },
    "node_modules/replies/index.js": "export const reply = (input) => input;\n",
    ...more,
  });
  made.commit("first");
  made.git("tag", "v1");
  made.write({ "target.mjs": 'export default () => "wrong";\n' });
  const measured = await measuring(made.dir);
  await measured.lock();
  made.commit("second");
  return { ...made, ...measured };
}

async function find(
  given: Repository & Measuring,
  name: string,
  judged: readonly StoredRun[],
  more: Partial<BaselineContext> = {},
) {
  return findBaseline(name, {
    config: given.config,
    from: given.dir,
    runs: judged.map(({ record }) => record),
    environment: given.environment,
    run: given.run,
    ...more,
  });
}

async function one(given: Measuring, options?: RunOptions): Promise<StoredRun> {
  const [run] = await given.measure("support", options);
  if (run === undefined) throw new Error("no run");
  return run;
}

function passes(baseline: Baseline | undefined, key = "support"): number[] {
  return [...(baseline?.suites.get(key)?.table.scores[0]?.pass ?? [])];
}

const worktrees = () => readdirSync(tmpdir()).filter((name) => name.startsWith("goldloop-ref-"));

test("a run is a baseline by id, by latest~n, by directory and by its run.json", async () => {
  const given = await project();
  const [before, now] = [await one(given), await one(given)];
  for (const name of [before.record.id, "latest~1", before.dir, join(before.dir, "run.json")]) {
    const found = await find(given, name, [now]);
    if ("missing" in found) throw new Error(found.missing);
    expect(found.baseline).toMatchObject({ from: name, release: null, interleaved: false });
    expect(found.baseline.suites.get("support")?.table.record.id).toBe(before.record.id);
    expect(found.baseline.suites.get("support")?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(found.runs.map(({ dir }) => dir)).toEqual([before.dir]);
  }
});

test("the approved one, and the guarded examples with any other", async () => {
  const origin = { kind: "trace", traceId: "4bf9" };
  const given = await project({ "data.jsonl": [{ id: "a", input: "a", expected: "wrong", origin }] });
  expect(await find(given, "approved", [])).toMatchObject({ missing: "there is no approved baseline" });
  const run = await one(given);
  const release = `sha256:${"1".repeat(64)}` as const;
  const at = "2026-11-24T10:00:00Z";
  await approve({ config: given.config, runs: [run], approvedBy: "ana@example.com", release, at, initial: true });
  const approved = await find(given, "approved", [run]);
  expect("baseline" in approved && approved.baseline.suites.size).toBe(1);
  for (const name of ["approved", "latest", "v1"]) {
    const found = await find(given, name, [run]);
    expect("baseline" in found && [...found.baseline.guarded]).toEqual(["a"]);
  }
  writeFileSync(join(given.dir, "evals", "baselines", "approved.json"), "{}");
  expect(await find(given, "latest", [run])).toMatchObject({ missing: expect.stringContaining("guarded") });
});

test("a git ref's target is run now, on today's examples and pins, in a worktree that is removed again", async () => {
  const given = await project();
  const left = worktrees();
  given.write({ "data.jsonl": [...examples, { id: "d", input: "d", expected: "d" }] });
  await given.lock();
  const now = await one(given, { trials: 2 });
  expect(now.record).toMatchObject({ passed: 0, executed: 8 });
  const found = await find(given, "v1", [now]);
  if ("missing" in found) throw new Error(found.missing);
  const table = found.baseline.suites.get("support")?.table;
  expect(table?.record).toMatchObject({ pinned: true, status: "complete", target: null, trials: 2, passed: 8 });
  expect(table?.record.git).toEqual({ commit: given.git("rev-parse", "v1"), branch: null, dirty: false });
  expect(table?.pins).toEqual(now.record.pins);
  expect(passes(found.baseline)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(worktrees()).toEqual(left);
  expect(given.git("worktree", "list").split("\n")).toHaveLength(1);
  // What was measured last of the application stays the latest run.
  expect(await find(given, "latest", [now])).toMatchObject({ runs: [{ dir: now.dir }] });
});

test("a git ref is measured on the same part of the examples, and each target against its own", async () => {
  const targets = { small: { module: "./target.mjs" }, large: { module: "./target.mjs" } };
  const given = await project({
    "goldloop.yaml": { version: 1, suites: { support: { ...suite, target: undefined, targets } } },
  });
  const judged = await given.measure("support", { split: "smoke" });
  const found = await find(given, "HEAD~1", judged);
  if ("missing" in found) throw new Error(found.missing);
  expect([...found.baseline.suites.keys()]).toEqual(["support@small", "support@large"]);
  expect(passes(found.baseline, "support@large")).toEqual([1]);
});

test("a project in a folder of its repository finds its dependencies in a worktree too", async () => {
  const made = repository({
    "app/goldloop.yaml": { version: 1, suites: { support: suite } },
    "app/data.jsonl": examples,
    "app/target.mjs":
      'import { reply } from "replies";\nimport { tail } from "../lib/tail.mjs";\nexport default (input) => reply(input) + tail;\n',
    "lib/package.json": { type: "module" },
    "lib/tail.mjs": 'export { tail } from "tails";\n',
    "lib/node_modules/tails/package.json": { name: "tails", type: "module", exports: "./index.js" },
    "lib/node_modules/tails/index.js": 'export const tail = "";\n',
    "node_modules/replies/package.json": { name: "replies", type: "module", exports: "./index.js" },
    "node_modules/replies/index.js": "export const reply = (input) => input;\n",
    ".gitignore": ".goldloop\nnode_modules\n",
  });
  made.commit("first");
  made.write({ "app/target.mjs": 'export default () => "wrong";\n' });
  const dir = join(made.dir, "app");
  const measured = await measuring(dir);
  await measured.lock();
  const found = await find({ ...made, ...measured, dir }, "main", await measured.measure());
  expect("baseline" in found && passes(found.baseline)).toEqual([1, 1, 1]);
});

test("a ref without the suite is no baseline, one with a broken configuration an error, and nothing stays behind", async () => {
  const given = await project();
  const left = worktrees();
  const now = await one(given);
  given.git("checkout", "-qb", "other");
  given.write({ "goldloop.yaml": { version: 1, suites: { else: suite } } });
  given.commit("other suite");
  expect(await find(given, "other", [now])).toMatchObject({ missing: "other has no suite support" });
  given.write({ "goldloop.yaml": { version: 1, sweets: {} } });
  given.commit("broken");
  await expect(find(given, "other", [now])).rejects.toMatchObject({ code: "config-at-ref" });
  expect(worktrees()).toEqual(left);
  expect(given.git("worktree", "list").split("\n")).toHaveLength(1);
});

test("a target over http is not what a ref says", async () => {
  const given = await project({
    "goldloop.yaml": { version: 1, suites: { support: { ...suite, target: { http: "http://127.0.0.1:1/" } } } },
  });
  const { record } = await one(given);
  await expect(find(given, "v1", [{ record } as StoredRun])).rejects.toMatchObject({
    code: "http-at-ref",
    message: expect.stringContaining("the server is not v1"),
  });
});

test("recorded outputs are scored now, under today's pins", async () => {
  const given = await project({ "old/outputs.jsonl": examples.map(({ id }) => ({ id, output: id })) });
  const now = await one(given);
  const found = await find(given, "old/outputs.jsonl", [now]);
  if ("missing" in found) throw new Error(found.missing);
  expect(passes(found.baseline)).toEqual([1, 1, 1]);
  expect(found.runs[0]?.record).toMatchObject({
    pinned: true,
    pins: now.record.pins,
    replay: { digest: expect.any(String) },
  });
  given.write({ "old/outputs.jsonl": [{ id: "a", output: "a" }] });
  expect(await find(given, "old/outputs.jsonl", [now])).toMatchObject({
    missing: expect.stringContaining("incomplete"),
  });
  await expect(find(given, "old/outputs.jsonl", [now, now])).rejects.toMatchObject({ code: "replay-one-suite" });
});

test("what cannot be a baseline is told with what mends it", async () => {
  const given = await project();
  const now = await one(given);
  const part = await one(given, { split: "smoke" });
  expect(await find(given, part.dir, [now])).toMatchObject({ missing: expect.stringContaining("part of the suite") });
  expect(await find(given, part.dir, [part])).toMatchObject({ baseline: { from: part.dir } });
  rmSync(join(given.dir, "goldloop.lock"));
  const loose = await one(given);
  expect(await find(given, loose.record.id, [now])).toMatchObject({
    missing: expect.stringContaining("not pinned"),
    hint: "goldloop lock\ngoldloop run support",
  });
});

test("a name that stands for nothing is an input error", async () => {
  const given = await project();
  const now = await one(given);
  await expect(find(given, "origin/main", [now])).rejects.toMatchObject({
    code: "unknown-baseline",
    hint: expect.stringContaining("git fetch origin main"),
  });
  await expect(find(given, "latest~7", [now])).rejects.toMatchObject({ code: "no-run" });
  mkdirSync(join(given.dir, "empty"));
  await expect(find(given, "empty", [now])).rejects.toMatchObject({ code: "no-run" });
  expect(existsSync(join(given.dir, ".goldloop", "baselines"))).toBe(false);
});
