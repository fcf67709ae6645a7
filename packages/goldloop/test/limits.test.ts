import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startModelServer } from "./model-server.ts";
import { echoProject, project } from "./project.ts";

/** A server that gives the query back; `refuse` says whether the n-th request is answered 429 with Retry-After. */
async function web(refuse: (n: number) => boolean, suite: Record<string, unknown>, size: number) {
  const arrivals: number[] = [];
  const server = createServer((request, response) => {
    arrivals.push(performance.now());
    const input = new URL(request.url ?? "", "http://localhost").searchParams.get("q") ?? "";
    if (refuse(arrivals.length)) response.writeHead(429, { "retry-after": "1" }).end();
    else response.end(input);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const given = project({
    "goldloop.yaml": {
      version: 1,
      suites: {
        web: {
          dataset: "data.jsonl",
          target: { http: { url: `http://127.0.0.1:${port}/?q={{input}}`, method: "GET" } },
          scorers: ["equals"],
          ...suite,
        },
      },
    },
    "data.jsonl": Array.from({ length: size }, (_, i) => ({ id: `e${i}`, input: `e${i}`, expected: `e${i}` })),
  });
  return { given, arrivals };
}

test("rateLimit holds calls back to what it allows in a minute, and those that waited are not lost", async () => {
  const { given, arrivals } = await web(() => false, { rateLimit: { requestsPerMinute: 6 }, concurrency: 20 }, 20);
  const child = given.start(["run", "--json", "--out", "run"]);
  await vi.waitUntil(() => recordedIn(given.dir) === 6, { timeout: 30_000 });
  child.kill("SIGINT");
  const { code, stdout } = await child.ended;
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ status: "incomplete", executed: 6, passed: 6 });
  expect(arrivals).toHaveLength(6);
});

test("429 with Retry-After is waited out and tried again; the wait is no latency", async () => {
  const { given, arrivals } = await web((n) => n === 1, { concurrency: 1 }, 3);
  const { code, value } = await given.json(["run"]);
  expect(code).toBe(0);
  expect(value).toMatchObject({ passed: 3, errors: 0 });
  expect(arrivals).toHaveLength(4);
  expect((arrivals[1] ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThanOrEqual(990);
  expect(value["latencyMs"].max).toBeLessThan(900);
});

test("429 that does not end is an error of infrastructure after the retries, which --resume mends", async () => {
  let down = true;
  const { given, arrivals } = await web(() => down, { concurrency: 1, retries: 1 }, 1);
  const first = await given.json(["run"]);
  expect(first).toMatchObject({ code: 3, value: { passed: 0, errors: 1 } });
  expect(arrivals).toHaveLength(2);
  down = false;
  expect(await given.json(["run", "--resume"])).toMatchObject({ code: 0, value: { passed: 1, errors: 0 } });
});

test("skipJudgesOnFailure asks no judge about what a deterministic scorer failed, and says so", async () => {
  const server = await startModelServer({ answer: () => ({ text: JSON.stringify({ reason: "kind", score: 1 }) }) });
  onTestFinished(() => server.close());
  const given = echoProject(
    ["a", "b"].map((id) => ({ id, input: id, expected: "a" })),
    { scorers: ["equals", { judge: "polite", threshold: 0.5 }], skipJudgesOnFailure: true },
  );
  given.write({
    "goldloop.yaml": {
      version: 1,
      suites: {
        echo: {
          dataset: "data.jsonl",
          target: { module: "./target.ts" },
          scorers: ["equals", { judge: "polite", threshold: 0.5 }],
          skipJudgesOnFailure: true,
        },
      },
      judges: { polite: { model: "openai/gpt-4.1-2025-04-14", prompt: "Is this polite?\n{{output}}" } },
    },
  });
  const env = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: "test" };
  const { code, value } = await given.json(["run"], { env });
  expect(code).toBe(0);
  expect(value).toMatchObject({ passed: 1, failed: 1, errors: 0 });
  expect(value["scores"].polite).toMatchObject({ n: 1, passed: 1, skipped: 1 });
  expect(server.requests).toHaveLength(1);
  const { stdout } = await given.goldloop(["run", "--reporter", "jsonl"], { env });
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.find(({ id }) => id === "b").scores[1]).toMatchObject({
    name: "polite",
    status: "skipped",
    pass: null,
    reason: "not asked: equals had failed",
  });
});

test.each([
  ["a cycle", "const m: Record<string, unknown> = {}; m.self = m; return { pass: true, metadata: m };"],
  ["a BigInt", "return { pass: true, metadata: { n: 1n } };"],
])("metadata of a scorer of one's own with %s is an error, not a crash and not a pass", async (_, body) => {
  const given = echoProject([{ id: "a", input: "a", expected: "a" }], {
    scorers: ["equals", { code: "./scorer.ts", as: "own" }],
  });
  given.write({ "scorer.ts": `export default () => { ${body} };\n` });
  const { code, value } = await given.json(["run"]);
  expect(code).toBe(3);
  expect(value).toMatchObject({ status: "complete", executed: 1, passed: 0, errors: 1 });
  expect(value["scores"].own).toMatchObject({ passed: 0, errors: 1 });
});

/** Results that are recorded so far. */
function recordedIn(dir: string): number {
  const file = join(dir, "run", "results.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
}
