import { digestOfJson } from "../digest/index.ts";
import type { EmbedResponse, GenerateResponse, ModelAccess } from "./access.ts";
import { openCache } from "./cache.ts";
import { openCassette } from "./cassette.ts";
import type { CassetteOptions } from "./cassette.ts";
import { abortable } from "./clock.ts";
import { createLiveModels } from "./live.ts";
import type { LiveOptions } from "./live.ts";
import { createPriceTable } from "./prices.ts";
import type { OwnPrices } from "./prices.ts";
import { embedIdentity, generateIdentity, keyOf, plainJson } from "./stored-answer.ts";
import type { CallIdentity, Generated, StoredAnswer } from "./stored-answer.ts";

export interface OpenModelsOptions extends LiveOptions {
  /** The config's own prices. */
  prices?: OwnPrices | undefined;
  cassettes?: CassetteOptions | undefined;
  /** Null switches the cache off. */
  cacheDir: string | null;
}

type Source = GenerateResponse["source"];

/** Model access of one run. */
export interface OpenModels extends ModelAccess {
  /** Finishes the cassette. */
  close(): Promise<void>;
  /** What live calls have cost so far, USD, as far as prices are known. */
  spentUsd(): number;
  /** Models that were asked live and have no known price: `spentUsd` is then too low. */
  unpriced(): string[];
  /** Answers by where they came from. */
  calls(): Record<Source, number>;
}

/**
 * Opens the way to language models: first the cassette, then the cache, then live. `replay` never goes further than the
 * cassette, `record` skips the cache, `fresh` goes past both and leaves nothing behind. The same request asked twice
 * at once is asked once. Errors are never kept; an answer that the request would not `keep` (by default one that breaks
 * its schema) goes on the cassette, where it belongs to what happened, but not into the cache.
 */
export function openModels(options: OpenModelsOptions): OpenModels {
  const { cassettes, cacheDir } = options;
  const live = createLiveModels(options);
  const prices = createPriceTable(options.prices);
  const cassette = cassettes === undefined || cassettes.mode === "off" ? undefined : openCassette(cassettes);
  const cache = cacheDir === null ? undefined : openCache(cacheDir);
  const underWay = new Map<string, Promise<unknown>>();
  const counts: Record<Source, number> = { live: 0, cache: 0, cassette: 0 };
  const withoutPrice = new Set<string>();
  let spent = 0;

  const askLive = async <T extends StoredAnswer>(model: string, ask: () => Promise<T>): Promise<T> => {
    const answer = await ask();
    const usd = prices.costOf(model, answer.usage);
    if (usd === undefined) withoutPrice.add(model);
    spent += usd ?? 0;
    return answer;
  };

  const obtain = async <T extends StoredAnswer>(
    model: string,
    identity: CallIdentity,
    key: string,
    ask: () => Promise<T>,
    keeps: (answer: T) => boolean,
  ): Promise<{ answer: T; source: Source }> => {
    const recorded = await cassette?.find(key, identity);
    if (recorded !== undefined) return { answer: recorded as T, source: "cassette" };
    // The same model name at another address is another model; a cassette on the other hand is played anywhere.
    const cacheKey = digestOfJson({ key, endpoint: live.endpoint(model) ?? null });
    const cached = cassettes?.mode === "record" ? undefined : await cache?.find(cacheKey);
    const answer = cached === undefined ? await askLive(model, ask) : (cached as T);
    if (cassette?.records === true) await cassette.add(key, identity, answer);
    if (cached !== undefined) return { answer, source: "cache" };
    if (keeps(answer)) await cache?.add(cacheKey, answer);
    return { answer, source: "live" };
  };

  const answer = async <T extends StoredAnswer>(
    request: { model: string; fresh?: boolean; signal?: AbortSignal },
    identity: CallIdentity,
    ask: () => Promise<T>,
    keeps: (answer: T) => boolean,
  ): Promise<{ answer: T; source: Source }> => {
    const { model, fresh = false, signal } = request;
    signal?.throwIfAborted();
    if (fresh || (cassette === undefined && cache === undefined)) {
      return { answer: await askLive(model, ask), source: "live" };
    }
    const key = keyOf(identity);
    for (let other = underWay.get(key); other !== undefined; other = underWay.get(key)) {
      // Its failure is its own: whoever waited tries for itself.
      await abortable(
        other.catch(() => undefined),
        signal,
      );
    }
    const mine = obtain(model, identity, key, ask, keeps);
    underWay.set(key, mine);
    try {
      return await mine;
    } finally {
      underWay.delete(key);
    }
  };

  return {
    generate: async (given) => {
      const request = { ...given, messages: plainJson(given.messages) };
      const { schema, keep = ({ object }) => schema === undefined || object !== undefined } = request;
      const { answer: generated, source } = await answer<Generated>(
        request,
        generateIdentity(request),
        () => live.generate(request),
        keep,
      );
      counts[source] += 1;
      const response: GenerateResponse = { ...generated, source };
      const costUsd = prices.costOf(request.model, generated.usage);
      if (costUsd !== undefined) response.costUsd = costUsd;
      return response;
    },
    embed: async (given) => {
      const request = { ...given, values: plainJson(given.values) };
      const { answer: embedded, source } = await answer(
        request,
        embedIdentity(request),
        () => live.embed(request),
        () => true,
      );
      counts[source] += 1;
      const response: EmbedResponse = { ...embedded, source };
      const costUsd = prices.costOf(request.model, embedded.usage);
      if (costUsd !== undefined) response.costUsd = costUsd;
      return response;
    },
    close: async () => cassette?.close(),
    spentUsd: () => spent,
    unpriced: () => [...withoutPrice].toSorted(),
    calls: () => ({ ...counts }),
  };
}
