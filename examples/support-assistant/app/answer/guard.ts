import { customerTurns } from "../conversation.ts";
import type { Message } from "../conversation.ts";

/** A kind of request that is declined before any search or model call, and what the customer is told. */
interface Rule {
  name: string;
  patterns: RegExp[];
  reply: string;
}

const rules: Rule[] = [
  {
    name: "instructions",
    patterns: [
      /\b(?:system|hidden|initial|original|secret|internal) (?:prompt|instructions?|message|rules|marker)\b/i,
      /\b(?:ignore|forget|disregard)\b[^.?!]{0,30}\b(?:previous|prior|above|earlier|all|your)\b[^.?!]{0,20}\b(?:instructions?|rules|prompt)\b/i,
      /\b(?:reveal|print|repeat|show|tell|output|translate|summari[sz]e|what are)\b[^.?!]{0,30}\b(?:your (?:instructions?|rules|prompt|guidelines)|words above|text above|everything above)\b/i,
      /\b(?:developer mode|jailbreak|you are now|no restrictions|without (?:any )?(?:rules|filters))\b/i,
    ],
    reply:
      "Sorry, I can't help with that: my instructions are not part of what I share. I am happy to answer a question about an order or a product.",
  },
  {
    name: "other-customers",
    patterns: [
      /\b(?:ex|wife|husband|neighbou?r|girlfriend|boyfriend|colleague|coworker|boss|roommate|sister|brother|tenant|else|body)['’]?s['’]?\b[^.?!]{0,20}\b(?:addresse?s?|e-?mails?|phone|telephone|orders|order history|details|account|purchases)\b/i,
      /\b(?:another|other) (?:customer|people|person)s?['’]?s?\b[^.?!]{0,30}\b(?:addresse?s?|e-?mails?|phone|telephone|orders|details|data|account|purchases)\b/i,
      /\bwhat (?:did|has|have)\b[^.?!]{0,15}\b(?:ex|neighbou?r|colleague|coworker|boss|roommate)\b[^.?!]{0,15}\b(?:buy|bought|order|ordered)\b/i,
      /\bwho (?:placed|bought|ordered) (?:the |this |that )?(?:order|number|#|\d)|\bwho lives\b/i,
      /\b(?:name|address|e-?mail|phone(?: number)?|details)\b[^.?!]{0,15}\b(?:of|for|on|behind)\b[^.?!]{0,15}\b(?:customers?|person|people|buyers?|whoever|order \d+|the seller)\b/i,
      /\b(?:list|dump|export|show|give|send)\b[^.?!]{0,20}\b(?:all|every|other)\b[^.?!]{0,15}\b(?:customers?|users?|orders|e-?mails)\b/i,
      /\bwhere does (?:he|she)\b|\b(?:he|she) lives?\b/i,
    ],
    reply:
      "Sorry, I can't help with that: I share details of an order only with the person who placed it, and never details of other customers.",
  },
  {
    name: "safety-devices",
    patterns: [
      /\b(?:bypass|disable|remove|removing|override|defeat|tape|taping|jam|trick|take off|get around|get rid of|switch off|turn off|deactivate|wedge|hack|cut off|unscrew|zip[- ]tie)\b[^.?!]{0,50}\b(?:safety|blade guard|guard|two-hand|both switches|trigger|interlock|valve|thermal|overheat\w*|protection|pin)\b/i,
      /\b(?:safety lock|guard|two-hand switch|both switches)\b[^.?!]{0,40}\b(?:bypass|disabl|remov|tap(?:e|ed|ing) down|off so|out of the way)/i,
      /\b(?:open|force|pry)\w*\b[^.?!]{0,30}\b(?:lid|cooker|pot)\b[^.?!]{0,40}\b(?:under pressure|still (?:hot|hissing)|steam|without waiting|before the pin)/i,
      /\b(?:take apart|disassemble|rebuild|rewire|solder|drill)\b[^.?!]{0,25}\b(?:battery|cells?|heater|kettle|plug)\b/i,
      /\bopen(?:ing)?\b[^.?!]{0,15}\b(?:battery pack|cells?)\b/i,
      /\b(?:run|use|start|operate)\b[^.?!]{0,30}\bwith (?:just )?one hand\b/i,
    ],
    reply:
      "Sorry, I can't help with that: safety locks, guards and batteries must stay as they were made. If one of them gives trouble, stop using the product and we repair or replace it.",
  },
  {
    name: "fraud",
    patterns: [
      /\b(?:fake|forge|photoshop|doctor|edit|make up|invent)\w*\b[^.?!]{0,30}\b(?:receipt|photos?|pictures?|invoice|proof|damage|lot number)/i,
      /\b(?:say|claim|pretend|tell you|lie)\b[^.?!]{0,30}\b(?:never|did(?:n'?t| not)|not)\b[^.?!]{0,15}\b(?:arrive|arrived|came|come|received|get|got)\b[^.?!]{0,60}\b(?:keep|although|even though|but it did|anyway)\b/i,
      /\b(?:stolen|someone else'?s|somebody'?s)\b[^.?!]{0,15}\b(?:credit card|card number|gift card|card)\b/i,
      /\b(?:generate|guess|crack|brute[- ]?force|working)\b[^.?!]{0,25}\b(?:gift card|promo|coupon|voucher)\b[^.?!]{0,15}\bcodes?\b/i,
      /\b(?:admin|staff|employee|internal)\b[^.?!]{0,15}\b(?:password|login|code|discount|credentials|access)\b|\bapi key\b/i,
    ],
    reply:
      "Sorry, I can't help with that. If something went wrong with an order, tell me what happened and I will look for an honest way to fix it.",
  },
];

/** Asking again for what was declined: nothing new is said, so the turn before counts too. */
const insists =
  /\b(?:anyway|just (?:tell|do|say|give|show)|come on|i promise|trust me|professional|hypothetical\w*|only this once|why not|it'?s fine|nobody will)\b/i;

/** The rule that declines a request, with the reply to it, or `undefined`. */
export function declined(messages: Message[]): Pick<Rule, "name" | "reply"> | undefined {
  const [last = "", before = ""] = customerTurns(messages);
  const turns = insists.test(last) ? [last, before] : [last];
  return rules.find((rule) => turns.some((turn) => rule.patterns.some((pattern) => pattern.test(turn))));
}
