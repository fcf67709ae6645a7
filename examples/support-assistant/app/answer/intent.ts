import { customerTurns } from "../conversation.ts";
import type { Message } from "../conversation.ts";
import { contentTerms } from "../knowledge/terms.ts";

/** What the customer wants done about an order. */
export type Intent =
  | { kind: "refund"; reason: string; amountUsd?: number }
  | { kind: "status" }
  /** Nothing to do: a question for the knowledge base. */
  | { kind: "question" };

const asksRefund = [
  /\b(?:i(?:'d| would)? (?:like|want|need)|id like|please|pls|can you|could you|can i (?:have|get))\b[^.?!]*\b(?:refund|reimburse\w*|money back)\b/i,
  /\b(?:start|issue|give me|process|want|need)\b[^.?!]*\b(?:refund|reimburse\w*|money back)\b/i,
  /\brefund (?:me|it|this|that|my|order|#|only|just|\$|the (?:order|whole|full|item))/i,
  /\bmoney back\b[^.?!]*\b(?:please|now|for order)\b|\brefund,? (?:please|pls)\b/i,
];

const ordersRefund = /^\W*(?:please )?refund (?:me|it|this|my|order|#|the order)|\bplease refund\b/i;
const declinesRefund = /\b(?:no|not|don'?t (?:want|need)|without|instead of)\b[^.?!,]{0,12}\brefund/i;

/** A sentence about how refunds work is no request for one, although it may hold the same words. */
const asksAboutRefunds = [
  /\bhow (?:long|fast|do|does|is)\b/i,
  /\bwhen (?:will|do|does|can|should|is)\b/i,
  /\bwhere(?:'s| is| does)/i,
  /\b(?:what happens|what (?:can|do)|policy|will i|would i|do i|which|if i|still (?:get|have))\b/i,
];

const asksStatus = [
  /\bwhere(?:'s|s| is| are) (?:my|the|our) (?:order|parcel|package|delivery|stuff|refund|money)\b/i,
  /\btrack\b[^.?!]*\b(?:order|parcel|package)\b|\bstatus (?:of|for)\b|\border status\b/i,
  /\b(?:has|have|did|is|was)\b[^.?!]*\border\b[^.?!]*\b(?:ship(?:ped)?|left|leave|dispatched|sent|packed|arrive|delivered|coming|refunded|cancel+ed)\b/i,
  /\bwhen (?:will|does|is|should|was)\b[^.?!]*\b(?:my (?:order|parcel|package)|order \d+)\b[^.?!]*\b(?:arrive|come|coming|here|delivered|ship)\b/i,
  /\b(?:look|check|pull|looking|checking)\b[^.?!]*\border\b/i,
];

const matches = (patterns: RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));

/**
 * Reads the intent of the last turn. A turn that only supplies something asked for before ("8812", "yes, go ahead")
 * continues the intent of the turns before it. `orderNumber` is the order meant, if any.
 */
export function readIntent(messages: Message[], orderNumber: string | undefined): Intent {
  const turns = customerTurns(messages);
  const last = turns[0] ?? "";
  const said = intentOf(last, orderNumber);
  if (said.kind !== "question") return withDetails(said, turns);
  if (suppliesDetail(last)) {
    for (const earlier of turns.slice(1)) {
      const intent = intentOf(earlier, orderNumber);
      if (intent.kind !== "question") return withDetails(intent, turns);
    }
    if (agrees(last) && /\brefund\b/i.test(messages.at(-2)?.content ?? "")) {
      return withDetails({ kind: "refund", reason: "" }, turns);
    }
  }
  // Whoever names an order wants it looked at, whatever else the sentence says.
  return orderNumber && last.includes(orderNumber) ? { kind: "status" } : { kind: "question" };
}

function intentOf(turn: string, orderNumber: string | undefined): Intent {
  // "Can I get a refund?" without an order is a question about the rules.
  const asksForOne = orderNumber !== undefined || !/\bcan i\b/i.test(turn);
  if (asksForOne && !declinesRefund.test(turn) && requestsRefund(turn)) return { kind: "refund", reason: "" };
  return matches(asksStatus, turn) ? { kind: "status" } : { kind: "question" };
}

function requestsRefund(turn: string): boolean {
  return ordersRefund.test(turn) || (matches(asksRefund, turn) && !matches(asksAboutRefunds, turn));
}

function suppliesDetail(turn: string): boolean {
  return agrees(turn) || (/\d{3,}/.test(turn) && !turn.includes("?") && contentTerms(turn).length <= 8);
}

function agrees(turn: string): boolean {
  return /^\W*(?:yes|yep|yeah|sure|please do|go ahead|ok|okay|correct|do it)\b/i.test(turn);
}

function withDetails(intent: Intent, turns: string[]): Intent {
  if (intent.kind !== "refund") return intent;
  const amountUsd = partialAmount(turns[0] ?? "");
  return { kind: "refund", reason: reasonIn(turns.join("\n")), ...(amountUsd !== undefined && { amountUsd }) };
}

/**
 * The part of the total a customer asks for: "only $20", "a partial refund of 12.50", "$8.50 back". Not "I paid
 * $129".
 */
function partialAmount(turn: string): number | undefined {
  const amount =
    /\b(?:only|just|partial refund of|refund(?: me)?(?: of)?) (?:the )?\$?(\d+(?:\.\d\d)?)(?! ?(?:days|items|pieces|of the \d))(?![\d.]\d)/i.exec(
      turn,
    ) ?? /\$(\d+(?:\.\d\d)?) (?:back|of it|refunded)/i.exec(turn);
  return amount ? Number(amount[1]) : undefined;
}

const reasons: [RegExp, string][] = [
  [/\bwrong (?:item|one|colou?r|size|product|thing)|not what i ordered/i, "wrong item"],
  [/\b(?:damaged|broken|cracked|smashed|shattered|dented|chipped|bent|torn)\b/i, "damaged"],
  [
    /\b(?:defective|faulty|stopped working|doesn'?t work|does not work|not working|won'?t (?:start|turn on)|dead|died)\b/i,
    "defective",
  ],
  [/\b(?:never (?:arrived|came)|not arrived|hasn'?t arrived|didn'?t arrive|lost)\b/i, "not delivered"],
  [
    /\b(?:changed my mind|don'?t (?:like|need|want)|no longer (?:need|want)|too (?:big|small|large)|by mistake|doesn'?t fit)\b/i,
    "changed mind",
  ],
];

function reasonIn(text: string): string {
  return reasons.find(([pattern]) => pattern.test(text))?.[1] ?? "not given";
}
