import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { project } from "./project.ts";

const names = ["first", "second", "third"];
const ids = ["a", "b", "c", "d"];

/** Three suites; the second one waits until a file `go` is there. */
function threeSuites() {
  return project({
    "goldloop.yaml": {
      version: 1,
      suites: Object.fromEntries(
        names.map((name) => [
          name,
          {
            dataset: "data.jsonl",
            target: { module: "./target.ts", options: name },
            scorers: ["equals"],
            concurrency: 1,
          },
        ]),
      ),
    },
    "data.jsonl": ids.map((id) => ({ id, input: id, expected: id })),
    "target.ts": [
      'import { appendFileSync, existsSync, writeFileSync } from "node:fs";',
      "export default async (input: string, { options }: { options: string }) => {",
      '  appendFileSync("calls.txt", `${options}-${input}\\n`);',
      '  if (options === "second" && input === "c" && !existsSync("go")) {',
      '    writeFileSync("waiting", "");',
      "    await new Promise((resolve) => setTimeout(resolve, 60_000));",
      "  }",
      "  return input;",
      "};",
      "",
    ].join("\n"),
  });
}

/** How many results of the second suite are on disk. */
function recordedOfSecond(folder: string): number {
  const name = readdirSync(folder).find((one) => one.includes("-second-"));
  const file = join(folder, name ?? "", "results.jsonl");
  return name !== undefined && existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
}

test.each(["SIGKILL", "SIGINT"] as const)(
  "%s in the second of three suites, then --resume: one set, every example once",
  async (signal) => {
    const given = threeSuites();
    const child = given.start(["run"]);
    await vi.waitUntil(() => existsSync(join(given.dir, "waiting")), { timeout: 30_000 });
    const folder = join(given.dir, ".goldloop", "runs");
    // A result is on disk milliseconds after its call ended: what is killed in between runs again.
    await vi.waitUntil(() => recordedOfSecond(folder) === 2, { timeout: 30_000 });
    child.kill(signal);
    expect((await child.ended).code).not.toBe(0);
    const [set = ""] = readdirSync(folder).filter((name) => existsSync(join(folder, name, "set.json")));
    expect(JSON.parse(readFileSync(join(folder, set, "set.json"), "utf8"))).toMatchObject({
      schema: "goldloop/run-set/v1",
      members: names.map((suite) => ({ suite, target: null })),
    });

    given.write({ go: "" });
    const { code, value } = await given.json(["run", "--resume"]);
    expect(code).toBe(0);
    expect(value).toMatchObject({ schema: "goldloop/run-set/v1", id: set });
    expect(value["runs"]).toMatchObject(
      names.map((suite) => ({
        suite,
        status: "complete",
        executed: 4,
        passed: 4,
        dir: expect.stringContaining(suite),
      })),
    );
    const calls = readFileSync(join(given.dir, "calls.txt"), "utf8").trim().split("\n");
    const interrupted = "second-c";
    expect(calls.filter((call) => call !== interrupted)).toEqual(
      names.flatMap((name) => ids.map((id) => `${name}-${id}`)).filter((call) => call !== interrupted),
    );
    // Done as a whole, it stays as it is; a suite of it can be named.
    expect((await given.json(["run", "--resume", set])).value).toMatchObject({ id: set });
    expect((await given.json(["run", "third", "--resume", set])).value).toMatchObject({ suite: "third", executed: 4 });
    expect((await given.goldloop(["run", "fourth", "--resume", set])).code).toBe(2);
    expect(readFileSync(join(given.dir, "calls.txt"), "utf8").trim().split("\n")).toEqual(calls);
  },
);

test("a set in a folder of one's own goes on by that folder", async () => {
  const given = threeSuites();
  given.write({ go: "" });
  const first = await given.json(["run", "--out", "out", "--limit", "2"]);
  expect(first.value["runs"]).toHaveLength(3);
  expect(readdirSync(join(given.dir, "out")).toSorted()).toEqual(["first", "second", "set.json", "third"]);
  const { code, value } = await given.json(["run", "--resume", "out"]);
  expect(code).toBe(0);
  expect(value).toMatchObject({ id: first.value["id"], runs: [{ executed: 2 }, { executed: 2 }, { executed: 2 }] });
  expect((await given.goldloop(["run", "--out", "out"])).code).toBe(2);
});

test("nothing is left behind when none of several suites can start", async () => {
  const given = threeSuites();
  given.write({ "target.ts": "export const nothing = 1;\n" });
  expect((await given.goldloop(["run"])).code).toBe(2);
  expect((await given.goldloop(["run", "--resume"])).stderr).toContain("there are no runs");
});

test("ids of runs sort in the order in which they started, within one second too", async () => {
  const given = threeSuites();
  given.write({ go: "" });
  const { value } = await given.json(["run"]);
  const started: string[] = value["runs"].map(({ id }: { id: string }) => id);
  for (let i = 0; i < 2; i++) started.push((await given.json(["run", "first"])).value["id"]);
  expect(started).toEqual(started.toSorted());
  expect((await given.json(["view", "--list"])).value["runs"].map(({ id }: { id: string }) => id)).toEqual(
    started.toReversed(),
  );
});
