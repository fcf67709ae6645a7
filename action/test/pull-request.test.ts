import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { github } from "./github.ts";
import { folder, pullRequest, step } from "./step.ts";

const goldloop = resolve(import.meta.dirname, "..", "..", "packages", "goldloop");

const files = {
  ".gitignore": "node_modules/\n.goldloop/\n",
  "package.json": '{"type":"module"}\n',
  "goldloop.yaml": `version: 1
suites:
  hello: { dataset: hello.jsonl, target: { module: ./target.ts }, scorers: [equals] }
`,
  "hello.jsonl": ["ana", "li", "sam"]
    .map((name) => `${JSON.stringify({ id: name, input: name, expected: `Hello ${name}`, tags: ["critical"] })}\n`)
    .join(""),
  "target.ts": "export default (name: string): string => `Hello ${name}`;\n",
  "goldloop.policy.yaml": `version: 1
gates:
  critical: { select: { tags: [critical] }, require: [passRate == 100%] }
  evidence: { require: [errors == 0] }
stages:
  pull-request: { gates: all }
`,
};

/** A clone of a repository whose main branch has `files`, on a branch that changes some of them. */
async function clone(changes: Record<string, string>): Promise<string> {
  const origin = await folder(files);
  const git = (cwd: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", ...args], { cwd, stdio: "pipe" });
  const install = (dir: string) => {
    mkdirSync(join(dir, "node_modules"));
    symlinkSync(goldloop, join(dir, "node_modules", "goldloop"), "junction");
  };
  install(origin);
  execFileSync(process.execPath, [join(goldloop, "bin", "goldloop.js"), "lock"], { cwd: origin, stdio: "pipe" });
  git(origin, "init", "--quiet", "--initial-branch", "main");
  git(origin, "add", ".");
  git(origin, "commit", "--quiet", "--message", "first");
  const dir = join(await folder({}), "clone");
  git(origin, "clone", "--quiet", origin, dir);
  install(dir);
  git(dir, "checkout", "--quiet", "-b", "change");
  for (const [name, content] of Object.entries(changes)) writeFileSync(join(dir, name), content);
  git(dir, "commit", "--quiet", "--allow-empty", "--all", "--message", "change");
  return dir;
}

const stage = { "working-directory": "." };

test("a good change is allowed", async () => {
  const hub = await github();
  const { code, outputs, log } = await step(await clone({}), hub, { inputs: stage });
  expect(log).not.toContain("::error");
  expect([code, outputs["verdict"], outputs["decision"]]).toEqual([0, "pass", "allow"]);
  expect(hub.comments[0]?.body).toMatch(/^### ✓ Goldloop: allowed, 2 rules pass \(`[0-9a-f]{7}`\)$/m);
  expect(hub.statuses[0]).toMatchObject({ state: "success", description: "allowed, 2 rules pass" });
});

test("a bad change that lowers the bar is blocked by the bar as it was, and the comment shows the example", async () => {
  const hub = await github();
  const dir = await clone({
    "target.ts": 'export default (name: string): string => (name === "li" ? "Hi <img> @li" : `Hello ${name}`);\n',
    "goldloop.policy.yaml": files["goldloop.policy.yaml"].replace("100%", "50%").replace("==", ">="),
  });
  const { code, outputs, log } = await step(dir, hub, { inputs: stage, event: pullRequest() });
  expect([code, outputs["verdict"], outputs["decision"]]).toEqual([1, "fail", "block"]);
  expect(log).toMatch(/^::error file=hello\.jsonl,line=2,title=critical%3A li::/m);
  const body = hub.comments[0]?.body ?? "";
  expect(body).toMatch(/^### ✗ Goldloop: blocked by 1 rule \(/m);
  expect(body).toContain("The change proposes another policy");
  expect(body).toContain("- **li** critical");
  expect(body).toContain("  - expected: `Hello li`\n  - got: `Hi <img> @li`\n");
  expect(body).toContain("**Reproduce** `goldloop run hello --filter li`");
});

test("a dataset that is not the locked one: nothing is measured", async () => {
  const hub = await github();
  const dir = await clone({ "hello.jsonl": '{"id":"ana","input":"ana","expected":"Hello ana"}\n' });
  const { code, outputs, summary } = await step(dir, hub, { inputs: stage });
  expect([code, outputs["verdict"], outputs["decision"]]).toEqual([1, "not-measured", "block"]);
  expect(summary).toContain("nothing was measured");
  expect(summary).toContain("goldloop lock");
});
