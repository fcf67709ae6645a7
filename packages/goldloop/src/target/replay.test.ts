import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InputErrors } from "../error/index.ts";
import type { ModelAccess } from "../model/index.ts";
import type { TargetContext, TargetEnvironment } from "./definition.ts";
import { openReplay } from "./replay-file.ts";
import { replayTarget } from "./replay.ts";

let root = "";
let count = 0;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "goldloop-replay-")));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function write(...lines: (object | string)[]): Promise<string> {
  const file = join(root, `${count++}.jsonl`);
  await writeFile(file, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  return file;
}
const environment = (): TargetEnvironment => ({ directory: root, models: {} as ModelAccess, variables: {} });
const context = (exampleId: string, trial = 0): TargetContext => ({
  exampleId,
  trial,
  seed: 0,
  signal: new AbortController().signal,
  traceparent: "",
  attachments: [],
});
async function call(file: string, id: string, trial = 0) {
  const target = await replayTarget.open({ file }, environment());
  try {
    return await target.call(null, context(id, trial));
  } finally {
    await target.close();
  }
}

describe("openReplay", () => {
  it("indexes the file and reads entries in any order", async () => {
    const file = await write(
      { id: "b", output: { n: 1 } },
      "",
      { id: "a", trial: 1, output: "ü€" },
      { id: "a", trial: 0, output: 0, latencyMs: 3 },
    );
    const replay = await openReplay(file);
    expect(replay).toMatchObject({ file, trials: 2, ids: new Set(["b", "a"]) });
    expect(replay.digest).toBe(`sha256:${createHash("sha256").update(readFileSync(file)).digest("hex")}`);
    expect([...replay.entries()]).toEqual([
      { id: "b", trial: 0, line: 1 },
      { id: "a", trial: 1, line: 3 },
      { id: "a", trial: 0, line: 4 },
    ]);
    expect(await replay.get("a", 0)).toMatchObject({ output: 0, latencyMs: 3 });
    expect(await replay.get("a", 1)).toMatchObject({ output: "ü€" });
    expect(await replay.get("b", 0)).toMatchObject({ output: { n: 1 }, trial: 0 });
    await expect(replay.get("b", 1)).rejects.toMatchObject({ code: "replay-missing" });
    await replay.close();
  });

  it("reads outputs that lie across its blocks and ones larger than a block", async () => {
    const sizes = [300_000, 10, 200_000, 90_000, 700_000, 5];
    const file = await write(...sizes.map((size, i) => ({ id: `e${i}`, output: String(i).repeat(size) })));
    const replay = await openReplay(file);
    const outputs = await Promise.all(sizes.map((_, i) => replay.get(`e${i}`, 0)));
    expect(outputs.map(({ output }) => (output as string).length)).toEqual(sizes);
    expect(outputs.every(({ output }, i) => (output as string).startsWith(String(i)))).toBe(true);
    await replay.close();
  });

  it.each<[string, (object | string)[], string, number, RegExp]>([
    ["a line that is no JSON", [{ id: "a", output: 1 }, "{"], "bad-line", 2, /no JSON/],
    ["a line without an output", [{ id: "a" }], "bad-line", 1, /output is missing/],
    ["a line without an id", [{ output: 1 }], "bad-line", 1, /id: /],
    ["an unknown key", [{ id: "a", output: 1, latency: 3 }], "unknown-key", 1, /"latency"; did you mean "latencyMs"/],
    ["a negative cost", [{ id: "a", output: 1, costUsd: -1 }], "bad-line", 1, /costUsd/],
    ["a trial that is no count", [{ id: "a", output: 1, trial: 0.5 }], "bad-line", 1, /trial/],
    [
      "the same trial twice",
      [
        { id: "a", output: 1 },
        { id: "a", trial: 0, output: 2 },
      ],
      "repeated-output",
      2,
      /first: line 1/,
    ],
    ["nothing", ["", ""], "empty-replay", 0, /no outputs/],
  ])("refuses %s with its line", async (_, lines, code, line, message) => {
    const file = await write(...lines);
    const location = line === 0 ? { file } : { file, line };
    await expect(openReplay(file)).rejects.toMatchObject({
      code,
      exitCode: 2,
      location,
      message: expect.stringMatching(message),
    });
  });

  it("reports several faults together", async () => {
    const failure = await openReplay(await write("{", { id: "a", output: 1 }, "[]")).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputErrors);
    expect((failure as InputErrors).errors.map((error) => error.location?.line)).toEqual([1, 3]);
  });

  it("refuses a file that is not there", async () => {
    await expect(openReplay(join(root, "nope.jsonl"))).rejects.toMatchObject({ code: "no-replay", exitCode: 2 });
  });

  it("indexes 50,000 lines of 2 KB in a heap that does not hold them", async () => {
    const output = "x".repeat(2000);
    const file = await write(
      ...Array.from({ length: 50_000 }, (_, i) => ({ id: `example-${i}`, output, latencyMs: i })),
    );
    const script = `
      const { openReplay } = await import(process.argv[1]);
      const replay = await openReplay(process.argv[2]);
      const { latencyMs } = await replay.get("example-49999", 0);
      console.log(JSON.stringify({ ids: replay.ids.size, latencyMs }));
      await replay.close();
    `;
    // The file has 100 MB. A limit on the heap, unlike a measured size, does not depend on when garbage is collected.
    const heap = "--max-old-space-size=48";
    const options = [heap, "--conditions=@goldloop/source", "--no-warnings", "--input-type=module", "-e", script];
    const module = join(import.meta.dirname, "replay-file.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [...options, module, file]);
    expect(JSON.parse(stdout)).toEqual({ ids: 50_000, latencyMs: 49_999 });
  });

  const data = process.env["GOLDLOOP_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../../../shared/data");
  const gsm8k = join(data, "gsm8k/outputs/175b_verification.jsonl");
  it.skipIf(!existsSync(gsm8k))("reads the recorded outputs of a real model", async () => {
    const replay = await openReplay(gsm8k);
    expect([replay.ids.size, replay.trials]).toEqual([1319, 1]);
    await replay.close();
  });
});

describe("replay target", () => {
  it("gives back what was recorded", async () => {
    const trace = { spans: [] };
    const file = await write({
      id: "a",
      trial: 1,
      output: [1],
      latencyMs: 812,
      usage: { inputTokens: 1, outputTokens: 2 },
      costUsd: 0.001,
      error: null,
      trace,
    });
    expect(await call(file, "a", 1)).toEqual({
      output: [1],
      latencyMs: 812,
      usage: { inputTokens: 1, outputTokens: 2 },
      costUsd: 0.001,
      trace,
    });
  });

  it.each<[object, object]>([
    [{ error: "it failed" }, { code: "target-error", message: "it failed" }],
    [{ error: { code: "timeout", message: "too slow" } }, { code: "timeout", message: "too slow" }],
    [{}, { code: "no-output" }],
  ])("fails for an entry with null as output and %j", async (fields, expected) => {
    await expect(call(await write({ id: "a", output: null, ...fields }), "a")).rejects.toMatchObject(expected);
  });

  it("tells a missing entry from a failed one", async () => {
    await expect(call(await write({ id: "a", output: 1 }), "b")).rejects.toMatchObject({ code: "replay-missing" });
  });

  it("is identified by the file's digest", async () => {
    const file = await write({ id: "a", output: 1 });
    const digest = `sha256:${createHash("sha256").update(readFileSync(file)).digest("hex")}`;
    expect(await replayTarget.identity({ file }, environment())).toEqual({ file: file.slice(root.length + 1), digest });
  });
});
