import { describe, expect, test } from "vitest";
import { echoProject, project } from "./project.ts";

const hello = { id: "hello", input: "hello", expected: "hello" };

describe("what was not measured is never green: nothing to run (exit 2)", () => {
  test("no suite", async () => {
    const { code, stderr } = await project({ "goldloop.yaml": "version: 1\nsuites: {}\n" }).goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("there is no suite to run");
  });

  test("no configuration at all", async () => {
    const { code, stderr } = await project({}).goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("goldloop init");
  });

  test("a suite that does not exist, with the nearest", async () => {
    const { code, stderr } = await echoProject([hello]).goldloop(["run", "ehco"]);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean "echo"?');
  });

  test("no example", async () => {
    const { code, stderr } = await echoProject([]).goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("data.jsonl");
  });

  test("a dataset that is not there", async () => {
    const { code, stderr } = await echoProject([hello], { dataset: "nothing.jsonl" }).goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("nothing.jsonl");
  });

  test.each([
    ["a filter", ["--filter", "goodbye"]],
    ["a tag filter", ["--filter", "tag:critical"]],
    ["a split", ["--split", "smoke"]],
  ])("%s that matches nothing", async (_, flags) => {
    const { code, stderr } = await echoProject([hello]).goldloop(["run", ...flags]);
    expect(code).toBe(2);
    expect(stderr).not.toBe("");
  });

  test("an example with no scorer at all", async () => {
    const { code, stderr } = await echoProject([hello], { scorers: [] }).goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("no scorer at all");
    expect(stderr).toContain("hello");
  });

  test("a scorer that has nothing to compare with", async () => {
    const { code, stderr } = await echoProject([hello, { id: "bare", input: "x" }]).goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("expected");
    expect(stderr).toContain("bare");
  });

  test("a replay of an example that the dataset lacks", async () => {
    const given = echoProject([hello]);
    given.write({
      "outputs.jsonl": [
        { id: "hello", output: "hello" },
        { id: "helo", output: "x" },
      ],
    });
    const { code, stderr } = await given.goldloop(["run", "--replay", "outputs.jsonl"]);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean "hello"?');
    expect(stderr).toContain("outputs.jsonl:2");
  });

  test("a replay that repeats an output", async () => {
    const given = echoProject([hello]);
    given.write({
      "outputs.jsonl": [
        { id: "hello", output: "hello" },
        { id: "hello", output: "x" },
      ],
    });
    const { code, stderr } = await given.goldloop(["run", "--replay", "outputs.jsonl"]);
    expect(code).toBe(2);
    expect(stderr).toContain("outputs.jsonl:2");
  });
});

