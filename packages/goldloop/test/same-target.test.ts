import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { echoProject, project, type Project } from "./project.ts";

const examples = ["a", "b", "c"].map((id) => ({ id, input: id, expected: id }));

test("a run whose target changed while it ran is not pinned, and says what changed", async () => {
  const given = echoProject(examples, { concurrency: 1 });
  given.write({
    "reply.ts": "export const reply = (input: string): string => input;\n",
    "target.ts": [
      'import { appendFileSync } from "node:fs";',
      'import { reply } from "./reply.ts";',
      "export default (input: string): string => {",
      '  if (process.env.TOUCH && input === "b") appendFileSync("reply.ts", "// changed\\n");',
      "  return reply(input);",
      "};",
      "",
    ].join("\n"),
  });
  await given.goldloop(["lock"]);
  expect((await given.json(["run"])).value).toMatchObject({ pinned: true, unpinned: [] });
  const { code, value } = await given.json(["run"], { env: { TOUCH: "1" } });
  expect(code).toBe(0);
  expect(value).toMatchObject({ status: "complete", pinned: false });
  expect(value["unpinned"]).toEqual(["the target changed during the run: reply.ts"]);
});

test("a run whose target's file went away while it ran is not pinned", async () => {
  const given = echoProject(examples, { target: { exec: { command: ["node", "app.mjs"], files: ["lib/*.mjs"] } } });
  given.write({
    "lib/one.mjs": "export {};\n",
    "app.mjs": [
      'import { createInterface } from "node:readline";',
      'import { createReadStream, createWriteStream, rmSync } from "node:fs";',
      "const answers = createWriteStream(null, { fd: Number(process.env.GOLDLOOP_OUT_FD) });",
      'for await (const line of createInterface({ input: createReadStream("", { fd: Number(process.env.GOLDLOOP_IN_FD) }) })) {',
      "  const { key, input } = JSON.parse(line);",
      '  rmSync("lib/one.mjs", { force: true });',
      '  answers.write(JSON.stringify({ key, output: input }) + "\\n");',
      "}",
      "",
    ].join("\n"),
  });
  await given.goldloop(["lock"]);
  const { value } = await given.json(["run"]);
  expect(value).toMatchObject({ passed: 3, pinned: false });
  expect(value["unpinned"].join()).toContain("the target changed during the run");
});

test("a run over http that goes on at another commit is not pinned", async () => {
  const { given, heal } = await web();
  const git = repository(given);
  await given.goldloop(["lock"]);
  git("add", "-A");
  git("commit", "-qm", "first");
  const first = await given.json(["run"]);
  expect(first).toMatchObject({ code: 3, value: { errors: 1, pinned: true } });
  given.write({ "app.ts": "export const version = 2;\n" });
  git("add", "-A");
  git("commit", "-qm", "second");
  heal();
  const { value } = await given.json(["run", "--resume"]);
  expect(value).toMatchObject({ id: first.value["id"], executed: 3, errors: 0, pinned: false });
  expect(value["unpinned"].join()).toContain("commit");
});

test("a run over http that goes on at the same commit stays pinned, and with uncommitted changes does not", async () => {
  for (const [dirty, pinned] of [
    [false, true],
    [true, false],
  ]) {
    const { given, heal } = await web();
    const git = repository(given);
    await given.goldloop(["lock"]);
    git("add", "-A");
    git("commit", "-qm", "first");
    if (dirty) given.write({ "app.ts": "export const version = 2;\n" });
    expect((await given.json(["run"])).value).toMatchObject({ errors: 1, pinned: true });
    if (dirty) given.write({ "app.ts": "export const version = 3;\n" });
    heal();
    expect((await given.json(["run", "--resume"])).value).toMatchObject({ executed: 3, errors: 0, pinned });
  }
});

test("a run does not go on with a target that changed", async () => {
  const { given, heal, port } = await web();
  await given.goldloop(["run"]);
  given.write({ "goldloop.yaml": config(port, "?v=2&q={{input}}") });
  heal();
  const { code, stderr } = await given.goldloop(["run", "--resume"]);
  expect(code).toBe(2);
  expect(stderr).toContain("targetIdentity");
});

function config(port: number, query: string): Record<string, unknown> {
  return {
    version: 1,
    suites: {
      web: {
        dataset: "data.jsonl",
        target: { http: { url: `http://127.0.0.1:${port}/${query}`, method: "GET" } },
        scorers: ["equals"],
        retries: 0,
      },
    },
  };
}

/** A project over http whose server fails on `c` until it is healed. */
async function web(): Promise<{ given: Project; heal: () => void; port: number }> {
  let healed = false;
  const server = createServer((request, response) => {
    const input = new URL(request.url ?? "", "http://localhost").searchParams.get("q") ?? "";
    if (input === "c" && !healed) response.writeHead(503).end();
    else response.end(input);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const given = project({
    "goldloop.yaml": config(port, "?q={{input}}"),
    "data.jsonl": examples,
    "app.ts": "export const version = 1;\n",
    ".gitignore": ".goldloop\n",
  });
  return { given, heal: () => void (healed = true), port };
}

function repository({ dir }: Project): (...args: string[]) => void {
  const git = (...args: string[]): void =>
    void execFileSync("git", ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", ...args], { cwd: dir });
  git("init", "-q");
  return git;
}
