import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Context } from "./context.ts";
import { labelKeys } from "./judge-item-text.ts";
import { execute } from "./main.ts";

interface Session {
  /** Presses these keys at a terminal. */
  press: (...keys: string[]) => Promise<{ code: number; stdout: string; stderr: string }>;
  labels: () => Record<string, any>[];
}

async function session(
  judge: Record<string, unknown>,
  outputs: readonly string[] = ["one", "two", "three"],
): Promise<Session> {
  const directory = mkdtempSync(join(tmpdir(), "goldloop-keys-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const config = {
    version: 1,
    suites: {
      echo: { dataset: "data.jsonl", target: { module: "./target.mjs" }, scorers: ["equals"], concurrency: 1 },
    },
    judges: { tone: { model: "openai/gpt-4.1-2025-04-14", calibration: "tone.jsonl", ...judge } },
  };
  writeFileSync(join(directory, "goldloop.yaml"), JSON.stringify(config));
  writeFileSync(join(directory, "target.mjs"), "export default (input) => input;\n");
  const rows = outputs.map((input, index) => `${JSON.stringify({ id: `e${index}`, input, expected: input })}\n`);
  writeFileSync(join(directory, "data.jsonl"), rows.join(""));
  const run = async (
    argv: readonly string[],
    keys: readonly string[],
  ): Promise<{ code: number; stdout: string; stderr: string }> => {
    const written = { stdout: "", stderr: "" };
    const context: Context = {
      stdout: { write: (text) => void (written.stdout += text), isTerminal: true, columns: 100 },
      stderr: { write: (text) => void (written.stderr += text), isTerminal: true, columns: 100 },
      ask: undefined,
      async *keys() {
        yield* keys;
      },
      environment: { variables: { PATH: process.env["PATH"], NO_COLOR: "1" }, ci: true },
      directory,
      signal: new AbortController().signal,
      version: "1.2.3",
    };
    return { code: await execute(argv, context), ...written };
  };
  expect((await run(["run", "--no-frozen"], [])).code).toBe(0);
  return {
    press: (...keys) => run(["judge", "label", "tone", "--by", "ana"], keys),
    labels: () =>
      readFileSync(join(directory, "tone.jsonl"), "utf8")
        .trim()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
  };
}

test("yes and no, a note, an undo and what is put off", async () => {
  const { press, labels } = await session({});
  const { stdout, stderr } = await press(
    "y",
    "n",
    "u",
    " ",
    "N",
    "o",
    "\u007f",
    "s",
    "o",
    "\r",
    "y",
    "\u001b[A",
    "?",
    "q",
  );
  expect(labels().map(({ id, labels: given, note }) => [id, given.ana, note])).toEqual([
    ["e0", true, undefined],
    ["e2", true, "so"],
  ]);
  expect(stdout).toContain("2 of 3 labelled by ana  tone.jsonl");
  expect(stderr).toContain("expected  one");
  const { stdout: rest } = await press("n");
  expect(rest).toContain("3 of 3 labelled");
  expect(labels()[2]).toMatchObject({ id: "e1", labels: { ana: false } });
});

test("named steps have numbers, and Ctrl-C keeps what was labelled", async () => {
  const { press, labels } = await session({ labels: ["bad", "fair", "good"] });
  const { code, stderr } = await press("3", "9", "2", "\u0003", "1");
  expect(code).toBe(0);
  expect(stderr).toContain("1 bad   2 fair   3 good");
  expect(labels().map(({ labels: given }) => given.ana)).toEqual(["good", "fair"]);
});

test("when everything is put off, it ends", async () => {
  const { press } = await session({}, ["one", "two"]);
  expect((await press(" ", " ", "y")).stdout).toContain("0 of 2 labelled");
});

test("what a model wrote does nothing to the terminal", async () => {
  const { press } = await session({}, ["\u001b[2J\u202egone\nnext line"]);
  const { stderr } = await press("q");
  expect(stderr).not.toContain("\u001b");
  expect(stderr).not.toContain("\u202e");
  expect(stderr).toContain("            next line\n");
});

test.each<[string, Parameters<typeof labelKeys>[0], string]>([
  ["a scale from 1 to 5 has its own numbers", { scale: [1, 5] }, "1 2 3 4 5"],
  ["a scale from 0 to 10 has five steps", { scale: [0, 10] }, "1:0 2:2.5 3:5 4:7.5 5:10"],
  ["a scale from 0 to 3 counts from 1", { scale: [0, 3] }, "1:0 2:1 3:2 4:3"],
  ["two labels are no and yes", { scale: [0, 1], labels: ["bad", "good"] }, "1:bad 2:good n:bad y:good"],
])("%s", (_, scale, keys) => {
  const shown = [...labelKeys(scale, "tone").byKey].map(([key, label]) =>
    key === String(label) ? key : `${key}:${label}`,
  );
  expect(shown.join(" ")).toBe(keys);
});
