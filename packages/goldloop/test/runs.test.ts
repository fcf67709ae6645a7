import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { startModelServer } from "./model-server.ts";
import { echoProject, project } from "./project.ts";

const examples = Array.from({ length: 12 }, (_, i) => ({
  id: `e${i}`,
  input: `e${i}`,
  expected: i === 3 ? "something else" : `e${i}`,
  tags: i % 2 === 0 ? ["even"] : [],
}));

describe("a run", () => {
  test("repeats examples, and says how often all and any of k trials pass", async () => {
    const given = echoProject(examples.slice(0, 4), { trials: 4, scorers: ["equals"] });
    given.write({
      "target.ts":
        'export default (input: string, { trial }: { trial: number }): string => (input === "e0" && trial < 2 ? "no" : input);\n',
    });
    const { code, value } = await given.json(["run"]);
    expect(code).toBe(0);
    expect(value).toMatchObject({ examples: 4, trials: 4, executed: 16, passed: 10, failed: 6 });
    const { equals } = value["scores"];
    // e0 passes 2 of 4, e3 none, the others all.
    expect(equals.passAll[0]).toBeCloseTo(2.5 / 4, 12);
    expect(equals.passAll[1]).toBeCloseTo((2 + 1 / 6) / 4, 12);
    expect(equals.passAny[3]).toBeCloseTo(3 / 4, 12);
    const { stdout } = await given.goldloop(["run"]);
    expect(stdout).toContain("2 of 4 trials");
    expect(stdout).toContain("flaky");
  });

  test("is put together again from its shards, and is incomplete while one is missing", async () => {
    const given = echoProject(examples);
    await given.goldloop(["lock"]);
    for (const part of [1, 2, 3]) {
      expect((await given.goldloop(["run", "--shard", `${part}/3`, "--out", `part-${part}`])).code).toBe(0);
    }
    const whole = await given.json(["run", "merge", "part-1", "part-2", "part-3"]);
    expect(whole.code).toBe(0);
    expect(whole.value).toMatchObject({
      status: "complete",
      pinned: true,
      examples: 12,
      executed: 12,
      passed: 11,
      failed: 1,
    });
    expect(whole.value["selection"]).toMatchObject({ shard: null, partial: false });
    const missing = await given.json(["run", "merge", "part-1", "part-3"]);
    expect(missing.code).toBe(3);
    expect(missing.value["incomplete"].join()).toContain("part 2 of 3 is missing");
    const twice = await given.goldloop(["run", "merge", "part-1", "part-1", "part-3"]);
    expect(twice.code).toBe(2);
  });

  test("over several targets is a set of runs", async () => {
    const given = echoProject(examples, {
      target: undefined,
      targets: { plain: { module: "./target.ts" }, loud: { module: "./loud.ts" } },
    });
    given.write({ "loud.ts": "export default (input: string): string => input.toUpperCase();\n" });
    const { code, value } = await given.json(["run"]);
    expect(code).toBe(0);
    expect(value["schema"]).toBe("goldloop/run-set/v1");
    expect(value["runs"].map((run: { target: string; passed: number }) => [run.target, run.passed])).toEqual([
      ["plain", 11],
      ["loud", 0],
    ]);
  });

  test("over a choice of examples is partial", async () => {
    const given = echoProject(examples);
    expect((await given.json(["run", "--filter", "tag:even"])).value).toMatchObject({
      examples: 6,
      selection: { partial: true },
    });
    expect((await given.json(["run", "--filter", "e1*"])).value).toMatchObject({ examples: 3 });
    expect((await given.json(["run", "--limit", "2"])).value).toMatchObject({
      examples: 2,
      selection: { partial: true },
    });
    expect((await given.json(["run"])).value).toMatchObject({ examples: 12, selection: { partial: false } });
  });

  test("is estimated from the last one, without a call", async () => {
    const given = echoProject(examples);
    given.write({
      "target.ts":
        'import { appendFileSync } from "node:fs";\nexport default (input: string) => {\n  appendFileSync("calls.txt", ".");\n  return { output: input, costUsd: 0.01 };\n};\n',
    });
    expect((await given.json(["run", "--estimate"])).value["runs"][0]).toMatchObject({
      calls: 12,
      basis: null,
      costUsd: null,
    });
    await given.goldloop(["run"]);
    const { value } = await given.json(["run", "--estimate", "--trials", "2"]);
    expect(value["runs"][0].costUsd).toBeCloseTo(0.24, 9);
    expect(readFileSync(join(given.dir, "calls.txt"), "utf8")).toHaveLength(12);
  });

  test("takes cached outputs only where the suite says so, and as flaky as they were", async () => {
    const given = echoProject(examples.slice(0, 2), { trials: 3, cache: true });
    given.write({
      "target.ts":
        'import { appendFileSync } from "node:fs";\nexport default (input: string, { trial }: { trial: number }) => {\n  appendFileSync("calls.txt", ".");\n  return trial === 1 ? "no" : input;\n};\n',
    });
    const first = await given.json(["run"]);
    const second = await given.json(["run"]);
    expect(first.value).toMatchObject({ passed: 4, failed: 2 });
    expect(second.value).toMatchObject({ passed: 4, failed: 2 });
    const calls = (): number => readFileSync(join(given.dir, "calls.txt"), "utf8").length;
    expect(calls()).toBe(6);
    await given.json(["run", "--no-cache"]);
    expect(calls()).toBe(12);
  });
});

