import type { Policy } from "../config/index.ts";
import { InputError } from "../error/index.ts";
import { showFigure } from "./acceptance-figure.ts";
import { findGate, findRule, isAboutRemoval } from "./acceptance-rule.ts";
import type { RiskAcceptance } from "./statement.ts";

const dayMs = 86_400_000;

/** A person as the policy spells them: addresses that differ in case only are the same person's. */
export function personOf(policy: Policy, email: string): string {
  const lower = email.toLowerCase();
  return Object.keys(policy.people).find((person) => person.toLowerCase() === lower) ?? email;
}

/** What the right to accept depends on. */
export type AcceptanceTerms = Pick<
  RiskAcceptance,
  "gate" | "rule" | "disposition" | "observed" | "ceiling" | "requestedBy" | "approvedBy" | "approvedAt" | "expiresAt"
>;

/** The refusals that depend on who signs: a draft is not there yet. */
const ofTheApprover = new Set(["not-approver", "own-request"]);

/** Why nobody could sign a draft, whoever it is. */
export function refusalsOfDraft(
  draft: Omit<AcceptanceTerms, "approvedBy" | "approvedAt">,
  policy: Policy,
  now: Date,
): InputError[] {
  const terms = { ...draft, approvedBy: "", approvedAt: now.toISOString() };
  return refusals(terms, policy).filter(({ code }) => !ofTheApprover.has(code));
}

/**
 * Why a policy does not let somebody accept this; empty when it does. Throws InputError `unknown-gate`, `unknown-rule` or
 * `not-acceptable`, beside which nothing else matters; returns those with codes `not-approver`, `own-request`, `already-expired`, `too-long`, `not-a-removal`, `ceiling-too-good`. The gates check the
 * same again, whenever they are judged.
 */
export function refusals(acceptance: AcceptanceTerms, policy: Policy): InputError[] {
  const faults: InputError[] = [];
  const add = (code: string, message: string, hint?: string): void => {
    faults.push(new InputError(code, message, { hint }));
  };
  const { approvedBy, requestedBy, approvedAt, expiresAt, observed, ceiling } = acceptance;
  const gate = findGate(policy, acceptance.gate);
  const rule = findRule(gate, acceptance.rule);
  if (gate.acceptable === false) {
    throw new InputError("not-acceptable", `gate "${gate.name}" lets nobody accept a failure`, {
      location: gate.location,
      hint: "mend what fails; the policy says acceptable: false",
    });
  }
  const { approver, maxDays } = gate.acceptable;
  const holders = policy.roles[approver] ?? [];
  if (!holders.some((holder) => personOf(policy, holder) === personOf(policy, approvedBy))) {
    add(
      "not-approver",
      `${approvedBy} is not in the role ${approver}, which gate "${gate.name}" asks for`,
      holders.length === 0
        ? `nobody holds the role ${approver}`
        : `to be signed by ${holders.join(" or ")}: goldloop accept --draft ...`,
    );
  }
  if (personOf(policy, approvedBy) === personOf(policy, requestedBy)) {
    add(
      "own-request",
      `${approvedBy} cannot accept what they requested themselves`,
      "goldloop accept --draft ...   and let another person sign",
    );
  }
  if (acceptance.disposition === "retirement") {
    if (!isAboutRemoval(rule)) {
      add(
        "not-a-removal",
        `a retirement fits rules on removed examples, not "${rule.text}"`,
        "--disposition accepted --expires 14d",
      );
    }
  } else if (expiresAt !== null) {
    const ms = Date.parse(expiresAt) - Date.parse(approvedAt);
    if (ms <= 0) add("already-expired", `it expires on ${expiresAt}, before it counts`, `--expires ${maxDays}d`);
    if (ms > maxDays * dayMs) {
      add(
        "too-long",
        `gate "${gate.name}" is accepted for ${maxDays} days at most; this is ${Number((ms / dayMs).toFixed(1))}`,
        `--expires ${maxDays}d`,
      );
    }
  }
  if (observed !== null && ceiling !== null && observed !== ceiling) {
    const tooGood = rule.metric.better === "higher" ? ceiling > observed : ceiling < observed;
    if (tooGood) {
      const [limit, seen] = [showFigure(rule, ceiling), showFigure(rule, observed)];
      add(
        "ceiling-too-good",
        `the ceiling ${limit} does not cover what was observed, ${seen}`,
        "leave --ceiling away: what was observed is the ceiling then",
      );
    }
  }
  return faults;
}
