import { execFile } from "node:child_process";
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { InfrastructureError } from "../error/index.ts";
import type { ModelAccess } from "../model/index.ts";
import type { OpenTarget, TargetContext, TargetEnvironment } from "./definition.ts";
import { execTarget } from "./exec.ts";

let root = "";
const opened: OpenTarget[] = [];

/** A program of many faces: what it does is up to the input. */
const program = `
  const { createReadStream, writeSync } = require("node:fs");
  const { createInterface } = require("node:readline");
  const { spawn } = require("node:child_process");
  const answer = (value) => writeSync(4, JSON.stringify(value) + "\\n");
  let open = [];
  createInterface({ input: createReadStream(null, { fd: 3 }) }).on("line", (line) => {
    const { key, input, ...rest } = JSON.parse(line);
    const [verb, argument] = typeof input === "string" ? input.split(":") : ["echo", input];
    console.log("stray print {\\"key\\":\\"" + key + "\\",\\"output\\":\\"wrong\\"}");
    if (verb === "echo") answer({ key, output: argument });
    if (verb === "context") answer({ key, output: { ...rest, variable: process.env.OWN ?? null, otlp: process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null, trace: process.env.TRACEPARENT ?? null } });
    if (verb === "pid") answer({ key, output: process.pid });
    if (verb === "nokey") answer({ output: "no key" });
    if (verb === "measured") answer({ key, output: "m", usage: { inputTokens: 1, outputTokens: 2 }, costUsd: 0.5, model: "m1", latencyMs: 7 });
    if (verb === "error") answer({ key, error: "it went wrong" });
    if (verb === "busy") answer({ key, error: { message: "overloaded", code: "busy", infrastructure: true, retryAfterMs: 20 } });
    if (verb === "null") answer({ key, output: null });
    if (verb === "typo") answer({ key, output: 1, cost: 3 });
    if (verb === "garbage") writeSync(4, "not json\\n");
    if (verb === "split") { const text = JSON.stringify({ key, output: "Grüße" }); const bytes = Buffer.from(text + "\\n"); writeSync(4, bytes.subarray(0, text.indexOf("ü") + 1)); setImmediate(() => writeSync(4, bytes.subarray(text.indexOf("ü") + 1))); }
    if (verb === "reverse") { open.push({ key, output: argument }); if (open.length === 5) { open.reverse().forEach(answer); open = []; } }
    if (verb === "crash") { console.error("about to crash, token " + process.env.OWN); process.exit(3); }
    if (verb === "child") { const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" }); answer({ key, output: [process.pid, child.pid] }); }
    if (verb === "stubborn") { process.on("SIGTERM", () => {}); answer({ key, output: process.pid }); }
  });
`;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "goldloop-exec-")));
  await writeFile(join(root, "program.cjs"), program);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((target) => target.close()));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const environment = (fields: Partial<TargetEnvironment> = {}): TargetEnvironment => ({
  directory: root,
  models: {} as ModelAccess,
  variables: { PATH: process.env["PATH"], TOKEN: "token-value" },
  ...fields,
});
const context = (fields: Partial<TargetContext> = {}): TargetContext => ({
  exampleId: "e1",
  trial: 2,
  seed: 9,
  signal: new AbortController().signal,
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  attachments: [],
  ...fields,
});

