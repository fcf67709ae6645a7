import { createHash } from "node:crypto";
import { InputError } from "../error/index.ts";

/** One part of `count`; the first is 1. */
export interface Shard {
  index: number;
  count: number;
}

/** `2/4`. Throws an InputError `wrong-format`. */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count) return shard;
  throw new InputError("wrong-format", `a shard is written 1/4 to 4/4, got ${JSON.stringify(text)}`, {
    hint: "--shard 1/4",
  });
}

/** Whether an example belongs to a shard. By its id alone, so that adding examples moves no other. */
export function inShard(id: string, { index, count }: Shard): boolean {
  return createHash("sha256").update(id).digest().readUIntBE(0, 6) % count === index - 1;
}
