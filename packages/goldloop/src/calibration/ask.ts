import { IncompleteError, messageOf } from "../error/index.ts";
import type { ModelAccess } from "../model/index.ts";
import { isJsonObject } from "../digest/index.ts";
import type { PreparedScorer, Score } from "../scorer/index.ts";
import type { JudgedItem } from "./item.ts";
import type { JudgeAnswer } from "./row.ts";

/** How a judge is asked about many items. */
export interface Asking {
  signal: AbortSignal;
  /** Called before each item; false when no further question may be asked (a budget). */
  mayAsk?: (() => Promise<boolean>) | undefined;
  /** Called after each item with what it cost, USD: undefined when it was asked and nobody knows. */
  onAnswer?: ((costUsd: number | undefined) => void) | undefined;
}

/** A judge that could not be asked: network, credentials, budget (code `judge-not-asked`). What was asked is paid for. */
export class NotAsked extends IncompleteError {}

/** Questions under way at once. */
const concurrency = 8;

/** Model access that goes past cache and cassettes: what a judge says now. */
export function asksAnew(models: ModelAccess): ModelAccess {
  return {
    generate: (request) => models.generate({ ...request, fresh: true }),
    embed: (request) => models.embed(request),
  };
}

/**
 * Asks a judge about every item, in the order of the items. The first one goes alone: where there is no key, nothing else is tried.
 * An answer without a verdict is an answer (`value: null`). Throws NotAsked as soon as one could not be asked.
 */
export async function askAbout(
  scorer: PreparedScorer,
  items: readonly JudgedItem[],
  { signal, mayAsk, onAnswer }: Asking,
): Promise<JudgeAnswer[]> {
  const answers: JudgeAnswer[] = [];
  let next = 0;
  let failure: unknown;
  const askOne = async (index: number, item: JudgedItem): Promise<void> => {
    if (signal.aborted) throw new NotAsked("judge-not-asked", "stopped before its end");
    if ((await mayAsk?.()) === false) {
      throw new NotAsked("judge-not-asked", `the budget ended before all ${items.length} items were asked about`);
    }
    const { score, costUsd, usage, thrown } = await scorer.score(subjectOf(item, signal));
    onAnswer?.(costUsd ?? (usage === undefined ? 0 : undefined));
    answers[index] = answerOf(score, thrown);
  };
  const work = async (): Promise<void> => {
    while (failure === undefined && next < items.length) {
      const index = next;
      next += 1;
      const item = items[index];
      if (item === undefined) return;
      try {
        await askOne(index, item);
      } catch (error) {
        failure ??= error;
      }
    }
  };
  const [first] = items;
  if (first === undefined) return [];
  next = 1;
  await askOne(0, first);
  await Promise.all(Array.from({ length: concurrency }, work));
  if (failure !== undefined) throw failure;
  return answers;
}

function subjectOf(item: JudgedItem, signal: AbortSignal): Parameters<PreparedScorer["score"]>[0] {
  const { id, input, expected, context, metadata, output, outputs } = item;
  const reference = outputs === undefined ? expected : outputs[1];
  return {
    example: {
      id,
      input,
      ...(reference === undefined ? {} : { expected: reference }),
      ...(context === undefined ? {} : { context }),
      ...(metadata === undefined ? {} : { metadata }),
    },
    output: outputs?.[0] ?? output ?? null,
    trial: 0,
    latencyMs: Number.NaN,
    signal,
  };
}

function answerOf(score: Score, thrown: unknown): JudgeAnswer {
  if (score.status === "error" && score.metadata?.["code"] !== "judge-no-verdict") {
    throw new NotAsked("judge-not-asked", `the judge could not be asked: ${score.reason ?? messageOf(thrown)}`, {
      cause: thrown,
      hint: "goldloop doctor   checks the way to the model",
    });
  }
  const orders = isJsonObject(score.metadata) ? score.metadata["orders"] : undefined;
  const [first] = Array.isArray(orders) ? orders : [];
  if (!Array.isArray(first)) return { value: score.value };
  const [one, other] = first.map((choice) => (choice === "tie" ? 0.5 : Number(choice === "output")));
  return one === undefined || other === undefined
    ? { value: score.value }
    : { value: score.value, orders: [one, other] };
}
