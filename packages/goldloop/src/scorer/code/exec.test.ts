import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../../digest/index.ts";
import type { Scored } from "../apply.ts";
import type { ScorerEnvironment, Subject } from "../definition.ts";
import { prepareScorer } from "../prepare.ts";

let directory: string;
let environment: ScorerEnvironment;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "goldloop-exec-"));
  environment = {
    directory,
    models: {
      generate: () => Promise.reject(new Error("no model is needed")),
      embed: () => Promise.reject(new Error("no model is needed")),
    },
    judges: new Map(),
    variables: { PATH: process.env["PATH"], TONE: "warm" },
  };
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const node = process.execPath;

async function run(command: Json, part: Partial<Subject> = {}, options: { [key: string]: Json } = {}): Promise<Scored> {
  const scorer = await prepareScorer({ exec: { command, ...options } }, environment);
  return scorer.score({ example: { id: "a", input: "in" }, output: "out", trial: 2, latencyMs: 5, ...part });
}

const script = (source: string): Json => [node, "-e", source];

describe("an exec scorer", () => {
  it("gets the subject as one JSON line, the suite's folder and the variables", async () => {
    const source = `
      let text = "";
      process.stdin.on("data", (part) => (text += part)).on("end", () => {
        const { example, output, trial, latencyMs } = JSON.parse(text);
        const reason = [text.split("\\n").length, example.id, output, trial, latencyMs, process.env.TONE, process.cwd()].join(" ");
        console.log(JSON.stringify({ value: 0.5, reason }));
      });`;
    const { score } = await run(script(source));
    expect(score).toMatchObject({ value: 0.5, pass: null, status: "scored" });
    expect(score.reason).toMatch(/^2 a out 2 5 warm .*goldloop-exec-/);
  });

  it.each<[string, string, object]>([
    ["a value", `echo '{"value":0.25}'`, { value: 0.25, pass: null }],
    ["a verdict", `echo '{"pass":true,"reason":"fine"}'`, { value: 1, pass: true, reason: "fine" }],
    ["true", "echo true", { value: 1, pass: true }],
    ["a number after stray lines", "echo loading; echo; echo 0.75; echo", { value: 0.75 }],
    ["a skip", `echo '{"skipped":"no audio"}'`, { status: "skipped", reason: "no audio", value: null }],
    ["an answer without reading its input", "exec <&-; echo 1", { value: 1 }],
  ])("answers %s", async (_, command, score) => {
    expect((await run(command, { output: "x".repeat(200_000) })).score).toMatchObject(score);
  });

  it.each<[string, string, RegExp]>([
    [
      "a non-zero exit, whatever it printed",
      "echo 1; echo 'no licence' >&2; exit 3",
      /ended with exit code 3: no licence/,
    ],
    ["nothing", "true", /answered nothing/],
    ["no JSON", "echo fine", /answered no JSON: fine/],
    ["a misspelled key", `echo '{"score":1}'`, /unknown key "score"/],
    ["a value out of range", "echo 5", /not within 0\.\.1/],
    ["a signal", "kill -TERM $$", /ended with (?:SIGTERM|exit code 143)/],
    ["a flood", "head -c 3000000 /dev/zero; sleep 60", /more than 1 MB/],
  ])("is an error when the program gives %s", async (_, command, reason) => {
    const { score } = await run(command);
    expect(score).toMatchObject({ status: "error", value: null, reason: expect.stringMatching(reason) as string });
  });

  it("is an error when the program does not start", async () => {
    expect((await run(["no-such-program-anywhere"])).score).toMatchObject({
      status: "error",
      reason: expect.stringMatching(/did not start/) as string,
    });
    expect((await run("no-such-program-anywhere")).score).toMatchObject({
      status: "error",
      reason: expect.stringMatching(/exit code 127/) as string,
    });
  });

  it("is killed with its children at the timeout", async () => {
    const { score } = await run("sleep 60 & echo $! > child.pid; sleep 60", {}, { timeoutMs: 500 });
    expect(score).toMatchObject({
      status: "error",
      reason: expect.stringMatching(/no answer within 500 ms/) as string,
    });
    const pid = Number(await readFile(join(directory, "child.pid"), "utf8"));
    await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false);
  });

  it("stops when the run is stopped", async () => {
    const { score } = await run("sleep 60", { signal: AbortSignal.timeout(100) });
    expect(score).toMatchObject({ status: "error", reason: expect.stringMatching(/stopped/) as string });
    expect((await run("echo 1", { signal: AbortSignal.abort() })).score.status).toBe("error");
  });

  it("is pinned by the files that its command names and those listed beside", async () => {
    await writeFile(join(directory, "tone.mjs"), "console.log(1)");
    await writeFile(join(directory, "words.txt"), "please");
    const spec = { exec: { command: `"${node}" tone.mjs --fast`, files: ["words.txt"] } };
    const before = await prepareScorer(spec, environment);
    expect(before.files).toHaveProperty(["tone.mjs"]);
    expect(before.files).toHaveProperty(["words.txt"]);
    await writeFile(join(directory, "words.txt"), "thanks");
    expect((await prepareScorer(spec, environment)).digest).not.toBe(before.digest);
    await expect(prepareScorer({ exec: { command: "true", files: ["no-such.txt"] } }, environment)).rejects.toThrow(
      /no-such\.txt/,
    );
  });
});

/** A killed process that nobody has waited for yet (state Z) runs no more. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, "utf8"));
  } catch {
    return false;
  }
}
