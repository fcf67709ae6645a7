import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Context } from "./context.ts";
import { execute } from "./main.ts";

/** Types these answers at a terminal. */
async function typed(
  answers: readonly string[],
  argv: readonly string[] = ["init"],
): Promise<{ code: number; directory: string; asked: string[]; stdout: string; stderr: string }> {
  const directory = mkdtempSync(join(tmpdir(), "goldloop-typed-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const written = { stdout: "", stderr: "" };
  const asked: string[] = [];
  const left = [...answers];
  const context: Context = {
    stdout: { write: (text) => void (written.stdout += text), isTerminal: true, columns: 100 },
    stderr: { write: (text) => void (written.stderr += text), isTerminal: false, columns: 100 },
    ask: (question) => {
      asked.push(question);
      const answer = left.shift();
      if (answer === undefined) throw new Error(`nobody answers: ${question}`);
      return Promise.resolve(answer);
    },
    environment: { variables: { PATH: process.env["PATH"], NO_COLOR: "1" }, ci: false },
    directory,
    signal: new AbortController().signal,
    version: "1.2.3",
  };
  return { code: await execute(argv, context), directory, asked, ...written };
}

it("asks three questions at most, and an empty answer takes what stands in brackets", async () => {
  const { code, asked, directory } = await typed(["", "", ""]);
  expect(asked).toEqual([
    "What is tested? module (a function), exec (a program), or the URL of a running endpoint [module] ",
    "What is the suite called? [support] ",
    "Where do datasets go? [evals] ",
  ]);
  expect(code).toBe(0);
  expect(readFileSync(join(directory, ".github/workflows/goldloop.yml"), "utf8")).toContain("goldloop@1.2.3");
});

it("asks again where an answer is none, and does not ask what a flag has answered", async () => {
  const { code, asked, stderr, directory } = await typed(["rest", "exec", "a b", "bot"], ["init", "--dir", "quality"]);
  expect(asked).toHaveLength(4);
  expect(stderr).toContain('"rest" is neither module, http nor exec, nor a URL');
  expect(stderr).toContain('"a b" cannot name a suite');
  expect(code).toBe(0);
  expect(readFileSync(join(directory, "goldloop.yaml"), "utf8")).toContain("dataset: quality/datasets/bot.jsonl");
});

it("takes a URL as an answer, and asks nothing with --yes", async () => {
  const { asked, stdout } = await typed(["http://127.0.0.1:1/chat", "", ""]);
  expect(asked).toHaveLength(3);
  expect(stdout).toContain("http://127.0.0.1:1/chat does not answer");
  expect((await typed([], ["init", "--yes"])).asked).toEqual([]);
});
