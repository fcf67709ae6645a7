import { describe, expect, it } from "vitest";
import { scorersFor } from "./families.ts";
import { scorers } from "./registry.ts";

describe("the scorers that a spec may mean", () => {
  it.each([...scorers.keys()])("%s is found as the registry has it", async (name) => {
    expect((await scorersFor({ [name]: {}, as: "other", not: true, threshold: 0.5 })).get(name)).toBe(
      scorers.get(name),
    );
  });

  it("are all there when one is unknown, in the registry's order, for the error to name", async () => {
    expect([...(await scorersFor({ equals: {}, eqals: {} })).keys()]).toEqual([...scorers.keys()]);
  });

  it("are those of several families when a spec wrongly names several", async () => {
    const found = await scorersFor({ secrets: {}, equals: {} });
    expect([found.has("secrets"), found.has("equals")]).toEqual([true, true]);
  });
});
