import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measuring, type Measuring } from "../../test/measured.ts";
import { repository, type Repository } from "../../test/repository.ts";
import type { StoredRun } from "../run/index.ts";
import { approve } from "./approve.ts";
import { defaultBaseRef } from "./base-ref.ts";
import { gatherInput, type DecideRequest } from "./decide.ts";
import { requireEvidence } from "./evidence.ts";
import { findBaseline } from "./find-baseline.ts";
import { readAtRef, resolveRef } from "./history.ts";
import { mergeBase } from "./merge-base.ts";

const origin = { kind: "trace", traceId: "4bf92f35", promotedAt: "2026-11-01T00:00:00Z" };
const examples = [
  { id: "plain", input: "p", expected: "p" },
  { id: "held", input: "h", expected: "h", origin },
];
const suite = { dataset: "data.jsonl", target: { module: "./target.mjs" }, scorers: ["equals"] };
const other = { ...suite, dataset: "other.jsonl" };
const config = (suites: Record<string, unknown> = { support: suite }) => ({ version: 1, suites });
const policy = (from = "approved") => ({
  version: 1,
  baseline: { from },
  gates: { quality: { require: ["passRate >= 10%"] } },
  stages: { "pull-request": { gates: "all" } },
});

/** A pinned project in a repository without a commit. */
async function project(files: Record<string, unknown> = {}): Promise<Repository & Measuring> {
  const made = repository({
    "goldloop.yaml": config(),
    "goldloop.policy.yaml": policy(),
    "data.jsonl": examples,
    "other.jsonl": [{ ...examples[1], id: "far" }],
    "target.mjs": "export default (input) => input;\n",
    ...files,
  });
  const measured = await measuring(made.dir);
  await measured.lock();
  return { ...made, ...measured };
}

async function one(given: Measuring): Promise<StoredRun> {
  const [run] = await given.measure("support");
  if (run === undefined) throw new Error("no run");
  return run;
}

async function gather(given: Repository & Measuring, runs: readonly StoredRun[], more: Partial<DecideRequest> = {}) {
  // The configuration as it is by now.
  const { config: now, environment, run } = await measuring(given.dir);
  return gatherInput({
    config: now,
    environment,
    runs,
    ci: false,
    now: new Date("2026-11-24T12:00:00Z"),
    findBaseline: (name, { baseRef, isTyped }) =>
      findBaseline(name, {
        config: now,
        from: given.dir,
        runs: runs.map(({ record }) => record),
        baseRef,
        inPolicy: !isTyped,
        environment,
        run,
      }),
    ...more,
  });
}

async function approveRun(given: Measuring, runs: readonly StoredRun[], initial = true): Promise<void> {
  const release = `sha256:${"1".repeat(64)}` as const;
  const at = "2026-11-24T10:00:00Z";
  await approve({ config: given.config, runs, approvedBy: "ana@example.com", release, at, initial });
}

/** A branch of the remote, as a clone would have it. */
function publish({ git }: Repository, branch = "main"): void {
  git("update-ref", `refs/remotes/origin/${branch}`, "HEAD");
}

test("a tag or a local branch that is named as the remote's branch does not take its place", async () => {
  const given = repository({ "a.txt": "base" });
  const base = given.commit("base");
  publish(given);
  given.git("checkout", "-qb", "change");
  given.write({ "a.txt": "change" });
  const change = given.commit("change");
  for (const [make, drop] of [
    [
      ["tag", "origin/main"],
      ["tag", "-d", "origin/main"],
    ],
    [
      ["branch", "origin/main"],
      ["branch", "-D", "origin/main"],
    ],
  ] as const) {
    given.git(...make);
    expect(given.git("rev-parse", "origin/main")).toBe(change);
    const full = defaultBaseRef({ GITHUB_BASE_REF: "main" }) ?? "";
    expect(await resolveRef(given.dir, full)).toBe(base);
    expect(await readAtRef(given.dir, full, "a.txt")).toBe("base");
    expect(await mergeBase(given.dir, full)).toEqual({ commit: base });
    expect(await mergeBase(given.dir, undefined)).toEqual({ commit: base });
    for (const name of ["origin/main", "origin/main~0"]) {
      await expect(resolveRef(given.dir, name)).rejects.toMatchObject({ code: "ambiguous-ref", exitCode: 2 });
    }
    given.git(...drop);
    expect(await resolveRef(given.dir, "origin/main")).toBe(base);
  }
  given.git("tag", "origin/main", base);
  expect(await resolveRef(given.dir, "origin/main")).toBe(base);
});

