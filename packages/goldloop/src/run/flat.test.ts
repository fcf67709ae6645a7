import { describe, expect, it } from "vitest";
import { flat } from "./flat.ts";

async function* lists(log: string[], ...given: number[][]): AsyncGenerator<number[], void> {
  try {
    yield* given;
  } finally {
    log.push("closed");
  }
}

describe("the values of lists one by one", () => {
  it("come in order, empty lists passed over", async () => {
    const found: number[] = [];
    for await (const value of flat(lists([], [], [1, 2], [], [3], []))) found.push(value);
    expect(found).toEqual([1, 2, 3]);
  });

  it("close what they come from when the reader stops early", async () => {
    const log: string[] = [];
    for await (const value of flat(lists(log, [1, 2], [3]))) if (value === 1) break;
    expect(log).toEqual(["closed"]);
  });

  it("end with what went wrong where they come from", async () => {
    async function* broken(): AsyncGenerator<number[], void> {
      yield [1];
      throw new Error("torn");
    }
    const found: number[] = [];
    const read = async () => {
      for await (const value of flat(broken())) found.push(value);
    };
    await expect(read()).rejects.toThrow("torn");
    expect(found).toEqual([1]);
  });
});
