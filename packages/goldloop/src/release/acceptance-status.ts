import type { Policy } from "../config/index.ts";
import { InputError } from "../error/index.ts";
import type { CheckedAcceptance } from "../gate/index.ts";
import { refusals } from "./acceptance-refusal.ts";

/** How an acceptance stands, before any gate was judged. */
export type AcceptanceStatus = "valid" | "unsigned" | "invalid" | "not-allowed" | "expired" | "other-release";

/**
 * How an acceptance stands with a policy, and why when it does not count. Whether something fails that it would cover is
 * the gate's to say.
 */
export function statusOf(
  acceptance: CheckedAcceptance,
  policy: Policy,
  now: Date,
): { status: AcceptanceStatus; why: string | null } {
  const { problem, owner, requestedBy, approvedBy, approvedAt, expiresAt, releaseFits } = acceptance;
  if (problem !== null) return { status: owner !== null && approvedBy === null ? "unsigned" : "invalid", why: problem };
  if (requestedBy === null || approvedBy === null || approvedAt === null) {
    return { status: "invalid", why: "nobody answers for it" };
  }
  const refused = whyRefused({ ...acceptance, requestedBy, approvedBy, approvedAt }, policy);
  if (refused !== undefined) return { status: "not-allowed", why: refused };
  if (Date.parse(approvedAt) > now.getTime())
    return { status: "invalid", why: `approved in the future, ${approvedAt}` };
  if (expiresAt !== null && Date.parse(expiresAt) <= now.getTime())
    return { status: "expired", why: `on ${expiresAt}` };
  return releaseFits ? { status: "valid", why: null } : { status: "other-release", why: "it is for another release" };
}

function whyRefused(terms: Parameters<typeof refusals>[0], policy: Policy): string | undefined {
  try {
    return refusals(terms, policy)[0]?.message;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
