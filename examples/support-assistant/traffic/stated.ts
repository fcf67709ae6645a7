import type { Attributes } from "@opentelemetry/api";

/**
 * What the assistant knows better than anybody who reads its answer: "Sorry, I can't help with that" declines when a rule
 * said so, and only found nothing when no article did.
 */
export function stated(answer: string): Attributes {
  const foundNothing = answer.includes("our help articles say nothing about it");
  return foundNothing ? { "goldloop.fallback": true, "goldloop.refusal": false } : {};
}
