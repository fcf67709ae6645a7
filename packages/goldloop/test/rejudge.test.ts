import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startModelServer, type ServerAnswer } from "./model-server.ts";
import { project, type Project } from "./project.ts";

const size = 10;
const good: ServerAnswer = {
  text: JSON.stringify({ reason: "kind words", score: 1 }),
  usage: { input: 1000, output: 100 },
};
/** Of one verdict: 1,000 tokens in at $2 a million, 100 out at $8. */
const verdictUsd = 0.0028;

/** Ten outputs that a judge was to judge, and could not: each is recorded with an error. */
async function unjudged() {
  let answer: () => ServerAnswer = () => ({ status: 400, error: "down" });
  const server = await startModelServer({ answer: () => answer() });
  onTestFinished(() => server.close());
  const given = project({
    "goldloop.yaml": {
      version: 1,
      suites: {
        tone: {
          dataset: "data.jsonl",
          target: { module: "./target.ts" },
          scorers: [{ judge: "polite", threshold: 0.5 }],
          retries: 0,
        },
      },
      judges: { polite: { model: "openai/gpt-4.1-2025-04-14", prompt: "Is this polite?\n{{output}}" } },
    },
    "data.jsonl": Array.from({ length: size }, (_, i) => ({ id: `e${i}`, input: `e${i}` })),
    "target.ts":
      'import { appendFileSync } from "node:fs";\nexport default (input: string): string => {\n  appendFileSync("calls.txt", ".");\n  return input;\n};\n',
  });
  const env = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: "test" };
  expect((await given.json(["run", "--out", "run"], { env })).value).toMatchObject({ executed: size, errors: size });
  server.requests.length = 0;
  return { given, env, server, say: (next: () => ServerAnswer) => void (answer = next) };
}

const results = ({ dir }: Project): string => readFileSync(join(dir, "run", "results.jsonl"), "utf8");
const calls = ({ dir }: Project): number => readFileSync(join(dir, "calls.txt"), "utf8").length;

test("judges that --resume asks again count against --max-cost", async () => {
  const { given, env, server, say } = await unjudged();
  say(() => good);
  const maxCost = String(3.5 * verdictUsd);
  const first = await given.json(["run", "--resume", "run", "--max-cost", maxCost], { env });
  expect(first.code).toBe(3);
  expect(first.value).toMatchObject({ status: "incomplete", executed: size, passed: 3, errors: size - 3 });
  expect(first.value["incomplete"].join()).toContain("budget");
  expect(first.value["judgeCostUsd"]).toBeCloseTo(3 * verdictUsd, 9);
  expect(server.requests).toHaveLength(3);
  // What was spent stays spent.
  const second = await given.json(["run", "--resume", "run", "--max-cost", maxCost], { env });
  expect(second.value).toMatchObject({ passed: 3, status: "incomplete" });
  expect(server.requests).toHaveLength(3);
  const last = await given.json(["run", "--resume", "run"], { env });
  expect(last).toMatchObject({ code: 0, value: { status: "complete", passed: size, errors: 0 } });
  expect(server.requests).toHaveLength(size);
  expect(calls(given)).toBe(size);
});

test("SIGKILL while judges are asked again loses no recorded output", async () => {
  const { given, env, server, say } = await unjudged();
  const before = results(given);
  let answered = 0;
  say(() => (++answered > size / 2 ? { hang: true } : good));
  const child = given.start(["run", "--resume", "run"], env);
  await vi.waitUntil(() => server.requests.length > size / 2, { timeout: 30_000 });
  child.kill("SIGKILL");
  await child.ended;
  expect(results(given)).toBe(before);
  say(() => good);
  const { code, value } = await given.json(["run", "--resume", "run"], { env });
  expect(code).toBe(0);
  expect(value).toMatchObject({ status: "complete", executed: size, passed: size });
  expect(calls(given)).toBe(size);
});