test("compare pairs by id and test, and says what changed", async () => {
  const given = echoProject(examples);
  await given.goldloop(["run", "--out", "base"]);
  given.write({
    "target.ts":
      'export default (input: string): string => (input === "e5" ? "broken" : input === "e3" ? "something else" : input);\n',
    "data.jsonl": [...examples.filter(({ id }) => id !== "e7"), { id: "new", input: "new", expected: "new" }].map(
      (example) => (example.id === "e8" ? { ...example, expected: "changed" } : example),
    ),
  });
  await given.goldloop(["run", "--out", "head"]);
  const { code, value } = await given.json(["compare", "base", "head"]);
  expect(code).toBe(0);
  expect(value).toMatchObject({ appChanged: true, onlyInBase: ["e7"], onlyInHead: ["new"], changedTests: ["e8"] });
  expect(value["scores"].equals).toMatchObject({ n: 10, improved: 1, regressed: 1, unchanged: 8 });
  expect(value["regressed"].map(({ id }: { id: string }) => id)).toEqual(["e5"]);
  expect(value["pins"].map(({ path }: { path: string }) => path)).toContain("dataset.digest");
  const { stdout } = await given.goldloop(["compare", "base", "head"]);
  expect(stdout).toContain("✗ e5");
});

describe("a judge", () => {
  const judged = (server: { url: string }, judge: Record<string, unknown> = {}) => {
    const given = project({
      "goldloop.yaml": {
        version: 1,
        suites: {
          tone: {
            dataset: "data.jsonl",
            target: { module: "./target.ts" },
            scorers: [
              { judge: "polite", threshold: 0.5 },
              { judge: "polite", not: true, as: "rude", threshold: 0.5 },
            ],
          },
        },
        judges: { polite: { model: "openai/gpt-4.1-2025-04-14", prompt: "Is this polite?\n{{output}}", ...judge } },
      },
      "data.jsonl": [{ id: "a", input: "a" }],
      "target.ts": "export default (input: string): string => `Good day, ${input}`;\n",
    });
    return { given, env: { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: "test" } };
  };
  const serve = async (answer: () => unknown) => {
    const server = await startModelServer({ answer: () => answer() as never });
    onTestFinished(() => server.close());
    return server;
  };

  test("that says nothing usable is an error, negated or not, and was asked more than once", async () => {
    const server = await serve(() => ({ text: "I would rather not say." }));
    const { given, env } = judged(server);
    const { code, value } = await given.json(["run"], { env });
    expect(code).toBe(3);
    expect(value).toMatchObject({ passed: 0, errors: 1 });
    expect(value["scores"].polite).toMatchObject({ passed: 0, errors: 1 });
    expect(value["scores"].rude).toMatchObject({ passed: 0, errors: 1 });
    expect(server.requests.length).toBeGreaterThan(1);
  });

  test("without credentials is an error, not a pass", async () => {
    const server = await serve(() => ({ text: "" }));
    const { given } = judged(server);
    const { code, value } = await given.json(["run"], { env: { OPENAI_API_KEY: "", OPENAI_BASE_URL: "" } });
    expect(code).not.toBe(0);
    if (code === 3) expect(value).toMatchObject({ passed: 0, errors: 1 });
  });

  test("that was down is asked again by --resume, and the target is not called again", async () => {
    let up = false;
    const server = await serve(() =>
      up ? { text: JSON.stringify({ reason: "kind words", score: 1 }) } : { status: 400, text: "down" },
    );
    const { given, env } = judged(server);
    given.write({
      "target.ts":
        'import { appendFileSync } from "node:fs";\nexport default (input: string): string => {\n  appendFileSync("calls.txt", ".");\n  return `Good day, ${input}`;\n};\n',
    });
    expect((await given.json(["run"], { env })).code).toBe(3);
    up = true;
    const { code, value } = await given.json(["run", "--resume"], { env });
    expect(value["scores"].polite).toMatchObject({ passed: 1, errors: 0 });
    expect(code).toBe(0);
    expect(readFileSync(join(given.dir, "calls.txt"), "utf8")).toBe(".");
  });

  test("that hangs does not keep Ctrl-C from ending a run with a budget", async () => {
    const server = await startModelServer({ answer: () => ({ hang: true }) });
    onTestFinished(() => server.close());
    const { given, env } = judged(server);
    given.write({
      "data.jsonl": Array.from({ length: 30 }, (_, i) => ({ id: `e${i}`, input: `e${i}` })),
      "target.ts":
        'import { writeFileSync } from "node:fs";\nexport default (input: string) => {\n  writeFileSync("started", "");\n  return { output: input, costUsd: 0.01 };\n};\n',
    });
    const child = given.start(["run", "--json", "--max-cost", "5"], env);
    await vi.waitUntil(() => server.requests.length > 0, { timeout: 30_000 });
    child.kill("SIGINT");
    const { code, stdout } = await child.ended;
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ status: "incomplete" });
  });
});