async function open(options: object = {}, fields: Partial<TargetEnvironment> = {}): Promise<OpenTarget> {
  const all = { command: [process.execPath, "program.cjs"], ...options };
  const target = await execTarget.open(execTarget.options.parse(all), environment(fields));
  opened.push(target);
  return target;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe.each(["process", "perExample"] as const)("exec target, mode %s", (mode) => {
  it("sends the input and reads the output, whatever the program prints", async () => {
    const target = await open({ mode });
    expect(await target.call({ deep: ["ü", null] }, context())).toEqual({
      output: { deep: ["ü", null] },
      latencyMs: expect.any(Number),
    });
    expect(await target.call("split", context())).toMatchObject({ output: "Grüße" });
    expect(await target.call("nokey", context())).toMatchObject({ output: "no key" });
  });

  it("tells the program about the call and its own variables", async () => {
    const target = await open({ mode, env: { OWN: "own ${TOKEN}" } }, { otlpEndpoint: "http://127.0.0.1:1" });
    const { output } = await target.call("context", context());
    expect(output).toEqual({
      id: "e1",
      trial: 2,
      seed: 9,
      traceparent: context().traceparent,
      attachments: [],
      variable: "own token-value",
      otlp: "http://127.0.0.1:1",
      trace: mode === "perExample" ? context().traceparent : null,
    });
  });

  it("takes over what the program measured", async () => {
    const target = await open({ mode });
    expect(await target.call("measured", context())).toEqual({
      output: "m",
      usage: { inputTokens: 1, outputTokens: 2 },
      costUsd: 0.5,
      model: "m1",
      latencyMs: 7,
    });
  });

  it.each([
    ["error", { code: "target-error", message: "it went wrong" }],
    ["null", { code: "no-output" }],
    ["typo", { code: "bad-result", message: expect.stringContaining('"cost"') }],
    ["garbage", { code: "bad-response", message: expect.stringContaining("not json") }],
  ])("fails when the program answers %s", async (verb, expected) => {
    const target = await open({ mode });
    await expect(target.call(verb, context())).rejects.toMatchObject(expected);
    expect(await target.call("echo:still here", context())).toMatchObject({ output: "still here" });
  });

  it("may be tried again when the program says that it is not at fault", async () => {
    const target = await open({ mode });
    const failure = target.call("busy", context());
    await expect(failure).rejects.toBeInstanceOf(InfrastructureError);
    await expect(failure).rejects.toMatchObject({ code: "busy", message: "overloaded", retryAfterMs: 20 });
  });

  it("quotes the last lines of a program that crashes, without secrets, and goes on", async () => {
    const target = await open({ mode, env: { OWN: "${TOKEN}" } });
    const failure = await target.call("crash", context()).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "target-crashed",
      message: expect.stringMatching(/ended with code 3; it printed last: .*about to crash, token \*\*\*/),
    });
    expect(await target.call("echo:again", context())).toMatchObject({ output: "again" });
  });

  it("ends a program that hangs as soon as the call is aborted", async () => {
    const target = await open({ mode });
    const controller = new AbortController();
    const reason = new Error("timeout");
    const hanging = target.call("hang", context({ signal: controller.signal }));
    setImmediate(() => controller.abort(reason));
    await expect(hanging).rejects.toBe(reason);
    expect(await target.call("echo:again", context())).toMatchObject({ output: "again" });
  });

  it("says so when the command cannot be started", async () => {
    const target = await open({ mode, command: ["no-such-program-anywhere"] });
    await expect(target.call("x", context())).rejects.toMatchObject({
      code: "target-crashed",
      message: expect.stringMatching(/could not be started: .*ENOENT/),
    });
  });
});

describe("exec target, one long-lived process", () => {
  it("answers calls that are under way at the same time, in any order", async () => {
    const target = await open();
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => target.call(`reverse:${i}`, context())));
    expect(results.map(({ output }) => output)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
  });

  it("keeps one process for all calls, and starts another after a crash that fails what was open", async () => {
    const target = await open();
    const { output: pid } = await target.call("pid", context());
    expect((await target.call("pid", context())).output).toBe(pid);
    const calls = await Promise.allSettled([target.call("hang", context()), target.call("crash", context())]);
    expect(
      calls.map((call) => (call.status === "rejected" ? (call.reason as { code: string }).code : "fulfilled")),
    ).toEqual(["target-crashed", "target-crashed"]);
    expect((await target.call("pid", context())).output).not.toBe(pid);
  });

  it("lets the other calls be tried again when one that hangs is aborted", async () => {
    const target = await open();
    const controller = new AbortController();
    const innocent = target.call("hang", context());
    const hanging = target.call("hang", context({ signal: controller.signal }));
    const settled = Promise.allSettled([innocent, hanging]);
    setImmediate(() => controller.abort(new Error("timeout")));
    await settled;
    await expect(innocent).rejects.toBeInstanceOf(InfrastructureError);
    await expect(hanging).rejects.toThrow("timeout");
  });

  it("ends the whole process group on close, also what ignores SIGTERM", async () => {
    const target = await open();
    const { output } = await target.call("child", context());
    const [pid, child] = output as number[];
    await target.call("stubborn", context());
    expect([pid, child].map((one) => isAlive(one ?? 0))).toEqual([true, true]);
    opened.splice(0);
    await target.close();
    expect(isAlive(pid ?? 0)).toBe(false);
    await expect.poll(() => isAlive(child ?? 0)).toBe(false);
  });

  it("takes a text as a command for the shell", async () => {
    const target = await open({ command: `exec "${process.execPath}" program.cjs` });
    expect((await target.call("echo:shell", context())).output).toBe("shell");
  });
});

