import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { calcPrice } from "@pydantic/genai-prices";
import { digestOf, digestOfJson } from "../digest/index.ts";
import type { Digest } from "../digest/index.ts";
import type { Usage } from "../trace/index.ts";

/** A price of the config, USD per million tokens. Cached input costs as much as other input unless said otherwise. */
interface OwnPrice {
  inputUsdPerMillion: number;
  outputUsdPerMillion: number;
  cachedInputUsdPerMillion?: number | undefined;
}

/** By model name, with or without `provider/`. */
export type OwnPrices = Readonly<Record<string, OwnPrice>>;

export interface PriceTable {
  /**
   * What a call cost, USD, or undefined when the price or the usage is not known. Cached input is part of the input
   * and reasoning part of the output, so neither is counted twice. Own prices come first; the exact name before the
   * name without provider. `openai-compatible/...` has own prices only: that server may be anybody's.
   */
  costOf(model: string, usage: Usage): number | undefined;
}

interface Library {
  calcPrice: typeof calcPrice;
}

const require = createRequire(import.meta.url);
const PACKAGE = "@pydantic/genai-prices";

/** The built-in price table with the config's own prices on top. */
export function createPriceTable(own: OwnPrices = {}): PriceTable {
  const prices = new Map(Object.entries(own));
  return {
    costOf: (model, usage) => {
      const { provider, name } = split(model);
      const price = prices.get(model) ?? prices.get(name) ?? ownByBareName(prices, model);
      return price === undefined ? libraryCost(provider, name, usage) : ownCost(price, usage);
    },
  };
}

/** What the lock pins: own prices and the exact bytes of the built-in table. */
export function priceTableDigest(own: OwnPrices = {}): Digest {
  return digestOfJson({ own, library: digestOf(readFileSync(require.resolve(PACKAGE))) });
}

/** `openai/gpt-4o` also prices a call that a target reports as `gpt-4o`. */
function ownByBareName(prices: ReadonlyMap<string, OwnPrice>, model: string): OwnPrice | undefined {
  const matches = [...prices].filter(([key]) => split(key).name === model);
  return matches.length === 1 ? matches[0]?.[1] : undefined;
}

function ownCost(price: OwnPrice, usage: Usage): number | undefined {
  const { inputTokens, outputTokens = 0 } = usage;
  if (inputTokens === undefined) return undefined;
  const cached = cachedOf(usage, inputTokens);
  const { inputUsdPerMillion, outputUsdPerMillion, cachedInputUsdPerMillion = inputUsdPerMillion } = price;
  return (
    ((inputTokens - cached) * inputUsdPerMillion +
      cached * cachedInputUsdPerMillion +
      outputTokens * outputUsdPerMillion) /
    1e6
  );
}

/** Prices of a model that depend neither on the day nor on the number of tokens; null for a model that the library does not know. */
interface FlatPrice {
  input: number;
  output: number;
  cachedInput: number;
}

/** The library searches its whole table for every call, some 50 µs; what it found stays true as long as it is loaded. */
const flatPrices = new Map<string, FlatPrice | null>();

function libraryCost(provider: string | undefined, name: string, usage: Usage): number | undefined {
  const { inputTokens, outputTokens } = usage;
  if (provider === "openai-compatible" || inputTokens === undefined) return undefined;
  const key = provider === undefined ? name : `${provider}/${name}`;
  const cached = cachedOf(usage, inputTokens);
  const flat = flatPrices.get(key);
  if (flat === null) return undefined;
  if (flat !== undefined) {
    return ((inputTokens - cached) * flat.input + cached * flat.cachedInput + (outputTokens ?? 0) * flat.output) / 1e6;
  }
  // Half a megabyte of table: loaded when the first price is asked for.
  const library = require(PACKAGE) as Library;
  const tokens = { input_tokens: inputTokens, output_tokens: outputTokens, cache_read_tokens: cached };
  try {
    const found = library.calcPrice(tokens, name, provider === undefined ? {} : { providerId: provider });
    // a sender may make up any number of names
    if (flatPrices.size >= 10_000) flatPrices.clear();
    if (found === null) flatPrices.set(key, null);
    else {
      const { input_mtok: input, output_mtok: output, cache_read_mtok: cachedInput } = found.model_price;
      const isFlat =
        !Array.isArray(found.model.prices) && [input, output, cachedInput].every((p) => typeof p === "number");
      if (isFlat) flatPrices.set(key, { input, output, cachedInput } as FlatPrice);
    }
    return found?.total_price;
  } catch {
    return undefined;
  }
}

function cachedOf(usage: Usage, inputTokens: number): number {
  return Math.min(usage.cachedInputTokens ?? 0, inputTokens);
}

function split(model: string): { provider: string | undefined; name: string } {
  const slash = model.indexOf("/");
  if (slash <= 0) return { provider: undefined, name: model };
  return { provider: model.slice(0, slash), name: model.slice(slash + 1) };
}