test("a tag is never a branch of the remote that is not there, and a name of two commits is refused", async () => {
  const given = repository({ "a.txt": "base" });
  const base = given.commit("base");
  given.git("tag", "-a", "-m", "x", "origin/main");
  await expect(resolveRef(given.dir, "origin/main")).rejects.toMatchObject({ code: "unknown-ref" });
  given.git("tag", "-a", "-m", "x", "main");
  expect(await resolveRef(given.dir, "main")).toBe(base);
  given.write({ "a.txt": "change" });
  given.commit("change");
  await expect(resolveRef(given.dir, "main")).rejects.toMatchObject({ code: "ambiguous-ref" });
  expect(await resolveRef(given.dir, "refs/tags/main")).toBe(base);
});

test("the verdict shows the base by its short name", async () => {
  const given = await project();
  given.commit("base");
  publish(given);
  const { input } = await gather(given, [await one(given)], { baseRef: "refs/remotes/origin/main" });
  expect(input.policyRef).toBe("origin/main");
});

test("a merge queue is judged against the commit that its group is built on", () => {
  const { dir, write } = repository({ "event.json": { merge_group: { base_sha: "a".repeat(40) } } });
  const variables = { GITHUB_EVENT_NAME: "merge_group", GITHUB_EVENT_PATH: join(dir, "event.json") };
  expect(defaultBaseRef(variables)).toBe("a".repeat(40));
  expect(defaultBaseRef({ ...variables, GITHUB_EVENT_NAME: "push" })).toBeUndefined();
  write({ "event.json": { merge_group: { base_sha: "--output=x" } } });
  expect(defaultBaseRef(variables)).toBeUndefined();
});

test("a run that git tracks is no evidence, also behind a link", async () => {
  const given = await project();
  const run = await one(given);
  given.commit("base");
  await expect(requireEvidence([run], new Date())).resolves.toBeUndefined();
  given.git("add", "-f", ".goldloop");
  await expect(requireEvidence([run], new Date())).rejects.toMatchObject({
    code: "committed-run",
    message: expect.stringContaining("run.json"),
    hint: expect.stringContaining("git rm -r --cached .goldloop"),
  });
  symlinkSync(run.dir, join(given.dir, "link"));
  await expect(requireEvidence([{ ...run, dir: join(given.dir, "link") }], new Date())).rejects.toMatchObject({
    code: "committed-run",
  });
});

test("a run that is yet to be started is no evidence", async () => {
  const given = await project();
  const run = await one(given);
  const started = (minutes: number): StoredRun => ({
    ...run,
    record: { ...run.record, startedAt: new Date(Date.now() + minutes * 60_000).toISOString() },
  });
  await expect(requireEvidence([started(4)], new Date())).resolves.toBeUndefined();
  await expect(requireEvidence([started(6)], new Date())).rejects.toMatchObject({ code: "future-run" });
  const never = { ...run, record: { ...run.record, startedAt: "soon" } };
  await expect(requireEvidence([never], new Date())).rejects.toMatchObject({ code: "future-run" });
});

test("a run of another commit, of none, or of other pins is stale: it blocks in CI and under a base ref", async () => {
  const given = await project();
  const first = given.commit("base");
  const run = await one(given);
  expect((await gather(given, [run])).input.stale).toEqual([]);
  const second = given.commit("next");
  const stale = {
    suite: "support",
    reason: `it was measured at ${first.slice(0, 12)}, and HEAD is ${second.slice(0, 12)}`,
    hint: "goldloop run support",
  };
  expect((await gather(given, [run])).input.stale).toEqual([{ ...stale, blocks: false }]);
  expect((await gather(given, [run], { ci: true })).input.stale).toEqual([{ ...stale, blocks: true }]);
  expect((await gather(given, [run], { baseRef: "main" })).input.stale).toEqual([{ ...stale, blocks: true }]);
  const loose = { ...run, record: { ...run.record, git: null } };
  expect((await gather(given, [loose])).input.stale).toMatchObject([{ reason: expect.stringContaining("of which") }]);

  const again = await one(given);
  given.write({ "data.jsonl": examples.slice(0, 1) });
  await given.lock();
  expect((await gather(given, [again])).input.stale).toMatchObject([
    { reason: expect.stringContaining("goldloop.lock has changed since: support.dataset") },
  ]);
});

