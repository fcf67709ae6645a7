import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { echoProject } from "./project.ts";

const examples = Array.from({ length: 12 }, (_, i) => ({ id: `e${i}`, input: `e${i}`, expected: `e${i}` }));
const config = (suite: Record<string, unknown>): Record<string, unknown> => ({
  "goldloop.yaml": {
    version: 1,
    suites: { echo: { dataset: "data.jsonl", target: { module: "./target.ts" }, scorers: ["equals"], ...suite } },
  },
});

describe("a run is no evidence, complete or green by a back door", () => {
  test.each([
    ["its selection", { dataset: { file: "data.jsonl", limit: 1 } }],
    ["its trials", { trials: 3 }],
    ["a setting of its judges", { skipJudgesOnFailure: true }],
  ])("when the suite changed %s since the lock", async (_, suite) => {
    const given = echoProject(examples);
    await given.goldloop(["lock"]);
    given.write(config(suite));
    expect((await given.goldloop(["lock", "--check"])).code).toBe(1);
    expect((await given.goldloop(["run", "--frozen"])).code).toBe(2);
    expect((await given.json(["run"])).value).toMatchObject({ pinned: false });
  });

  test("when a part of it was cut short before it was merged", async () => {
    const given = echoProject(examples);
    await given.goldloop(["run", "--shard", "1/2", "--out", "one"]);
    await given.goldloop(["run", "--shard", "2/2", "--out", "two"]);
    const file = join(given.dir, "one", "results.jsonl");
    writeFileSync(file, `${readFileSync(file, "utf8").split("\n")[0]}\n`);
    const { code, value } = await given.json(["run", "merge", "one", "two"]);
    expect(code).toBe(3);
    expect(value["status"]).toBe("incomplete");
  });

  test("when its target is a replay in the configuration: the rules of replays hold", async () => {
    const given = echoProject(examples.slice(0, 2), { target: { replay: "outputs.jsonl" } });
    given.write({
      "outputs.jsonl": [
        { id: "e0", output: "e0" },
        { id: "zzz", output: "x" },
      ],
    });
    expect((await given.goldloop(["run"])).code).toBe(2);
    given.write({ "outputs.jsonl": [{ id: "e0", output: "e0" }] });
    const { code, value } = await given.json(["run"]);
    expect(code).toBe(3);
    expect(value).toMatchObject({ status: "incomplete", executed: 1 });
  });

  test("when every score was skipped", async () => {
    const given = echoProject(examples, { scorers: [{ code: "./scorer.ts" }] });
    given.write({ "scorer.ts": 'export default () => ({ value: null, skipped: "not today" });\n' });
    const { code, value } = await given.json(["run"]);
    expect(code).toBe(3);
    expect(value).toMatchObject({ passed: 0, errors: 12 });
  });

  test("when the lock was written between its start and --resume", async () => {
    const given = echoProject(examples);
    await given.goldloop(["run", "--out", "run"]);
    const file = join(given.dir, "run", "results.jsonl");
    writeFileSync(file, `${readFileSync(file, "utf8").split("\n").slice(0, 5).join("\n")}\n`);
    await given.goldloop(["lock"]);
    const { value } = await given.json(["run", "--resume", "run"]);
    expect(value).toMatchObject({ status: "complete", executed: 12, pinned: false });
  });

  test("when an attachment changed under way", async () => {
    const text = "first";
    const sha256 = "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e";
    const given = echoProject([{ ...examples[0], attachments: [{ path: "note.txt", sha256 }] }]);
    given.write({
      "note.txt": text,
      "target.ts":
        'import { writeFileSync } from "node:fs";\nexport default (input: string) => {\n  if (process.env.TOUCH) writeFileSync("note.txt", "second");\n  return input;\n};\n',
    });
    await given.goldloop(["lock"]);
    expect((await given.json(["run"])).value).toMatchObject({ pinned: true });
    expect((await given.json(["run"], { env: { TOUCH: "1" } })).value).toMatchObject({ pinned: false });
    const { code, stderr } = await given.goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("note.txt");
  });

  test("when its output came from a cache that could not know whether the application changed", async () => {
    const given = echoProject(examples, { cache: true, target: { exec: ["cat"] } });
    const { code, stderr } = await given.goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("cannot be cached");
  });

  test("when it says nothing: a blank output is an error", async () => {
    const given = echoProject(examples.slice(0, 2), { scorers: [{ contains: "x", not: true }] });
    given.write({ "target.ts": 'export default (): string => " ";\n' });
    const { code, value } = await given.json(["run"]);
    expect(code).toBe(3);
    expect(value).toMatchObject({ passed: 0, errors: 2 });
  });
});

test("with --frozen, none of several suites starts when one is not pinned", async () => {
  const given = echoProject(examples.slice(0, 1));
  await given.goldloop(["lock"]);
  given.write({
    "goldloop.yaml": {
      version: 1,
      suites: {
        echo: { dataset: "data.jsonl", target: { module: "./target.ts" }, scorers: ["equals"] },
        more: { dataset: "data.jsonl", target: { module: "./target.ts" }, scorers: ["equals"] },
      },
    },
    "target.ts":
      'import { writeFileSync } from "node:fs";\nexport default (input: string) => {\n  writeFileSync("called", "");\n  return input;\n};\n',
  });
  expect((await given.goldloop(["run", "--frozen"])).code).toBe(2);
  expect(() => readFileSync(join(given.dir, "called"))).toThrow("ENOENT");
});

test("a failed first call does not loosen the budget", async () => {
  const given = echoProject(examples, { concurrency: 8, retries: 0 });
  given.write({
    "target.ts":
      'export default (input: string) => {\n  if (input === "e0") throw new Error("first");\n  return { output: input, costUsd: 1 };\n};\n',
  });
  const { code, value } = await given.json(["run", "--max-cost", "2"]);
  expect(code).toBe(3);
  expect(value["costUsd"].total).toBeLessThanOrEqual(2);
});

test("what decides a run cannot be changed when it goes on", async () => {
  const given = echoProject(examples);
  await given.goldloop(["run"]);
  const { code, stderr } = await given.goldloop(["run", "--resume", "--trials", "3"]);
  expect(code).toBe(2);
  expect(stderr).toContain("--trials");
});