const identity = (options: object) => execTarget.identity(execTarget.options.parse(options), environment());

describe("exec target, identity", () => {
  it("has the digests of the files that the command names and of `files`, and no values of variables", async () => {
    await writeFile(join(root, "lib.py"), "x = 1");
    const described = await identity({
      command: ["python3", "program.cjs"],
      env: { KEY: "${TOKEN}" },
      files: ["*.py"],
    });
    expect(described).toMatchObject({ command: ["python3", "program.cjs"], mode: "process", env: { KEY: "${TOKEN}" } });
    expect(Object.keys(described["files"] as object)).toEqual(["lib.py", "program.cjs"]);
    expect(await identity({ command: `python3 program.cjs --flag` })).toMatchObject({
      files: { "program.cjs": expect.any(String) },
    });
  });

  it("refuses globs and folders that lead nowhere", async () => {
    await expect(identity({ command: "x", files: ["nope/**"] })).rejects.toMatchObject({
      code: "no-match",
      exitCode: 2,
    });
    await expect(identity({ command: "x", cwd: "nope" })).rejects.toMatchObject({ code: "no-folder", exitCode: 2 });
  });
});

describe("exec target, its program", () => {
  it.each([
    ["no-such-program-anywhere", "is not on the PATH"],
    ["./nothing.sh", "does not exist"],
    ["./lib.py", "cannot be executed"],
  ])("%s %s", async (name, problem) => {
    await writeFile(join(root, "lib.py"), "x = 1");
    for (const command of [[name, "x"], `${name} x`]) {
      await expect(identity({ command })).rejects.toMatchObject({
        code: "no-program",
        exitCode: 2,
        message: expect.stringContaining(problem),
      });
    }
  });

  it.each([
    "cd . && node program.cjs",
    "exec node program.cjs",
    "A=1 no-such-program",
    "(no-such-program)",
    "node program.cjs",
  ])("takes the shell's words as they are: %s", async (command) => {
    expect(await identity({ command })).toMatchObject({ command });
  });

  it("is looked for where the program's own PATH says", async () => {
    await expect(identity({ command: ["node"], env: { PATH: "/nowhere" } })).rejects.toMatchObject({
      code: "no-program",
    });
  });
});

describe("the Python example of the docs", () => {
  const guides = resolve(import.meta.dirname, "../../../../docs/guides");

  it("works as it is", async () => {
    const target = await open({ command: ["python3", join(guides, "examples/target.py")] });
    const questions = ["Where is my order?", "Grüße"];
    const results = await Promise.all(questions.map((question) => target.call(question, context())));
    expect(results.map(({ output }) => output)).toEqual([
      { text: "You asked: Where is my order?", words: 4 },
      { text: "You asked: Grüße", words: 1 },
    ]);
    await expect(target.call({ not: "a text" }, context())).rejects.toMatchObject({
      code: "target-error",
      message: expect.stringContaining("AttributeError"),
    });
  });

  it("is the one that the guide shows, and has about 30 lines", async () => {
    const [guide, example] = await Promise.all(
      ["targets.md", "examples/target.py"].map((file) => readFile(join(guides, file), "utf8")),
    );
    expect(guide).toContain(example?.trim());
    expect(example?.trim().split("\n").length).toBeLessThanOrEqual(32);
    await promisify(execFile)("python3", ["-m", "py_compile", join(guides, "examples/target.py")], {
      env: { ...process.env, PYTHONPYCACHEPREFIX: root },
    });
  });
});