test("a suite that was not run is told with its promoted examples, gone from the configuration or not", async () => {
  const given = await project({ "goldloop.yaml": config({ support: suite, other }) });
  given.commit("base");
  const run = await one(given);
  const unrun = [{ suite: "other", configured: true, promoted: 1 }];
  expect((await gather(given, [run])).input.unrun).toEqual(unrun);
  expect((await gather(given, await given.measure())).input.unrun).toEqual([]);

  given.write({ "goldloop.yaml": config() });
  const gone = [{ suite: "other", configured: false, promoted: 1 }];
  expect((await gather(given, [run])).input.unrun).toEqual(gone);
  expect((await gather(given, [run], { approving: true })).input.unrun).toEqual([]);
  // The lock is pinned anew, and the base has it still.
  await (await measuring(given.dir)).lock();
  expect((await gather(given, [run], { baseRef: "main" })).input.unrun).toEqual(gone);
});

test("a suite of the approved baseline is missed, whatever the lock of the base says", async () => {
  const given = await project({ "goldloop.yaml": config({ support: suite, other }) });
  await approveRun(given, await given.measure());
  given.write({ "goldloop.yaml": config() });
  await (await measuring(given.dir)).lock();
  given.commit("base");
  expect((await gather(given, [await one(given)])).input.unrun).toEqual([
    { suite: "other", configured: false, promoted: 1 },
  ]);
});

test("promoted examples of the base are known with their deadlines, also of suites that are gone", async () => {
  const given = await project({
    "goldloop.yaml": config({ support: suite, other }),
    "data.jsonl": [...examples, { ...examples[1], id: "dated", origin: { ...origin, deadline: "2027-01-01" } }],
  });
  given.commit("base");
  given.write({ "data.jsonl": examples.slice(0, 1), "goldloop.yaml": config() });
  const before = (await gather(given, [await one(given)])).input.promotedBefore;
  expect([...(before ?? [])]).toEqual([
    ["other\0far", { deadline: "2026-12-01T00:00:00.000Z" }],
    ["support\0held", { deadline: "2026-12-01T00:00:00.000Z" }],
    ["support\0dated", { deadline: "2027-01-01" }],
  ]);
});

test("the authors are those since the merge base, and of the commit that was measured", async () => {
  const given = await project();
  given.commit("base");
  publish(given);
  given.git("checkout", "-qb", "change");
  given.write({ "a.txt": "1" });
  given.commit("by Kim", "--author", "Kim <Kim@Example.com>");
  given.write({ "a.txt": "2" });
  given.commit("by Li", "--author", "Li <li@example.com>");
  const run = await one(given);
  expect((await gather(given, [run])).input.authors).toEqual(["ana@example.com", "kim@example.com", "li@example.com"]);
  // Merged: nothing is between the base and HEAD, and Li has written what was measured all the same.
  publish(given);
  expect((await gather(given, [run])).input.authors).toEqual(["ana@example.com", "li@example.com"]);
  // Who commits an acceptance has not.
  given.write({ "evals/acceptances/x.txt": "" });
  given.commit("accepted", "--author", "Sam <sam@example.com>");
  publish(given);
  expect((await gather(given, [await one(given)])).input.authors).toEqual(["ana@example.com", "li@example.com"]);
});

test("a change does not bring its own first baseline, unless it brings Goldloop as a whole", async () => {
  const given = await project();
  const baseline = given.commit("base");
  given.git("checkout", "-qb", "change");
  await approveRun(given, [await one(given)]);
  given.commit("approved");
  const run = await one(given);
  const own = await gather(given, [run], { baseRef: "main" });
  expect(own.input.baseline).toBeUndefined();
  expect(own.input.noBaseline).toMatchObject({
    reason: expect.stringContaining("main has no approved baseline"),
    hint: expect.stringContaining("merge the first baseline on its own"),
  });
  expect(own.notes).toContain("evals/baselines is changed by this change: it counts once main has it");
  expect((await gather(given, [run])).input.baseline?.from).toBe("approved");

  given.git("branch", "bare", baseline);
  given.git("checkout", "-q", "bare");
  given.git("rm", "-q", "goldloop.policy.yaml");
  given.commit("without a policy");
  given.git("checkout", "-q", "change");
  const whole = await gather(given, [run], { baseRef: "bare" });
  expect(whole.input.baseline?.from).toBe("approved (proposed)");
  expect(whole.notes).toContain("bare has neither a policy nor an approved baseline: the proposed baseline was used");
});

