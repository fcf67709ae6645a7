import { customerTurns } from "../conversation.ts";
import type { Message } from "../conversation.ts";
import type { Release } from "../releases/index.ts";

/** The number of the order that the customer means, or `undefined` when the conversation holds none. */
export function findOrderNumber(messages: Message[], how: Release["orderNumber"]): string | undefined {
  const turns = customerTurns(messages);
  return how === "last-number" ? lastNumber(turns) : numberInContext(turns);
}

function lastNumber(turns: string[]): string | undefined {
  return turns
    .toReversed()
    .join("\n")
    .match(/\d{3,}/g)
    ?.at(-1);
}

/** The newest turn with a number that stands where an order number stands, and in that turn the surest number. */
function numberInContext(turns: string[]): string | undefined {
  for (const turn of turns) {
    const [best] = [...turn.matchAll(/(?<![\d.,$€£-]|\d )\d{3,6}(?!\d|[ .,:-]\d|st\b|nd\b|rd\b|th\b)/g)]
      .map(({ 0: number, index }) => ({
        number,
        sureness: points(number, turn.slice(0, index), turn.slice(index + number.length)),
      }))
      .filter(({ sureness }) => sureness > 0)
      .toSorted((a, b) => b.sureness - a.sureness);
    if (best) return best.number;
  }
  return undefined;
}

const saysOrder = /(?:#|\border\b(?:\W+(?:number|no|nr|id|is|was|placed))*)\W*$/i;
const speaksOfOrder = /\border\b[^.?!\d]{0,40}$/i;
const saysOther =
  /\b(?:not|zip|zip code|postcode|postal code|model|lot|ending in|ends in|serial|part)\W*(?:number|no|is)?\W*$/i;
const saysAmountOrDate =
  /\b(?:paid|cost|charged|price|for|since|in|january|february|march|april|may|june|july|august|september|october|november|december)\W*$/i;
const unit = /^\s*(?:dollars?|bucks|usd|euros?|points?|pieces?|pounds?|inch|watt|volt)/i;

/**
 * How surely a number is an order number, from its length and the words around it. Zero or less: it is something
 * else.
 */
function points(number: string, before: string, after: string): number {
  let sum = number.length === 4 ? 1 : 0;
  if (saysOrder.test(before)) sum += 4;
  else if (speaksOfOrder.test(before)) sum += 2;
  else if (saysAmountOrDate.test(before)) sum -= 2;
  if (saysOther.test(before) || unit.test(after)) sum -= 6;
  if (/^(?:20|19)\d\d$/.test(number)) sum -= 3;
  return sum;
}
