import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openCassette } from "./cassette.ts";
import type { Cassette, CassetteMode } from "./cassette.ts";
import { generateIdentity, keyOf } from "./stored-answer.ts";
import type { Generated } from "./stored-answer.ts";

let root = "";
let dir = "";
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "cassette-"));
});
beforeEach(() => {
  count += 1;
  dir = join(root, String(count));
});
afterAll(() => rm(root, { recursive: true }));

const open = (mode: CassetteMode, name = "support"): Cassette => openCassette({ dir, mode, name });
const file = (): string => join(dir, "support.jsonl");
const identity = (content: string, repeat = 0) =>
  generateIdentity({ model: "openai/gpt-4.1", messages: [{ role: "user", content }], repeat });
const answer = (text: string): Generated => ({
  text,
  toolCalls: [],
  finishReason: "stop",
  model: "gpt-4.1",
  usage: { inputTokens: 1, outputTokens: 2 },
  latencyMs: 12.5,
});

async function record(cassette: Cassette, content: string, text: string, repeat = 0): Promise<void> {
  const what = identity(content, repeat);
  await cassette.add(keyOf(what), what, answer(text));
}
async function play(cassette: Cassette, content: string, repeat = 0): Promise<unknown> {
  const what = identity(content, repeat);
  return cassette.find(keyOf(what), what);
}

test("what was recorded is played, by request and repeat", async () => {
  const first = open("auto");
  await record(first, "hello", "hi");
  await record(first, "hello", "hi again", 1);
  await first.close();
  const second = open("replay");
  expect(await play(second, "hello")).toEqual(answer("hi"));
  expect(await play(second, "hello", 1)).toEqual(answer("hi again"));
});

test("a call that is not on it is an error that says how to record it", async () => {
  const error = await play(open("replay"), "hello").catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "not-on-cassette", message: `this call of openai/gpt-4.1 is not on ${file()}` });
  expect((error as { hint: string }).hint).toContain("GOLDLOOP_CASSETTES=auto");
  expect(await play(open("auto"), "hello")).toBeUndefined();
  expect(await play(open("off"), "hello")).toBeUndefined();
});

test("recording anew replaces the old answer and keeps the others", async () => {
  const first = open("auto");
  await record(first, "a", "old a");
  await record(first, "b", "old b");
  await first.close();
  const second = open("record");
  expect(await play(second, "a")).toBeUndefined();
  await record(second, "a", "new a");
  expect(await play(second, "a")).toEqual(answer("new a"));
  await second.close();
  const third = open("replay");
  expect(await play(third, "a")).toEqual(answer("new a"));
  expect(await play(third, "b")).toEqual(answer("old b"));
});

test("the file does not depend on the order in which calls ended", async () => {
  const contents = ["a", "b", "c", "d", "e"];
  const forwards = open("record");
  for (const content of contents) await record(forwards, content, content);
  await forwards.close();
  const once = await readFile(file(), "utf8");
  const backwards = open("record");
  await Promise.all(contents.toReversed().map((content) => record(backwards, content, content)));
  await backwards.close();
  expect(await readFile(file(), "utf8")).toBe(once);
  const untouched = open("auto");
  await play(untouched, "a");
  await untouched.close();
  expect(await readFile(file(), "utf8")).toBe(once);
});

test("concurrent calls write whole lines", async () => {
  const cassette = open("record");
  const long = "x".repeat(200_000);
  await Promise.all(Array.from({ length: 20 }, (_, n) => record(cassette, `${n}`, `${n} ${long}`)));
  const lines = (await readFile(file(), "utf8")).trimEnd().split("\n");
  expect(lines).toHaveLength(20);
  expect(lines.map((line) => (JSON.parse(line) as { answer: Generated }).answer.text.length)).toEqual(
    Array.from({ length: 20 }, (_, n) => `${n} `.length + 200_000),
  );
  await cassette.close();
});

describe("a last line that a kill tore", () => {
  test.each(["", '{"key":', '{"key":"sha256:', "\u0000\u0000"])(
    "%j is ignored, and what comes next is whole",
    async (torn) => {
      const first = open("auto");
      await record(first, "a", "a");
      await appendFile(file(), torn);
      const second = open("auto");
      expect(await play(second, "a")).toEqual(answer("a"));
      await record(second, "b", "b");
      const third = open("replay");
      expect(await play(third, "a")).toEqual(answer("a"));
      expect(await play(third, "b")).toEqual(answer("b"));
      await first.close();
    },
  );

  test("at any byte loses that line only", async () => {
    const cassette = open("record");
    await record(cassette, "a", "ä");
    const whole = (await readFile(file())).byteLength;
    await record(cassette, "b", "ü");
    await cassette.close();
    const bytes = await readFile(file());
    const [first] = (await readFile(file(), "utf8")).split("\n");
    const kept = Buffer.byteLength(`${first}\n`);
    expect(whole).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: kept, max: bytes.byteLength - 2 }), async (end) => {
        await writeFile(file(), bytes.subarray(0, end));
        const again = open("auto");
        const found = [await play(again, "a"), await play(again, "b")].filter((one) => one !== undefined);
        expect(found).toHaveLength(1);
        await record(again, "c", "c");
        await again.close();
        expect((await readFile(file(), "utf8")).trimEnd().split("\n")).toHaveLength(2);
      }),
      { numRuns: 30 },
    );
  });

  test("but whole without its line feed counts", async () => {
    const first = open("auto");
    await record(first, "a", "a");
    await first.close();
    await writeFile(file(), (await readFile(file(), "utf8")).trimEnd());
    const second = open("auto");
    expect(await play(second, "a")).toEqual(answer("a"));
    await record(second, "b", "b");
    await second.close();
    expect((await readFile(file(), "utf8")).trimEnd().split("\n")).toHaveLength(2);
  });
});

test("any other broken line is an error with its place", async () => {
  const first = open("auto");
  await record(first, "a", "a");
  await first.close();
  const good = await readFile(file(), "utf8");
  for (const broken of ["<<<<<<< HEAD\n", "{}\n", good.replace('"text":"a"', '"text":3')]) {
    await writeFile(file(), good + broken + good);
    await expect(play(open("replay"), "a")).rejects.toMatchObject({
      code: "invalid-cassette",
      location: { file: file(), line: 2 },
    });
  }
});

test.each(["", "/etc/passwd", "../x", "a/../b", "a b", "a//b"])("%j cannot name a cassette", (name) => {
  expect(() => open("auto", name)).toThrow(expect.objectContaining({ code: "invalid-cassette-name" }));
});