test("a change of the approved baseline is said, with the examples that it would no longer guard", async () => {
  const given = await project();
  await approveRun(given, [await one(given)]);
  given.commit("base");
  expect((await gather(given, [await one(given)], { baseRef: "main" })).notes).toEqual([]);
  given.git("checkout", "-qb", "change");
  const file = join(given.dir, "evals/baselines/approved.json");
  const approval = JSON.parse((await readAtRef(given.dir, "main", "evals/baselines/approved.json")) ?? "");
  writeFileSync(file, JSON.stringify({ ...approval, guarded: [] }));
  given.commit("change");
  const { input, notes } = await gather(given, [await one(given)], { baseRef: "main" });
  expect([...(input.baseline?.guarded ?? [])]).toEqual(["held"]);
  expect(notes).toEqual([
    "evals/baselines is changed by this change: it counts once main has it",
    "it would no longer guard held, which main guards",
  ]);
});

test("a baseline that the policy names by path counts only as the base has it", async () => {
  const outputs = (text?: string) => examples.map(({ id, input }) => ({ id, output: text ?? input }));
  const given = await project({ "goldloop.policy.yaml": policy("old.jsonl"), "old.jsonl": outputs() });
  given.commit("base");
  given.git("checkout", "-qb", "change");
  const run = await one(given);
  const { input } = await gather(given, [run], { baseRef: "main" });
  expect(input.baseline?.from).toBe("old.jsonl (file)");
  given.write({ "old.jsonl": outputs("worse") });
  await expect(gather(given, [run], { baseRef: "main" })).rejects.toMatchObject({ code: "changed-baseline" });
  given.commit("change");
  await expect(gather(given, [run], { baseRef: "main" })).rejects.toMatchObject({ code: "changed-baseline" });
});

test("a run that the policy names is refused when the change brings it, and taken when whoever judges put it there", async () => {
  const given = await project({ "goldloop.policy.yaml": policy("kept") });
  given.commit("base");
  given.git("checkout", "-qb", "change");
  const run = await one(given);
  cpSync(run.dir, join(given.dir, "kept"), { recursive: true });
  const { input } = await gather(given, [run], { baseRef: "main" });
  expect(input.baseline?.from).toBe("kept (run)");
  given.commit("change");
  await expect(gather(given, [run], { baseRef: "main" })).rejects.toMatchObject({ code: "changed-baseline" });
});

test("a path does not take the place of the git ref that the policy names", async () => {
  const given = await project({ "goldloop.policy.yaml": policy("main") });
  given.commit("base");
  given.git("checkout", "-qb", "change");
  const run = await one(given);
  cpSync(run.dir, join(given.dir, "main"), { recursive: true });
  const { input } = await gather(given, [run], { baseRef: "main" });
  expect(input.baseline?.from).toBe("main (git ref)");
});

test("a typed baseline may be an approved run, and no other that git tracks", async () => {
  const given = await project();
  const run = await one(given);
  await approveRun(given, [run]);
  mkdirSync(join(given.dir, "kept"));
  cpSync(run.dir, join(given.dir, "kept"), { recursive: true });
  given.commit("base");
  const typed = (baseline: string) => gather(given, [run], { baseline });
  expect((await typed("evals/baselines/support")).input.baseline?.from).toBe("evals/baselines/support");
  await expect(typed("kept")).rejects.toMatchObject({ code: "committed-run" });
});

test("a policy under another name does not escape the base's", async () => {
  const given = await project();
  given.commit("base");
  given.git("checkout", "-qb", "change");
  given.git("mv", "goldloop.policy.yaml", "lax.yaml");
  given.commit("change");
  const named = { policy: join(given.dir, "lax.yaml"), baseRef: "main" };
  await expect(gather(given, [await one(given)], named)).rejects.toMatchObject({ code: "renamed-policy" });
});
