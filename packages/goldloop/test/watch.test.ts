import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { echoProject } from "./project.ts";

test("--watch runs again what a change touches, and ends on Ctrl-C", async () => {
  const ids = ["a", "b", "c"];
  const data = ids.map((id) => ({ id, input: id, expected: id }));
  const code = (word: string): string =>
    `import { appendFileSync } from "node:fs";\nexport default (input: string): string => {\n  appendFileSync("calls.txt", "${word}-" + input + "\\n");\n  return input;\n};\n`;
  const given = echoProject(data, { concurrency: 1 });
  given.write({ "target.ts": code("first") });
  const calls = (): string[] => {
    const file = join(given.dir, "calls.txt");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  };
  const came = (count: number): Promise<unknown> =>
    vi.waitUntil(() => calls().length >= count, { timeout: 40_000, interval: 50 });
  const child = given.start(["run", "--watch"]);
  onTestFinished(() => child.kill("SIGKILL"));
  await came(3);
  expect(calls()).toEqual(["first-a", "first-b", "first-c"]);
  await vi.waitUntil(() => child.printed().includes("Watching"), { timeout: 30_000 });

  // Only the dataset: the changed example and the new one.
  given.write({
    "data.jsonl": [...data.with(1, { id: "b", input: "B", expected: "B" }), { id: "d", input: "d", expected: "d" }],
  });
  await came(5);
  expect(calls().slice(3)).toEqual(["first-B", "first-d"]);

  // The code: all of them, under the new code.
  given.write({ "target.ts": code("second") });
  await came(9);
  expect(calls().slice(5)).toEqual(["second-a", "second-B", "second-c", "second-d"]);

  child.kill("SIGINT");
  const { code: exit, stdout } = await child.ended;
  expect(exit).toBe(0);
  expect(stdout).toContain("3 examples");
  expect(calls()).toHaveLength(9);
});

test("--watch shows the gates of the development stage as the code is edited", async () => {
  const given = echoProject([{ id: "a", input: "a", expected: "a", tags: ["critical"] }]);
  given.write({
    "goldloop.policy.yaml":
      "version: 1\ngates:\n  critical: { select: { tags: [critical] }, require: [passRate == 100%] }\nstages:\n  development: { gates: [critical], enforce: warn }\n",
  });
  expect((await given.goldloop(["lock"])).code).toBe(0);
  const child = given.start(["run", "--watch"]);
  onTestFinished(() => child.kill("SIGKILL"));
  const shows = (text: string): Promise<unknown> =>
    vi.waitUntil(() => child.printed().includes(text), { timeout: 40_000, interval: 50 });
  await shows("ALLOWED  echo");
  await shows("Watching");
  given.write({ "target.ts": 'export default (): string => "something else";\n' });
  await shows("WARNED  echo");
  expect(child.printed()).toContain("critical  passRate == 100%");
  child.kill("SIGINT");
  expect((await child.ended).code).toBe(0);
});

test("--watch sees what is saved while the first run goes on", async () => {
  const given = echoProject([{ id: "a", input: "a", expected: "a" }]);
  const code = (word: string): string =>
    `import { appendFileSync } from "node:fs";\nimport { setTimeout } from "node:timers/promises";\nexport default async (input: string): Promise<string> => {\n  appendFileSync("calls.txt", "${word}\\n");\n  await setTimeout(500);\n  return input;\n};\n`;
  given.write({ "target.ts": code("first") });
  const child = given.start(["run", "--watch"]);
  onTestFinished(() => child.kill("SIGKILL"));
  const calls = join(given.dir, "calls.txt");
  await vi.waitUntil(() => existsSync(calls), { timeout: 40_000, interval: 20 });
  given.write({ "target.ts": code("second") });
  await vi.waitUntil(() => readFileSync(calls, "utf8") === "first\nsecond\n", { timeout: 40_000, interval: 50 });
  child.kill("SIGINT");
  expect((await child.ended).code).toBe(0);
});
