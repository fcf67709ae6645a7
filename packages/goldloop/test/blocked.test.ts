import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { echoProject } from "./project.ts";

const examples = ["a", "stuck", "c"].map((id) => ({ id, input: id, expected: id }));

const target = (inside: string): string =>
  `export default async (input: string) => {\n  ${inside}\n  return input;\n};\n`;
const late = { why: "under way: stuck", codes: [3], json: true };

test.each([
  ["after a while", "await new Promise((resolve) => setTimeout(resolve, 1500));\n    for (;;);", late],
  [
    "in a pattern that never ends",
    `await new Promise((resolve) => setTimeout(resolve, 1500));\n    /^(a+)+$/.test("a".repeat(60) + "b");`,
    late,
  ],
  [
    "in a system call",
    `await new Promise((resolve) => setTimeout(resolve, 1500));\n    (await import("node:child_process")).execSync("sleep 60");`,
    { ...late, codes: [null], json: false },
  ],
])(
  "a target that blocks the process %s does not hold up the run for ever, and it can go on",
  async (_, block, { why, codes, json }) => {
    const given = echoProject(examples, { timeoutMs: 2000, concurrency: 1 });
    given.write({ "target.ts": target(`if (input === "stuck" && !process.env.MENDED) {\n    ${block}\n  }`) });
    const { code, stdout, stderr } = await given.goldloop(["run", "--out", "run", "--json"]);
    expect(codes).toContain(code);
    expect(stderr).toContain(why);
    expect(stderr).toContain("goldloop run --resume");
    expect(stderr).not.toContain("debugger");
    if (json) expect(JSON.parse(stdout)).toMatchObject({ code: "process-ended" });
    const resumed = await given.json(["run", "--resume", "run"], { env: { MENDED: "1" } });
    expect(resumed).toMatchObject({ code: 0, value: { status: "complete", executed: 3, passed: 3 } });
  },
);

test("a target that blocks the process for less than that is left alone", async () => {
  const given = echoProject(examples, { timeoutMs: 3000, concurrency: 3 });
  given.write({
    "target.ts": target("const until = Date.now() + 1200;\n  while (Date.now() < until);"),
  });
  expect(await given.json(["run"])).toMatchObject({ code: 0, value: { passed: 3 } });
});

test("a target that blocks the process in the first moment has a timeout like any other, and the run goes on", async () => {
  const given = echoProject(examples, { timeoutMs: 700, concurrency: 1 });
  given.write({ "target.ts": target('if (input === "stuck") for (;;);') });
  const { code, value } = await given.json(["run"]);
  expect(code).toBe(3);
  expect(value).toMatchObject({ status: "complete", executed: 3, passed: 2, errors: 1 });
});

test("a second Ctrl-C ends a run at once, whatever the first one waits for", async () => {
  const given = echoProject(examples, { concurrency: 1, scorers: [{ code: "./scorer.ts" }] });
  given.write({
    "scorer.ts":
      'import { writeFileSync } from "node:fs";\nexport default async () => {\n  writeFileSync("scoring", "");\n  await new Promise((resolve) => setTimeout(resolve, 120_000));\n  return true;\n};\n',
  });
  const child = given.start(["run"]);
  await vi.waitUntil(() => existsSync(join(given.dir, "scoring")), { timeout: 30_000 });
  child.kill("SIGINT");
  await vi.waitUntil(() => !alive(child.pid) || interruptedTwice(child), { timeout: 30_000, interval: 100 });
  expect((await child.ended).code).not.toBe(0);
});

function interruptedTwice(child: { kill: (signal: NodeJS.Signals) => void }): boolean {
  child.kill("SIGINT");
  return false;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
