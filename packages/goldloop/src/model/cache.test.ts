import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digestOf } from "../digest/index.ts";
import { openCache } from "./cache.ts";
import type { Generated } from "./stored-answer.ts";

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cache-"));
});
afterAll(() => rm(dir, { recursive: true }));

const answer: Generated = {
  text: "hello",
  object: { score: 1 },
  toolCalls: [{ id: "c", name: "look", arguments: {} }],
  finishReason: "stop",
  model: "m",
  usage: {},
  latencyMs: 1,
};
const fileOf = (key: string): string => join(dir, key.slice(7, 9), key.slice(9, 11), `${key.slice(11)}.json`);

test("an answer comes back under its key, from two levels of folders", async () => {
  const key = digestOf("one");
  await openCache(dir).add(key, answer);
  expect(await openCache(dir).find(key)).toEqual(answer);
  expect(await openCache(dir).find(digestOf("two"))).toBeUndefined();
  expect((await stat(fileOf(key))).isFile()).toBe(true);
  expect(await readdir(join(fileOf(key), ".."))).toHaveLength(1);
});

describe("a damaged entry is no entry", () => {
  test.each([
    ["empty", () => ""],
    ["cut", (text: string) => text.slice(0, -10)],
    ["not JSON", () => "<html>"],
    ["another shape", () => '{"text":"hello"}'],
    ["an edited score", (text: string) => text.replace('"score":1', '"score":0')],
    ["an unknown field", (text: string) => text.replace('"text"', '"extra":1,"text"')],
  ])("%s", async (_name, damage) => {
    const key = digestOf(`damaged ${_name}`);
    const cache = openCache(dir);
    await cache.add(key, answer);
    await writeFile(fileOf(key), damage(await readFile(fileOf(key), "utf8")));
    expect(await cache.find(key)).toBeUndefined();
    await cache.add(key, answer);
    expect(await cache.find(key)).toEqual(answer);
  });

  test("one under a foreign name", async () => {
    const key = digestOf("mine");
    const foreign = digestOf("foreign");
    const cache = openCache(dir);
    await cache.add(key, answer);
    await cache.add(foreign, answer);
    await writeFile(fileOf(key), await readFile(fileOf(foreign)));
    expect(await cache.find(key)).toBeUndefined();
  });
});

test("a folder that cannot be written fails nothing", async () => {
  const blocked = join(dir, "blocked");
  await writeFile(blocked, "a file");
  const cache = openCache(blocked);
  await cache.add(digestOf("x"), answer);
  expect(await cache.find(digestOf("x"))).toBeUndefined();
});
