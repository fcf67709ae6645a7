import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measuring } from "../../test/measured.ts";
import { repository, type Repository } from "../../test/repository.ts";
import { removalsSince } from "./removals.ts";

const origin = { kind: "trace", traceId: "4bf92f35" };
const plain = { id: "plain", input: "p", expected: "p" };
const kept = { id: "kept", input: "k", expected: "k", origin };
const held = { id: "held", input: "h", expected: "h", origin, split: "smoke", tags: ["orders"] };

function configOf(dataset: unknown = "data.jsonl"): Record<string, unknown> {
  return {
    version: 1,
    suites: {
      support: { dataset, target: { module: "./target.mjs" }, scorers: ["equals"] },
      other: { dataset: "other.jsonl", target: { module: "./target.mjs" }, scorers: ["equals"] },
    },
  };
}

/** A project whose first commit has two promoted examples, pinned. */
async function promoted(files: Record<string, unknown> = {}): Promise<Repository> {
  const made = repository({
    "goldloop.yaml": configOf(),
    "data.jsonl": [plain, kept, held],
    "other.jsonl": [{ ...kept, id: "far" }],
    "target.mjs": "export default (input) => input;\n",
    ...files,
  });
  await (await measuring(made.dir)).lock();
  made.commit("promoted");
  return made;
}

async function removals({ dir }: Repository, options: { baseRef?: string; split?: string } = {}) {
  const { config, measure } = await measuring(dir);
  const runs = await measure("support", { split: options.split });
  return removalsSince({ directory: dir, config, runs, baseRef: options.baseRef });
}

const gone = (id: string, how: string, suite = "support") => ({ suite, id, how, against: "merge-base" });

test("nothing is gone while the promoted examples are there as they were", async () => {
  const made = await promoted();
  made.write({ "data.jsonl": [{ ...held, tags: [] }, kept, { id: "new", input: "n", expected: "n" }] });
  expect(await removals(made)).toEqual({ found: [] });
});

test.each([
  ["removed", { "data.jsonl": [plain, kept] }, [gone("held", "removed")]],
  ["given another expectation", { "data.jsonl": [plain, kept, { ...held, expected: "?" }] }, [gone("held", "changed")]],
  ["robbed of its origin", { "data.jsonl": [plain, kept, { ...held, origin: undefined }] }, [gone("held", "changed")]],
  ["no longer selected", { "goldloop.yaml": configOf({ file: "data.jsonl", limit: 2 }) }, [gone("held", "unselected")]],
  [
    "left behind in another file",
    { "goldloop.yaml": configOf("moved.jsonl"), "moved.jsonl": [plain] },
    [gone("held", "removed"), gone("kept", "removed")],
  ],
  [
    "lost with its suite",
    {
      "goldloop.yaml": {
        version: 1,
        suites: { support: { dataset: "data.jsonl", target: { module: "./target.mjs" }, scorers: ["equals"] } },
      },
    },
    [gone("far", "removed", "other")],
  ],
])("a promoted example that is %s is found, committed or not", async (_, files, expected) => {
  const made = await promoted();
  made.write(files);
  expect(await removals(made)).toEqual({ found: expected });
  made.git("checkout", "-qb", "change");
  made.commit("change");
  expect(await removals(made)).toEqual({ found: expected });
  expect(await removals(made, { baseRef: "main" })).toEqual({ found: expected });
});

test("what the base got after the change had left it is not missed", async () => {
  const made = await promoted();
  made.git("checkout", "-qb", "change");
  made.git("checkout", "-q", "main");
  made.write({ "data.jsonl": [plain, kept, held, { ...held, id: "later" }] });
  made.commit("later");
  made.git("checkout", "-q", "change");
  expect(await removals(made)).toEqual({ found: [] });
});

test("a run of one split is measured against that split", async () => {
  const made = await promoted();
  expect(await removals(made, { split: "smoke" })).toEqual({ found: [] });
  made.write({ "data.jsonl": [{ ...plain, split: "smoke" }, kept, { ...held, split: "night" }] });
  expect(await removals(made, { split: "smoke" })).toEqual({ found: [gone("held", "unselected")] });
});

test("without a lock at the base, today's pins say where to look", async () => {
  const made = await promoted();
  made.git("rm", "-q", "--cached", "goldloop.lock");
  made.git("commit", "-qm", "no lock", "--amend");
  made.write({ "data.jsonl": [plain] });
  expect(await removals(made)).toEqual({ found: [gone("held", "removed"), gone("kept", "removed")] });
});

test("where history does not tell, that is said", async () => {
  const unborn = repository({
    "goldloop.yaml": configOf(),
    "data.jsonl": [kept],
    "other.jsonl": [kept],
    "target.mjs": "export default (input) => input;\n",
  });
  expect(await removals(unborn)).toEqual({ unknown: "there is no commit yet" });
  const made = await promoted();
  expect(await removals(made, { baseRef: "origin/gone" })).toEqual({
    unknown: expect.stringContaining("git has no origin/gone here"),
  });
  made.git("checkout", "-q", "--orphan", "apart");
  made.commit("apart");
  expect(await removals(made, { baseRef: "main" })).toEqual({
    unknown: expect.stringContaining("nothing in common"),
  });
});

test("a lock that names a dataset which was never committed leaves it unknown", async () => {
  const made = await promoted({ ".gitignore": ".goldloop\ndata.jsonl\n" });
  expect(await removals(made)).toEqual({ unknown: expect.stringContaining("data.jsonl") });
});

test("a shallow clone without the merge base is unknown, and says how to get it", async () => {
  const made = await promoted();
  for (const text of ["a", "b"]) {
    made.write({ "x.txt": text });
    made.commit(text);
  }
  made.git("branch", "old", "main~2");
  const clone = join(repository().dir, "clone");
  execFileSync("git", ["clone", "-q", "--depth", "1", "--no-single-branch", `file://${made.dir}`, clone], {
    stdio: "ignore",
  });
  const { config, measure } = await measuring(clone);
  const found = await removalsSince({
    directory: clone,
    config,
    runs: await measure("support"),
    baseRef: "origin/old",
  });
  expect(found).toEqual({ unknown: expect.stringContaining("git fetch --unshallow") });
});

test("outside of git nothing is known", async () => {
  const made = await promoted();
  const { config, measure } = await measuring(made.dir);
  const outside = realpathSync(mkdtempSync(join(tmpdir(), "goldloop-outside-")));
  const found = await removalsSince({ directory: outside, config, runs: await measure("support") });
  expect(found).toEqual({ unknown: "this is no git repository" });
});
