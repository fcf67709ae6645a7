import type { Price } from "../../../api/index.ts";

/** A price as it stands in the form: everything is text. */
export interface PriceDraft {
  model: string;
  input: string;
  output: string;
  cached: string;
  /** `2026-11-24`, or empty: from the beginning. */
  validFrom: string;
}

type Faults = Partial<Record<keyof PriceDraft, string>>;

export function drafts(prices: readonly Price[]): PriceDraft[] {
  return prices.map((one) => ({
    model: one.model,
    input: String(one.inputUsdPerMillion),
    output: String(one.outputUsdPerMillion),
    cached: one.cachedInputUsdPerMillion === undefined ? "" : String(one.cachedInputUsdPerMillion),
    validFrom: one.validFrom?.slice(0, 10) ?? "",
  }));
}

/** The prices, or what is wrong with each row. A row that is still empty has no fault, but cannot be saved. */
export function readPrices(rows: readonly PriceDraft[]): { prices?: Price[]; faults: Faults[] } {
  const seen = new Set<string>();
  const faults = rows.map((row) => {
    const found: Faults = {};
    for (const name of ["input", "output", "cached"] as const)
      if (row[name] !== "" && !isPrice(row[name])) found[name] = "A number from 0.";
    const key = `${row.model.trim()} ${row.validFrom}`;
    if (row.model.trim() !== "" && seen.has(key)) found.model = "There is another price of this model from this day.";
    seen.add(key);
    return found;
  });
  const complete = rows.every((row) => row.model.trim() !== "" && isPrice(row.input) && isPrice(row.output));
  if (!complete || faults.some((one) => Object.keys(one).length > 0)) return { faults };
  return {
    faults,
    prices: rows.map((row) => ({
      model: row.model.trim(),
      inputUsdPerMillion: Number(row.input),
      outputUsdPerMillion: Number(row.output),
      ...(row.cached === "" ? {} : { cachedInputUsdPerMillion: Number(row.cached) }),
      ...(row.validFrom === "" ? {} : { validFrom: `${row.validFrom}T00:00:00Z` }),
    })),
  };
}

function isPrice(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text.trim());
}
