import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { measuring, type Measuring } from "../../test/measured.ts";
import { repository, type Repository } from "../../test/repository.ts";
import { canonicalJson, digestOf, type Digest } from "../digest/index.ts";
import { openRun, type StoredRun } from "../run/index.ts";
import { approve, type WrittenApproval } from "./approve.ts";
import { readApproved } from "./approved.ts";
import { tabulate } from "./tabulate.ts";

const origin = { kind: "trace", traceId: "4bf92f35" };
const release: Digest = `sha256:${"5".repeat(64)}`;
const at = "2026-11-24T10:00:00.000Z";

const target = 'export default (input) => (input.startsWith("bad") ? "?" : input);\n';
const examples = [
  { id: "plain", input: "p", expected: "p" },
  { id: "mended", input: "m", expected: "m", origin },
  { id: "open", input: "bad", expected: "good", origin },
];

interface Project extends Measuring, Repository {
  approve: (runs: readonly StoredRun[], more?: object) => Promise<WrittenApproval>;
  file: (name: string) => string;
}

async function project(suites: Record<string, unknown> = {}): Promise<Project> {
  const made = repository({
    "goldloop.yaml": {
      version: 1,
      suites: {
        support: { dataset: "data.jsonl", target: { module: "./target.mjs" }, scorers: ["equals"], trials: 2 },
        ...suites,
      },
    },
    "data.jsonl": examples,
    "target.mjs": target,
  });
  const measured = await measuring(made.dir);
  await measured.lock();
  made.commit("first");
  return {
    ...made,
    ...measured,
    approve: (runs, more = {}) =>
      approve({ config: measured.config, runs, approvedBy: "ana@example.com", release, at, initial: true, ...more }),
    file: (name) => join(made.dir, "evals", "baselines", name),
  };
}

