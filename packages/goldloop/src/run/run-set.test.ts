import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findRuns, planRunSet, readRunSet, writeRunSet } from "./run-set.ts";

const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), "goldloop-sets-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
};
const runs = (project: string): string => join(project, ".goldloop", "runs");
const addRun = (dir: string): string => {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "run.json"), JSON.stringify({ schema: "goldloop/run/v1", suite: "echo" }));
  return dir;
};
const members = [
  { suite: "one", target: null },
  { suite: "two/b", target: "small" },
];

/** A project with an old run, a set of two runs and, if asked, a run after them. */
function projectWithSet({ after = false } = {}) {
  const project = folder();
  const old = addRun(join(runs(project), "20200101-000000000-echo-0000"));
  const set = planRunSet(project, members, { trials: 2 }, undefined);
  writeRunSet(set);
  for (const dir of set.dirs) addRun(dir);
  const later = after ? addRun(join(runs(project), "29990101-000000000-echo-0000")) : undefined;
  return { project, old, set, later };
}

describe("findRuns", () => {
  test("a set stands for all of its runs: by id, by the start of it, by directory, by file", async () => {
    const { project, set } = projectWithSet();
    for (const name of [set.id, set.id.slice(0, -2), set.dir, join(set.dir, "set.json"), `.goldloop/runs/${set.id}`]) {
      expect(await findRuns(project, project, name), name).toEqual(set.dirs);
    }
  });

  test("latest is the newest run or set, and the runs of a set do not hide it", async () => {
    const { project, old, set } = projectWithSet();
    expect(await findRuns(project, project, "latest")).toEqual(set.dirs);
    expect(await findRuns(project, project, "latest~1")).toEqual([old]);
    await expect(findRuns(project, project, "latest~2")).rejects.toMatchObject({ code: "no-run" });
    const more = projectWithSet({ after: true });
    expect(await findRuns(more.project, more.project, "latest")).toEqual([more.later]);
    expect(await findRuns(more.project, more.project, "latest~1")).toEqual(more.set.dirs);
  });

  test("a run is one directory, also when it belongs to a set", async () => {
    const { project, old, set } = projectWithSet();
    expect(await findRuns(project, project, old)).toEqual([old]);
    expect(await findRuns(project, project, "20200101")).toEqual([old]);
    expect(await findRuns(project, project, set.dirs[1] ?? "")).toEqual([set.dirs[1]]);
    expect(await findRuns(project, project, "latest:echo")).toHaveLength(1);
  });

  test("what fits several is refused, and so is what fits nothing", async () => {
    const { project, set } = projectWithSet();
    await expect(findRuns(project, project, set.id.slice(0, 8))).rejects.toMatchObject({ code: "ambiguous-run" });
    await expect(findRuns(project, project, "nothing")).rejects.toMatchObject({ code: "no-run" });
    const none = folder();
    await expect(findRuns(none, none, "latest")).rejects.toMatchObject({ code: "no-run" });
  });
});

describe("a set", () => {
  test("names runs that never started too, in folders of --out", async () => {
    const out = join(folder(), "out");
    const set = planRunSet(folder(), members, { filter: ["a"] }, out);
    writeRunSet(set);
    const read = await readRunSet(out);
    expect(read.dirs).toEqual([join(out, "one"), join(out, "two-b-small")]);
    expect(read).toMatchObject({ runs: ["one", "two-b-small"], members, options: { filter: ["a"] } });
    expect(() => planRunSet(out, members, {}, out)).toThrow(/already holds/);
  });

  test("its runs' ids sort in the order of the runs", () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ suite: `s${30 - i}`, target: null }));
    const { dirs } = planRunSet(folder(), many, {}, undefined);
    expect(dirs).toEqual(dirs.toSorted());
  });

  test.each([
    ["no JSON", "{", "broken-run-set"],
    ["another schema", '{"schema":"goldloop/run-set/v2"}', "unknown-run-schema"],
    ["no runs", '{"schema":"goldloop/run-set/v1","id":"x","runs":[],"members":[]}', "broken-run-set"],
  ])("with %s is an input error", async (_, text, code) => {
    const dir = folder();
    writeFileSync(join(dir, "set.json"), text);
    await expect(readRunSet(dir)).rejects.toMatchObject({ code });
  });

  test("that is none is an input error", async () => {
    await expect(readRunSet(folder())).rejects.toMatchObject({ code: "no-run-set" });
  });
});
