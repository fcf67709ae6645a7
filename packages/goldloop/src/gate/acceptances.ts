import type { Gate } from "../config/index.ts";
import { ruleKey, type AcceptanceState } from "./acceptance-check.ts";
import type { Case } from "./case.ts";
import type { CheckedAcceptance } from "./evidence.ts";
import { faulty } from "./figure.ts";
import { rulingOn, type Ruling } from "./ruling.ts";
import type { AcceptanceUse } from "./verdict.ts";

/** The risk acceptances of one decision, and what becomes of them as rules are judged. */
export class Acceptances {
  readonly #states: readonly AcceptanceState[];
  readonly #from: Case;
  readonly #used = new Set<CheckedAcceptance>();
  readonly #exceeded = new Map<CheckedAcceptance, string>();

  constructor(from: Case, states: readonly AcceptanceState[]) {
    this.#from = from;
    this.#states = states;
  }

  /**
   * Covers a rule that blocks with the acceptances that name it, or says in its reason why they do not count. A rule that could not be judged is never covered.
   * One that blocks as inconclusive can be: worse evidence, once accepted, must not be better than unclear evidence.
   */
  cover(ruling: Ruling, gate: Gate): void {
    const { verdict } = ruling;
    if (verdict.decision !== "block") return;
    const named = this.#states.filter(
      ({ acceptance }) => acceptance.gate === gate.name && ruleKey(acceptance.rule) === ruleKey(verdict.rule),
    );
    const refused = named.filter(({ status }) => status !== "ready");
    const remarks = refused.map(({ acceptance, problem }) => `acceptance ${acceptance.id} ${problem ?? ""}`.trim());
    if (verdict.fault === null && gate.acceptable !== false) {
      const ready = named.filter(({ status }) => status === "ready").map(({ acceptance }) => acceptance);
      const within = ready.filter((acceptance) => {
        const past = pastCeiling(acceptance, ruling);
        if (past !== undefined) this.#exceeded.set(acceptance, past);
        return past === undefined;
      });
      const uncovered = this.#uncovered(within, ruling);
      if (within.length > 0 && uncovered.length === 0) {
        verdict.decision = "allow";
        verdict.accepted = within.filter((one) => this.#covers(one, ruling)).map(({ id }) => id);
        for (const one of within) if (verdict.accepted.includes(one.id)) this.#used.add(one);
        return;
      }
      for (const one of within) {
        const first = uncovered.slice(0, 3).join(", ");
        this.#exceeded.set(one, first === "" ? "does not cover the whole rule" : `does not cover ${first}`);
      }
      for (const one of ready) remarks.push(`acceptance ${one.id} ${this.#exceeded.get(one) ?? ""}`);
    }
    if (remarks.length > 0) verdict.reason = [verdict.reason, ...remarks].filter((part) => part !== null).join("; ");
  }

  /** Takes the removed examples away that a retirement for this gate and rule names; returns what is left, and the retirements that counted. */
  retire<T extends { id: string }>(
    removed: readonly T[],
    gate: Gate,
    ruleText: string,
  ): { left: T[]; accepted: string[] } {
    const accepted = new Set<string>();
    const retirements = this.#states.filter(
      ({ acceptance, status }) =>
        status === "ready" &&
        acceptance.disposition === "retirement" &&
        acceptance.gate === gate.name &&
        ruleKey(acceptance.rule) === ruleKey(ruleText),
    );
    const left = removed.filter(({ id }) => {
      const by = retirements.find(({ acceptance }) => acceptance.examples?.includes(id) === true);
      if (by === undefined) return true;
      this.#used.add(by.acceptance);
      accepted.add(by.acceptance.id);
      return false;
    });
    return { left, accepted: [...accepted] };
  }

  /** Acceptances that block by themselves: they fit nothing, or nobody who may has signed them. */
  refusals(): Ruling[] {
    return this.#states
      .filter(({ status }) => status === "invalid" || status === "unmatched")
      .map(({ acceptance, problem }) =>
        rulingOn(
          this.#from,
          {
            rule: `acceptance ${acceptance.id}`,
            kind: "precondition",
            metric: "acceptance",
            better: "higher",
            threshold: 1,
            unit: "count",
            suite: null,
            scorer: null,
            trials: 0,
          },
          faulty("acceptance", `${acceptance.file}: ${problem ?? ""}`, {
            observed: 0,
            hint: `goldloop accept ls, then mend or delete ${acceptance.file}`,
          }),
        ),
      );
  }

  /** What became of each, in the order given. */
  uses(): AcceptanceUse[] {
    return this.#states.map(({ acceptance, status, problem }) => {
      const { id, file, gate, rule: text, owner, approvedBy, expiresAt } = acceptance;
      const base = { id, file, gate, rule: text, owner, approvedBy, expiresAt };
      if (status !== "ready") return { ...base, status, problem };
      const past = this.#exceeded.get(acceptance);
      if (past !== undefined) return { ...base, status: "exceeded", problem: past };
      return { ...base, status: this.#used.has(acceptance) ? "used" : "unneeded", problem: null };
    });
  }

  #covers({ examples, category }: CheckedAcceptance, { failing }: Ruling): boolean {
    if (examples === undefined && category === undefined) return true;
    return failing().some((id) => this.#names({ examples, category }, id));
  }

  #names({ examples, category }: Pick<CheckedAcceptance, "examples" | "category">, id: string): boolean {
    if (examples?.includes(id) === true) return true;
    if (category === undefined) return false;
    return this.#from.runs.some(({ view }) => {
      const place = view.place(id);
      return place !== undefined && view.table.examples[place]?.tags.includes(category) === true;
    });
  }

  /** Failing examples that none of these covers; a rule that names no example (a total) needs one without a scope. */
  #uncovered(within: readonly CheckedAcceptance[], { failing }: Ruling): readonly string[] {
    const whole = within.some(({ examples, category }) => examples === undefined && category === undefined);
    if (whole) return [];
    const ids = failing();
    if (ids.length === 0) return ["what no example names"];
    return ids.filter((id) => !within.some((one) => this.#names(one, id)));
  }
}

/** Whether the figure is worse than the worst that was accepted; without a ceiling, than the figure that was accepted. */
function pastCeiling({ ceiling, observed }: CheckedAcceptance, { verdict, better }: Ruling): string | undefined {
  const limit = ceiling ?? observed;
  if (limit === null) return undefined;
  const now = verdict.observed;
  const slack = 1e-9 * Math.max(1, Math.abs(limit));
  if (now !== null && (better === "higher" ? now >= limit - slack : now <= limit + slack)) return undefined;
  return `accepts no worse than ${limit}, and it is ${now === null ? "not measured" : Number(now.toPrecision(6))}`;
}
