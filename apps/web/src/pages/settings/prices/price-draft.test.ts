import { describe, expect, test } from "vitest";
import { drafts, type PriceDraft, readPrices } from "./price-draft.ts";

const row = (given: Partial<PriceDraft>): PriceDraft => ({
  model: "m",
  input: "1",
  output: "2.5",
  cached: "",
  validFrom: "",
  ...given,
});

describe("prices in their form", () => {
  test("come back as they went in", () => {
    const prices = [
      { model: "m", inputUsdPerMillion: 1, outputUsdPerMillion: 2.5 },
      {
        model: "m",
        inputUsdPerMillion: 0.9,
        outputUsdPerMillion: 2,
        cachedInputUsdPerMillion: 0.1,
        validFrom: "2026-11-01T00:00:00Z",
      },
    ];
    expect(readPrices(drafts(prices)).prices).toEqual(prices);
  });

  test.each(["-1", "1,5", "a", "1e3"])("%j is no price", (input) => {
    const read = readPrices([row({ input })]);
    expect(read.prices).toBeUndefined();
    expect(read.faults[0]?.input).toBeDefined();
  });

  test("two prices of one model from one day are refused", () =>
    expect(readPrices([row({}), row({ input: "3" })]).faults[1]?.model).toBeDefined());

  test("an empty row is no fault, but nothing can be saved", () =>
    expect(readPrices([row({ model: "", input: "", output: "" })])).toEqual({ faults: [{}] }));
});