describe("misspelled keys (exit 2, with place and nearest)", () => {
  test("in the configuration", async () => {
    const yaml =
      "version: 1\nsuites:\n  echo:\n    dataset: data.jsonl\n    target: { module: ./target.ts }\n    scorrers: [equals]\n";
    const { code, stderr } = await project({ "goldloop.yaml": yaml }).goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("goldloop.yaml:6:5");
    expect(stderr).toContain("scorers");
  });

  test("of a scorer", async () => {
    const { code, stderr } = await echoProject([hello], { scorers: ["contians"] }).goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain('"contains"');
    expect(stderr).toContain("goldloop.yaml:");
  });

  test("of a scorer's option", async () => {
    const { code, stderr } = await echoProject([hello], { scorers: [{ wordCount: { maxx: 3 } }] }).goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("max");
  });

  test("of a target's option", async () => {
    const { code, stderr } = await echoProject([hello], { target: { module: "./target.ts", optoins: {} } }).goldloop([
      "run",
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain("options");
  });

  test("in the dataset", async () => {
    const { code, stderr } = await echoProject([hello, { id: "b", input: "b", expcted: "b" }]).goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("data.jsonl:2:");
    expect(stderr).toContain("expected");
  });

  test("in a scorer of an example", async () => {
    const { code, stderr } = await echoProject([{ ...hello, scorers: [{ contians: "x" }] }]).goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("data.jsonl:1");
    expect(stderr).toContain('"contains"');
  });

  test("of a flag", async () => {
    const { code, stderr } = await echoProject([hello]).goldloop(["run", "--trails", "3"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--trials");
  });

  test("of an environment twin's value", async () => {
    const { code, stderr } = await echoProject([hello]).goldloop(["run"], { env: { GOLDLOOP_TRIALS: "many" } });
    expect(code).toBe(2);
    expect(stderr).toContain("GOLDLOOP_TRIALS");
  });

  test("errors as one JSON document", async () => {
    const { code, value } = await echoProject([hello]).json(["run", "ehco"]);
    expect(code).toBe(2);
    expect(value).toMatchObject({ code: "unknown-suite", error: expect.stringContaining("ehco") });
    expect(value).toHaveProperty("hint");
  });
});

describe("the target fails: an error, never a pass, never dropped", () => {
  const three = ["good", "bad", "fine"].map((id) => ({ id, input: id, expected: id }));
  test.each([
    ["throws", 'if (input === "bad") throw new Error("out of order");', "target-threw"],
    ["returns nothing", 'if (input === "bad") return undefined as never;', "no-output"],
    ["returns null", 'if (input === "bad") return null as never;', "no-output"],
    ["takes too long", 'if (input === "bad") await new Promise(() => undefined);', "timeout"],
  ])("%s", async (_, body, errorCode) => {
    const given = echoProject(three, { timeoutMs: 300, scorers: ["equals", { equals: "zzz", not: true }] });
    given.write({
      "target.ts": `export default async (input: string): Promise<string> => {\n  ${body}\n  return input;\n};\n`,
    });
    const { code, value } = await given.json(["run"]);
    expect(code).toBe(3);
    expect(value).toMatchObject({ status: "complete", examples: 3, executed: 3, errors: 1, passed: 2 });
    expect(value["scores"]["equals"]).toMatchObject({ n: 3, passed: 2, errors: 1, mean: 2 / 3 });
    expect(value["scores"]["not equals"], "an error is no pass when negated either").toMatchObject({
      n: 3,
      passed: 2,
      errors: 1,
    });
    const lines = await given.json(["run", "--filter", "bad"]);
    expect(lines.value).toMatchObject({ passed: 0, errors: 1 });
    const { stdout } = await given.goldloop(["run", "--reporter", "jsonl"]);
    const bad = stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .find(({ id }) => id === "bad");
    expect(bad).toMatchObject({ output: null, error: { code: errorCode } });
    expect(
      bad.scores.every((score: { status: string; pass: unknown }) => score.status === "error" && score.pass === null),
    ).toBe(true);
  });

  test("a target that cannot be loaded stops the run before it starts", async () => {
    const given = echoProject([hello], { target: { module: "./missing.ts" } });
    const { code, stderr } = await given.goldloop(["run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("missing.ts");
  });

  test("a scorer of one's own that throws is an error, not a fail and not a pass", async () => {
    const given = echoProject([hello], { scorers: [{ code: "./scorer.ts" }] });
    given.write({ "scorer.ts": 'export default () => { throw new Error("broken scorer"); };\n' });
    const { code, value } = await given.json(["run"]);
    expect(code).toBe(3);
    expect(value).toMatchObject({ passed: 0, failed: 0, errors: 1 });
  });
});

describe("fewer executed than planned: incomplete", () => {
  test("a replay that lacks an output", async () => {
    const given = echoProject([hello, { id: "bye", input: "bye", expected: "bye" }]);
    given.write({ "outputs.jsonl": [{ id: "hello", output: "hello" }] });
    const { code, value } = await given.json(["run", "--replay", "outputs.jsonl"]);
    expect(code).toBe(3);
    expect(value).toMatchObject({ status: "incomplete", planned: 2, executed: 1 });
    expect(value["incomplete"][0]).toContain("bye");
  });

  test("a budget that ends before the examples do", async () => {
    const given = echoProject(
      Array.from({ length: 20 }, (_, i) => ({ id: `e${i}`, input: "x", expected: "x" })),
      { concurrency: 4 },
    );
    given.write({ "target.ts": "export default (input: string) => ({ output: input, costUsd: 0.01 });\n" });
    const { code, value } = await given.json(["run", "--max-cost", "0.055"]);
    expect(code).toBe(3);
    expect(value["status"]).toBe("incomplete");
    expect(value["executed"]).toBe(5);
    expect(value["costUsd"].total).toBeLessThanOrEqual(0.055);
  });

  test("a budget that cannot be kept, since the cost is not known", async () => {
    const { code, value } = await echoProject([hello, { id: "b", input: "b", expected: "b" }]).json([
      "run",
      "--max-cost",
      "1",
    ]);
    expect(code).toBe(3);
    expect(value["incomplete"][0]).toContain("not known");
  });

  test("Ctrl-C keeps what was done", async () => {
    const given = echoProject(
      Array.from({ length: 200 }, (_, i) => ({ id: `e${i}`, input: "x", expected: "x" })),
      { concurrency: 2 },
    );
    given.write({
      "target.ts":
        'import { writeFileSync } from "node:fs";\nlet n = 0;\nexport default async (input: string) => {\n  if (++n === 20) writeFileSync("started", "");\n  await new Promise((r) => setTimeout(r, 20));\n  return input;\n};\n',
    });
    const child = given.start(["run", "--json"]);
    await appears(`${given.dir}/started`);
    child.kill("SIGINT");
    const { code, stdout } = await child.ended;
    expect(code).toBe(3);
    const value = JSON.parse(stdout);
    expect(value.status).toBe("incomplete");
    expect(value.executed).toBeGreaterThanOrEqual(18);
    expect(value.executed).toBeLessThan(200);
    const resumed = await given.json(["run", "--resume"]);
    expect(resumed).toMatchObject({ code: 0, value: { id: value.id, status: "complete", executed: 200, passed: 200 } });
  });
});

describe("the target's own code does not end a run as if all had been measured", () => {
  const two = ["good", "bad"].map((id) => ({ id, input: id, expected: id }));
  const withTarget = (body: string) => {
    const given = echoProject(two, { concurrency: 1 });
    given.write({
      "target.ts": `export default async (input: string): Promise<string> => {\n  ${body}\n  return input;\n};\n`,
    });
    return given;
  };

  test("process.exit(0) in the target", async () => {
    const given = withTarget('if (input === "bad") process.exit(0);');
    const { code, value } = await given.json(["run"]);
    expect(code).toBe(3);
    expect(value["code"]).toBe("process-ended");
    const plain = await given.goldloop(["run"]);
    expect(plain).toMatchObject({ code: 3, stdout: "" });
    expect(plain.stderr).toContain("process.exit");
  });

  test("a rejection that nobody catches", async () => {
    const given = withTarget('if (input === "bad") void Promise.reject(new Error("forgotten"));');
    const { code, stdout, stderr } = await given.goldloop(["run", "--json"]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ executed: 2, passed: 2 });
    expect(stderr).toContain("forgotten");
  });

  test("what it prints does not mix with the results", async () => {
    const given = withTarget('console.log("noise from the application");');
    const { code, stdout, stderr } = await given.goldloop(["run", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ passed: 2 });
    expect(stderr).toContain("noise from the application");
  });
});

test("a replay without latencies has none, and a latency scorer cannot pass on it", async () => {
  const given = echoProject([hello], { scorers: ["equals", { latency: "5s" }] });
  given.write({ "outputs.jsonl": [{ id: "hello", output: "hello" }] });
  const { code, value } = await given.json(["run", "--replay", "outputs.jsonl"]);
  expect(code).toBe(3);
  expect(value["latencyMs"]).toBeNull();
  expect(value["scores"].latency).toMatchObject({ passed: 0, errors: 1 });
});

/** Waits until a file is there, without a fixed wait. */
async function appears(file: string): Promise<void> {
  const { existsSync, watch } = await import("node:fs");
  const { dirname } = await import("node:path");
  if (existsSync(file)) return;
  await new Promise<void>((resolve) => {
    const watcher = watch(dirname(file), () => {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    });
    if (existsSync(file)) resolve();
  });
}
