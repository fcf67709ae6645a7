import { expect, test } from "vitest";
import { Kept } from "./kept.ts";

test("an answer is made once for its key, at the same time as well; the least recently used goes", async () => {
  const kept = new Kept<string>(2);
  const made: string[] = [];
  const of = (key: string) => kept.of(key, () => Promise.resolve((made.push(key), `${key}!`)));
  expect(await Promise.all([of("a"), of("a"), of("b")])).toEqual(["a!", "a!", "b!"]);
  await of("a");
  await of("c");
  await of("a");
  expect(made).toEqual(["a", "b", "c"]);
  await of("b");
  expect(made).toEqual(["a", "b", "c", "b"]);
});

test("one that failed is made again", async () => {
  const kept = new Kept<string>(2);
  await expect(kept.of("a", () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await kept.of("a", () => Promise.resolve("back"))).toBe("back");
});
