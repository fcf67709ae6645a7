import type { Acceptable, Gate, Policy } from "../config/index.ts";
import type { Case } from "./case.ts";
import type { CheckedAcceptance } from "./evidence.ts";
import { regressionText } from "./ruling.ts";
import { overdueRule } from "./overdue.ts";
import type { AcceptanceUse } from "./verdict.ts";

const day = 86_400_000;

/** A risk acceptance with what can be said of it before any rule is judged. */
export interface AcceptanceState {
  acceptance: CheckedAcceptance;
  /** `ready` when it counts for the rules that it names. */
  status: AcceptanceUse["status"] | "ready";
  problem: string | null;
}

/** A rule's text without white space, and without the word that only verdicts write. */
export function ruleKey(text: string): string {
  return text.replace(/\s+/g, "").replace(/^noRegression(?=.)/, "");
}

/**
 * Checks every risk acceptance against the policy and the clock (design 4.5, 6). The order says what is named first: what is wrong with the file itself, what has
 * run out or is for something else (and so does no harm), then who may accept what.
 */
export function checkAcceptances(from: Case): AcceptanceState[] {
  const staged = new Set(from.gates.map(({ name }) => name));
  return from.input.acceptances.map((acceptance) => {
    const gate = Object.hasOwn(from.policy.gates, acceptance.gate) ? from.policy.gates[acceptance.gate] : undefined;
    if (gate !== undefined && !staged.has(gate.name)) {
      return { acceptance, status: "unneeded", problem: `gate ${gate.name} is not in this stage` };
    }
    const [status, problem] = check(acceptance, gate, from);
    return { acceptance, status, problem };
  });
}

type Finding = [AcceptanceState["status"], string | null];

function check(acceptance: CheckedAcceptance, gate: Gate | undefined, from: Case): Finding {
  const unsigned = signatureProblem(acceptance);
  if (unsigned !== undefined) return ["invalid", unsigned];
  if (gate === undefined) return ["unmatched", `the policy has no gate ${acceptance.gate}`];
  const unknown = ruleProblem(acceptance, gate);
  if (unknown !== undefined) return ["unmatched", unknown];
  const expiry = acceptance.expiresAt === null ? null : Date.parse(acceptance.expiresAt);
  if (expiry !== null && !(expiry > from.now)) return ["expired", `expired ${acceptance.expiresAt}`];
  if (!acceptance.releaseFits) return ["other-release", `is for release ${acceptance.release}`];
  const person = personProblem(acceptance, gate, from);
  if (person !== undefined) return ["invalid", person];
  const time = timeProblem(acceptance, gate.acceptable, expiry, from.now);
  if (time !== undefined) return ["invalid", time];
  const scope = scopeProblem(acceptance, from);
  return scope ?? ["ready", null];
}

function signatureProblem(of: CheckedAcceptance): string | undefined {
  if (of.problem !== null) return of.problem;
  if (of.signedBy === null) return "is not signed by a key that the policy knows";
  if (of.signedBy !== of.approvedBy) return `is signed by ${of.signedBy}, not by ${of.approvedBy ?? "its approver"}`;
  return undefined;
}

function ruleProblem({ rule, disposition }: CheckedAcceptance, gate: Gate): string | undefined {
  const key = ruleKey(rule);
  const written = gate.require.find(({ text }) => ruleKey(text) === key);
  const known =
    written !== undefined ||
    gate.noRegression.some((one) => ruleKey(regressionText(one)) === key) ||
    (key === ruleKey(overdueRule) && gate.require.some(({ metric }) => metric.metric === "guarded.passRate"));
  if (!known) return `gate ${gate.name} has no rule "${rule}"`;
  const removes = written?.metric.metric === "removed";
  if (removes !== (disposition === "retirement")) {
    return removes
      ? `only a retirement takes an example away, not "${disposition}"`
      : `a retirement fits a rule on removed examples, not "${rule}"`;
  }
  return undefined;
}

function personProblem(of: CheckedAcceptance, gate: Gate, { policy, input }: Case): string | undefined {
  const { acceptable } = gate;
  if (acceptable === false) return `gate ${gate.name} takes no acceptance`;
  if (of.owner === null || of.owner.trim() === "") return "names no owner";
  const approver = of.approvedBy ?? "";
  if (!holdersOf(policy, acceptable).includes(approver)) return `${approver} is no ${acceptable.approver}`;
  if (of.requestedBy !== null && samePerson(approver, of.requestedBy))
    return `${approver} both asked for and approved it`;
  if (of.requestedBy === null) return "does not say who asked for it";
  if (input.authors.some((author) => samePerson(approver, author)))
    return `${approver} approved it and wrote the change`;
  return undefined;
}

/** Whether two e-mail addresses are one person's, however they are written. */
function samePerson(a: string, b: string): boolean {
  const [one, other] = [a, b].map((address) => address.trim().normalize("NFC").toLowerCase());
  return one === other;
}

function holdersOf({ roles }: Policy, { approver }: Acceptable): readonly string[] {
  return (Object.hasOwn(roles, approver) ? roles[approver] : undefined) ?? [];
}

function timeProblem(
  of: CheckedAcceptance,
  acceptable: Gate["acceptable"],
  expiry: number | null,
  now: number,
): string | undefined {
  const approved = Date.parse(of.approvedAt ?? "");
  if (Number.isNaN(approved)) return "does not say when it was approved";
  if (approved > now) return `is approved in the future: ${of.approvedAt}`;
  if (of.disposition === "retirement") return undefined;
  if (expiry === null) return "does not expire";
  if (acceptable !== false && expiry - approved > acceptable.maxDays * day) {
    return `runs for more than the ${acceptable.maxDays} days that the gate allows`;
  }
  return undefined;
}

function scopeProblem({ examples, category, disposition }: CheckedAcceptance, from: Case): Finding | undefined {
  if (disposition === "retirement") {
    if (examples === undefined || examples.length === 0) return ["invalid", "a retirement names its examples"];
    return undefined;
  }
  const unknown = (examples ?? []).filter((id) => from.runs.every(({ view }) => view.place(id) === undefined));
  if (unknown.length > 0) return ["unmatched", `no run has the example ${unknown.join(", ")}`];
  if (category === undefined) return undefined;
  const tagged = from.runs.some(({ view }) => view.table.examples.some(({ tags }) => tags.includes(category)));
  return tagged ? undefined : ["unmatched", `no example has the tag ${category}`];
}
