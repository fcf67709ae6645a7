import { createPriceTable, priceTableDigest } from "goldloop/model";
import type { Span } from "goldloop/trace";
import type { Price } from "../../api/contract/access.ts";

/** What a span costs by its model and tokens. */
export interface Pricing {
  /** USD and the digest of the table that said so; undefined when model, tokens or price are not known. */
  costOf(span: Span, startMs: number): { usd: number; source: string } | undefined;
}

interface Table {
  prices: ReturnType<typeof createPriceTable>;
  digest: string;
}

/** What OpenTelemetry and SDKs call providers -> what the price table calls them. */
const providers: Record<string, string> = {
  "aws.bedrock": "aws",
  "azure.ai.openai": "azure",
  "azure.ai.inference": "azure",
  "gcp.gemini": "google",
  "gcp.vertex_ai": "google",
  "gcp.gen_ai": "google",
  mistral_ai: "mistral",
  x_ai: "x-ai",
  xai: "x-ai",
};

/** These repeat what the calls below them used. */
const repeating = new Set(["agent", "workflow"]);

/**
 * Prices spans with a project's own prices on top of the built-in table. Of several own prices of a model the latest that was
 * valid when the span started counts, so that a new price leaves history as it is.
 */
export function createPricing(prices: readonly Price[]): Pricing {
  const from = (price: Price): number => (price.validFrom === undefined ? -Infinity : Date.parse(price.validFrom));
  const sorted = prices.toSorted((a, b) => from(a) - from(b));
  const turns = [...new Set(sorted.map(from))];
  const tables = new Map<number, Table>();

  const tableAt = (startMs: number): Table => {
    const turn = turns.findLastIndex((time) => time <= startMs);
    let table = tables.get(turn);
    if (table === undefined) {
      const valid = sorted.filter((price) => from(price) <= startMs);
      const own = Object.fromEntries(
        valid.map(({ model, inputUsdPerMillion, outputUsdPerMillion, cachedInputUsdPerMillion }) => [
          model,
          { inputUsdPerMillion, outputUsdPerMillion, cachedInputUsdPerMillion },
        ]),
      );
      table = { prices: createPriceTable(own), digest: priceTableDigest(own) };
      tables.set(turn, table);
    }
    return table;
  };

  return {
    costOf(span, startMs) {
      const { model, provider, usage } = span;
      if (model === undefined || usage === undefined || repeating.has(span.kind)) return undefined;
      const { prices: table, digest } = tableAt(startMs);
      const named = provider === undefined ? undefined : table.costOf(`${providerOf(provider)}/${model}`, usage);
      const usd = named ?? table.costOf(model, usage);
      return usd === undefined || !Number.isFinite(usd) ? undefined : { usd, source: digest };
    },
  };
}

function providerOf(name: string): string {
  const lower = name.toLowerCase();
  return providers[lower] ?? lower.split(".")[0] ?? lower;
}
