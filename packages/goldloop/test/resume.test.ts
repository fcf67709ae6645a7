import { appendFileSync, existsSync, readFileSync, watch } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { echoProject, project } from "./project.ts";

const lines = (file: string): string[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");

test("SIGKILL in the middle of 2,000 slow examples, then --resume: everything once, nothing recorded runs again", async () => {
  const given = echoProject(
    Array.from({ length: 2000 }, (_, i) => ({
      id: `e${String(i).padStart(4, "0")}`,
      input: `e${i}`,
      expected: `e${i}`,
    })),
    { concurrency: 20 },
  );
  given.write({
    "target.ts": [
      'import { appendFileSync } from "node:fs";',
      "export default async (input: string, { exampleId }: { exampleId: string }) => {",
      '  appendFileSync("calls.txt", exampleId + "\\n");',
      "  await new Promise((resolve) => setTimeout(resolve, 10));",
      "  return input;",
      "};",
      "",
    ].join("\n"),
  });
  const out = join(given.dir, "out");
  const results = join(out, "results.jsonl");
  const child = given.start(["run", "--out", "out"]);
  await grows(given.dir, join(given.dir, "calls.txt"), 900);
  child.kill("SIGKILL");
  await child.ended;
  const recorded = new Set(
    lines(results)
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { id: string }).id),
  );
  expect(recorded.size).toBeGreaterThan(100);
  expect(recorded.size).toBeLessThan(2000);
  // A write that the kill tore in two.
  appendFileSync(results, '{"id":"e1999","trial":0,"outp');
  const callsBefore = lines(join(given.dir, "calls.txt")).length;

  const { code, value } = await given.json(["run", "--resume", "out"]);
  expect(code).toBe(0);
  expect(value).toMatchObject({ status: "complete", planned: 2000, executed: 2000, passed: 2000 });
  const ids = lines(results).map((line) => (JSON.parse(line) as { id: string }).id);
  expect(ids).toHaveLength(2000);
  expect(new Set(ids).size).toBe(2000);
  const again = lines(join(given.dir, "calls.txt"))
    .slice(callsBefore)
    .filter((id) => recorded.has(id));
  expect(again).toEqual([]);
});

test("a run that one process works on is not gone on with by another; a lock whose process is gone is no hindrance", async () => {
  const given = echoProject(
    Array.from({ length: 60 }, (_, i) => ({ id: `e${i}`, input: `e${i}`, expected: `e${i}` })),
    { concurrency: 1 },
  );
  given.write({
    "target.ts": `import { appendFileSync } from "node:fs";
export default async (input: string) => {
  appendFileSync("calls.txt", input + "\\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  return input;
};
`,
  });
  const killed = given.start(["run", "--out", "out"]);
  await grows(given.dir, join(given.dir, "calls.txt"), 5);
  killed.kill("SIGKILL");
  await killed.ended;
  const before = lines(join(given.dir, "calls.txt")).length;
  const first = given.start(["run", "--resume", "out"]);
  await grows(given.dir, join(given.dir, "calls.txt"), before + 3);
  const second = await given.goldloop(["run", "--resume", "out"]);
  expect(second.code).toBe(2);
  expect(second.stderr).toContain(`process ${first.pid} is working on this run`);
  expect((await first.ended).code).toBe(0);
  expect(lines(join(given.dir, "out/results.jsonl"))).toHaveLength(60);
});

test("a failure of infrastructure runs again, what the application did wrong does not", async () => {
  const calls: string[] = [];
  let healed = false;
  const server = createServer((request, response) => {
    const input = new URL(request.url ?? "", "http://localhost").searchParams.get("q") ?? "";
    calls.push(input);
    if (input === "b") response.writeHead(400).end("a fault of its own");
    else if (input === "c" && !healed) response.writeHead(503).end();
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
          retries: 0,
        },
      },
    },
    "data.jsonl": ["a", "b", "c"].map((id) => ({ id, input: id, expected: id })),
  });
  const first = await given.json(["run"]);
  expect(first.code).toBe(3);
  expect(first.value).toMatchObject({ errors: 2, passed: 1 });
  healed = true;
  calls.length = 0;
  const second = await given.json(["run", "--resume"]);
  expect(second.value).toMatchObject({ id: first.value["id"], executed: 3, passed: 2, errors: 1 });
  expect(calls).toEqual(["c"]);
  const { goldloop } = given;
  expect((await goldloop(["view", "--list"])).stdout).toContain("2 passed, 0 failed, 1 errors");
});

test("a run does not go on with another dataset", async () => {
  const given = echoProject([{ id: "a", input: "a", expected: "a" }]);
  await given.goldloop(["run"]);
  given.write({ "data.jsonl": [{ id: "a", input: "a", expected: "b" }] });
  const { code, stderr } = await given.goldloop(["run", "--resume"]);
  expect(code).toBe(2);
  expect(stderr).toContain("pins");
});

/** Waits until a file has so many lines. */
function grows(folder: string, file: string, count: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!existsSync(file) || lines(file).length < count) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(folder, look);
    look();
  });
}