test("the first approval writes the run and approved.json, and can be read back", async () => {
  const given = await project();
  const [run] = await given.measure();
  if (run === undefined) throw new Error("no run");
  const { approval, newlyGuarded, kept, notes } = await given.approve([run]);
  expect(JSON.parse(readFileSync(given.file("approved.json"), "utf8"))).toEqual({
    release,
    runs: { support: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    approvedBy: "ana@example.com",
    at,
    previous: null,
    guarded: ["mended"],
  });
  expect({ newlyGuarded, kept, notes }).toEqual({ newlyGuarded: ["mended"], kept: [], notes: [] });
  expect(readdirSync(given.file("")).toSorted()).toEqual([".gitattributes", "approved.json", "support"]);
  expect(readdirSync(given.file("support")).toSorted()).toEqual(["examples.jsonl.gz", "results.jsonl.gz", "run.json"]);

  const plain = (name: string): Buffer => gunzipSync(readFileSync(given.file(`support/${name}.gz`)));
  const digests = {
    run: digestOf(readFileSync(given.file("support/run.json"))),
    results: digestOf(plain("results.jsonl")),
    examples: digestOf(plain("examples.jsonl")),
  };
  expect(approval.runs["support"]).toBe(digestOf(canonicalJson(digests)));
  expect(plain("results.jsonl")).toEqual(readFileSync(join(run.dir, "results.jsonl")));

  const read = await readApproved(given.dir);
  if ("missing" in read) throw new Error(read.missing);
  expect([...read.baseline.guarded]).toEqual(["mended"]);
  expect(read.baseline).toMatchObject({ from: "approved", release, interleaved: false });
  const table = await tabulate(run);
  expect(read.baseline.suites.get("support")).toEqual({ table, digest: approval.runs["support"] });
  // The folder opens as a run like any other.
  expect(await tabulate(await openRun(given.file("support")))).toEqual(table);
});

test("the same run gives the same bytes", async () => {
  const given = await project();
  const runs = await given.measure();
  await given.approve(runs);
  const first = readFileSync(given.file("support/results.jsonl.gz"));
  rmSync(given.file(""), { recursive: true });
  await given.approve(runs);
  expect(readFileSync(given.file("support/results.jsonl.gz"))).toEqual(first);
});

test("an approved baseline is read as of a git ref", async () => {
  const given = await project();
  await given.approve(await given.measure());
  given.commit("approved");
  rmSync(given.file(""), { recursive: true });
  const then = await readApproved(given.dir, "HEAD");
  expect("baseline" in then && [...then.baseline.suites.keys()]).toEqual(["support"]);
  expect(await readApproved(given.dir, "HEAD~1")).toEqual({
    missing: "there is no approved baseline at HEAD~1",
    hint: expect.stringContaining("release approve --initial"),
  });
  expect(await readApproved(given.dir)).toMatchObject({ missing: "there is no approved baseline" });
});

test("guarded examples stay guarded, and the approval before is named", async () => {
  const given = await project();
  const first = await given.approve(await given.measure());
  const before = readFileSync(given.file("approved.json"));
  // The guarded one fails now, and the other is mended: the gates would have to allow this.
  given.write({
    "data.jsonl": [examples[0], { ...examples[1], expected: "other" }, { ...examples[2], input: "good" }],
  });
  await given.lock();
  const second = await given.approve(await given.measure(), { initial: false });
  expect(second.approval).toMatchObject({ previous: digestOf(before), guarded: ["mended", "open"] });
  expect(second.newlyGuarded).toEqual(["open"]);
  expect(second.notes).toEqual([expect.stringContaining("uncommitted changes")]);
  expect(second.approval.runs).not.toEqual(first.approval.runs);
  expect(await readApproved(given.dir)).toMatchObject({ approval: { guarded: ["mended", "open"] } });
});

test("suites that are not given stay as they were approved, and those that are gone go", async () => {
  const one = { dataset: "data.jsonl", target: { module: "./target.mjs" }, scorers: ["equals"] };
  const given = await project({
    "red/team": one,
    models: { ...one, target: undefined, targets: { "a/b c": one.target, plain: one.target } },
  });
  const first = await given.approve(await given.measure());
  expect(Object.keys(first.approval.runs)).toEqual(["support", "red/team", "models@a/b c", "models@plain"]);
  expect(existsSync(given.file("models@a%2Fb%20c/run.json"))).toBe(true);
  const [again] = await given.measure("support");
  const second = await given.approve(again === undefined ? [] : [again], { initial: false });
  expect(second.kept.toSorted()).toEqual(["models@a/b c", "models@plain", "red/team"]);
  expect(second.approval.runs["red/team"]).toBe(first.approval.runs["red/team"]);
  const suites = new Map([...given.config.suites].filter(([name]) => name !== "red/team"));
  const less = { initial: false, config: { ...given.config, suites } };
  expect(second.dropped).toEqual([]);
  expect((await given.approve(again === undefined ? [] : [again], less)).dropped).toEqual(["red/team"]);
  expect(existsSync(given.file("red/team/run.json"))).toBe(false);
  expect(await readApproved(given.dir)).toMatchObject({ approval: { guarded: ["mended"] } });
});

test("what cannot be a baseline is refused, and nothing is written", async () => {
  const given = await project();
  const [run] = await given.measure();
  if (run === undefined) throw new Error("no run");
  const unfit = (record: object): StoredRun => ({ ...run, record: { ...run.record, ...record } });
  const part = { ...run.record.selection, partial: true, narrowed: true };
  const refused: [StoredRun[], string, object?][] = [
    [[], "no-run"],
    [[run, run], "two-runs"],
    [[unfit({ pinned: false, unpinned: ["there is no goldloop.lock"] })], "unpinned-run"],
    [[unfit({ status: "incomplete", incomplete: ["stopped before its end"] })], "incomplete-run"],
    [[unfit({ executed: 5 })], "incomplete-run"],
    [[unfit({ selection: part })], "partial-run"],
    [[unfit({ suite: "gone" })], "unknown-suite"],
    [[unfit({ target: "large" })], "unknown-suite"],
    [[run], "no-baseline", { initial: false }],
  ];
  for (const [runs, code, more] of refused) await expect(given.approve(runs, more)).rejects.toMatchObject({ code });
  given.write({ "data.jsonl": [...examples, { id: "more", input: "x", expected: "x" }] });
  await given.lock();
  await expect(given.approve([run])).rejects.toMatchObject({ code: "unpinned-run" });
  expect(existsSync(given.file(""))).toBe(false);
});

test("a run whose results were cut is refused, and nothing stays behind", async () => {
  const given = await project();
  const [run] = await given.measure();
  const file = join(run?.dir ?? "", "results.jsonl");
  writeFileSync(file, readFileSync(file, "utf8").split("\n").slice(1).join("\n"));
  await expect(given.approve(run === undefined ? [] : [run])).rejects.toMatchObject({ code: "results-changed" });
  expect(existsSync(given.file("approved.json")) || existsSync(given.file(".pending"))).toBe(false);
});

test("there is one first baseline", async () => {
  const given = await project();
  const runs = await given.measure();
  await given.approve(runs);
  await expect(given.approve(runs)).rejects.toMatchObject({ code: "baseline-exists" });
});

const alterations: [string, (given: Project) => void, string][] = [
  [
    "run.json",
    ({ file }) => rewrite(file("support/run.json"), (text) => text.replace('"passed": 4', '"passed": 6')),
    "not what was approved",
  ],
  [
    "results",
    ({ file }) => {
      const text = gunzipSync(readFileSync(file("support/results.jsonl.gz"))).toString("utf8");
      writeFileSync(file("support/results.jsonl.gz"), gzipSync(text.replace('"pass":false', '"pass":true')));
    },
    "not what was approved",
  ],
  [
    "damaged results",
    ({ file }) =>
      writeFileSync(file("support/results.jsonl.gz"), readFileSync(file("support/results.jsonl.gz")).subarray(0, 40)),
    "damaged",
  ],
  ["missing examples", ({ file }) => rmSync(file("support/examples.jsonl.gz")), "missing"],
  [
    "another digest",
    ({ file }) =>
      rewrite(file("approved.json"), (text) => text.replace(/"support": "sha256:..../, '"support": "sha256:0000')),
    "not what was approved",
  ],
  [
    "no runs",
    ({ file }) => rewrite(file("approved.json"), (text) => text.replace(/"runs": \{[^}]*\}/, '"runs": {}')),
    "names no run",
  ],
  [
    "an unknown key",
    ({ file }) => rewrite(file("approved.json"), (text) => text.replace("{", '{ "note": "x",')),
    "cannot be read",
  ],
  [
    "a path outside",
    ({ file }) => rewrite(file("approved.json"), (text) => text.replace('"support":', '"../support":')),
    "cannot name the folder",
  ],
  [
    "another suite's run",
    ({ file }) => {
      rewrite(file("approved.json"), (text) => text.replace('"support":', '"other":'));
      renameSync(file("support"), file("other"));
    },
    "is a run of support",
  ],
];
test.each(alterations)("an approved baseline with %s altered is no baseline", async (_, alter, reason) => {
  const given = await project();
  await given.approve(await given.measure());
  alter(given);
  expect(await readApproved(given.dir)).toEqual({
    missing: expect.stringContaining(reason),
    hint: "git restore evals/baselines",
  });
  await expect(given.approve(await given.measure(), { initial: false })).rejects.toMatchObject({
    code: "altered-baseline",
  });
});

test("an approval that was cut short leaves the old one valid before it counts, and the new one after", async () => {
  const given = await project();
  await given.approve(await given.measure());
  const old = {
    approved: readFileSync(given.file("approved.json")),
    run: readFileSync(given.file("support/run.json")),
  };
  const files = ["run.json", "results.jsonl.gz", "examples.jsonl.gz"];
  const oldRun = files.map((name) => readFileSync(given.file(`support/${name}`)));
  await given.approve(await given.measure(), { initial: false });
  const newRun = files.map((name) => readFileSync(given.file(`support/${name}`)));
  const fresh = readFileSync(given.file("approved.json"));
  const digest = (JSON.parse(fresh.toString("utf8")) as { runs: Record<string, string> }).runs["support"] ?? "";
  const put = (folder: string, contents: readonly Buffer[]): void => {
    mkdirSync(given.file(folder), { recursive: true });
    for (const [index, name] of files.entries()) {
      const content = contents[index];
      if (content !== undefined) writeFileSync(given.file(`${folder}/${name}`), content);
    }
  };
  const waiting = `.pending/${digest.replace("sha256:", "")}`;

  put(waiting, newRun);
  put("support", oldRun);
  writeFileSync(given.file("approved.json"), old.approved);
  expect(await readApproved(given.dir)).toMatchObject({ digest: digestOf(old.approved) });

  writeFileSync(given.file("approved.json"), fresh);
  expect(await readApproved(given.dir)).toMatchObject({ digest: digestOf(fresh) });
  put("support", newRun.slice(0, 1));
  expect(await readApproved(given.dir)).toMatchObject({ digest: digestOf(fresh) });

  const third = await given.approve(await given.measure(), { initial: false });
  expect(third.approval.previous).toBe(digestOf(fresh));
  expect(existsSync(given.file(".pending"))).toBe(false);
  expect(await readApproved(given.dir)).toMatchObject({ approval: third.approval });
});

function rewrite(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
}
