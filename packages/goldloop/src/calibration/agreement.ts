import {
  clopperPearsonBound,
  clopperPearsonInterval,
  cohenKappa,
  fleissKappa,
  judgeAccuracy,
  krippendorffAlphaNominal,
  wilsonInterval,
  type Interval,
  type Kappa,
} from "../stats/index.ts";
import { noVerdict, type Row } from "./row.ts";

/** A share with its two-sided 95% interval (Wilson). */
export interface Share {
  k: number;
  n: number;
  rate: number;
  interval: Interval;
}

/** How two people agree. */
export interface PairOfPeople {
  between: [string, string];
  n: number;
  agreement: number;
  /** Null where only one label is in use. */
  kappa: number | null;
  kappaInterval: Interval | null;
}

/** How people agree with each other. */
export interface PeopleAgreement {
  people: string[];
  pairs: PairOfPeople[];
  /** Over items that all of them labelled; null when there is none, or one label only. */
  fleiss: number | null;
  /** Krippendorff's alpha over all items with two labels or more. */
  alpha: number | null;
}

/** How a judge agrees with people. */
export interface Agreement {
  /** Items with a verdict of the judge and a label of people. */
  n: number;
  accuracy: number | null;
  accuracyInterval: Interval | null;
  kappa: number | null;
  kappaInterval: Interval | null;
  kappaStandardError: number | null;
  /** The agreement that chance alone would give. */
  expected: number | null;
  /** Yes where people say yes; null where the labels are more than two, or nobody says yes. */
  sensitivity: number | null;
  sensitivityInterval: Interval | null;
  specificity: number | null;
  specificityInterval: Interval | null;
  /** Share of yes among people, and what the judge's own share of yes is. */
  prevalence: number | null;
  judgeRate: number | null;
  /** Answers that were no verdict: counted as wrong. */
  noVerdicts: number;
  /** Items on which people are split evenly: nobody knows what is right. */
  split: number;
}

/** Agreement of the judge with people. `isPositive` tells the categories that mean yes; undefined where there is no such thing. */
export function agreementOf(rows: readonly Row[], isPositive: ((category: string) => boolean) | undefined): Agreement {
  const judged = rows.flatMap(({ truth, judge }) =>
    truth === undefined || judge === undefined ? [] : [{ truth, judge }],
  );
  const kappa = cohenKappa(judged.map(({ truth, judge }) => [judge, truth] as const));
  const right = judged.filter(({ truth, judge }) => truth === judge).length;
  const binary =
    isPositive === undefined
      ? undefined
      : judgeAccuracy(
          judged.map(({ truth, judge }) => ({
            truth: isPositive(truth),
            judged: judge === noVerdict ? !isPositive(truth) : isPositive(judge),
          })),
        );
  const n = judged.length;
  const share = (of: (row: (typeof judged)[number]) => string): number | null =>
    isPositive === undefined || n === 0 ? null : judged.filter((row) => isPositive(of(row))).length / n;
  return {
    n,
    accuracy: n === 0 ? null : right / n,
    accuracyInterval: n === 0 ? null : wilsonInterval(right / n, n),
    kappa: finite(kappa.kappa),
    kappaInterval: finite(kappa.kappa) === null ? null : intervalOfKappa(kappa),
    kappaStandardError: finite(kappa.standardError),
    expected: finite(kappa.expected),
    sensitivity: finite(binary?.sensitivity.rate),
    sensitivityInterval: intervalOf(binary?.sensitivity),
    specificity: finite(binary?.specificity.rate),
    specificityInterval: intervalOf(binary?.specificity),
    prevalence: share(({ truth }) => truth),
    judgeRate: share(({ judge }) => judge),
    noVerdicts: judged.filter(({ judge }) => judge === noVerdict).length,
    split: rows.filter(({ truth }) => truth === undefined).length,
  };
}

/** Agreement of people with each other, in their own labels or (`compared`) in those that the judge is compared in. Null for fewer than two people. */
export function agreementOfPeople(rows: readonly Row[], which: "labelled" | "people"): PeopleAgreement | null {
  const people = [...new Set(rows.flatMap((row) => [...row[which].keys()]))].toSorted();
  if (people.length < 2) return null;
  const pairs: PairOfPeople[] = [];
  for (const [index, a] of people.entries()) {
    for (const b of people.slice(index + 1)) {
      const both = rows.flatMap((row): [string, string][] => {
        const [one, other] = [row[which].get(a), row[which].get(b)];
        return one === undefined || other === undefined ? [] : [[one, other]];
      });
      if (both.length === 0) continue;
      const agreed = cohenKappa(both);
      const found = finite(agreed.kappa);
      pairs.push({
        between: [a, b],
        n: both.length,
        agreement: agreed.observed,
        kappa: found,
        kappaInterval: found === null ? null : intervalOfKappa(agreed),
      });
    }
  }
  if (pairs.length === 0) return null;
  const units = rows.map((row) => [...row[which].values()]);
  const full = units.filter((unit) => unit.length === people.length);
  return {
    people,
    pairs,
    fleiss: full.length === 0 ? null : finite(fleissKappa(full)),
    alpha: finite(krippendorffAlphaNominal(units)),
  };
}

/** Whether n supports a kappa that somebody requires. */
export interface KappaSupport {
  required: number;
  /** The lower end of the one-sided 95% interval. */
  lower: number | null;
  supported: boolean;
  /** Items that would support it if the kappa stays what it is; null when none would. */
  needed: number | null;
}

const oneSided = 0.95;
const z = 1.6448536269514722;

/**
 * Whether the lower bound of a kappa (one-sided, 95%) reaches what is required, and how many items would do if the kappa stayed
 * what it is. Where nothing differed there is no spread to go by: the bound is then that of the agreement itself (Clopper-Pearson).
 */
export function kappaSupport(agreement: Agreement, required: number): KappaSupport {
  const { kappa, kappaStandardError, expected, accuracy, n } = agreement;
  if (kappa === null || kappaStandardError === null || expected === null) {
    return { required, lower: null, supported: false, needed: null };
  }
  const perfect = accuracy === 1;
  const lower = perfect
    ? (clopperPearsonBound(n, n, oneSided, "lower") - expected) / (1 - expected)
    : kappa - z * kappaStandardError;
  if (lower >= required) return { required, lower, supported: true, needed: n };
  if (kappa <= required) return { required, lower, supported: false, needed: null };
  const needed = perfect
    ? Math.log(1 - oneSided) / Math.log(required * (1 - expected) + expected)
    : n * ((z * kappaStandardError) / (kappa - required)) ** 2;
  return { required, lower, supported: false, needed: Math.ceil(needed - 1e-9) };
}

/** No spread is no certainty: where nothing differed, the interval is that of the agreement. */
function intervalOfKappa({ n, observed, expected, interval }: Kappa): Interval {
  if (observed < 1) return interval;
  return [(clopperPearsonInterval(n, n)[0] - expected) / (1 - expected), 1];
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

function intervalOf(share: Share | undefined): Interval | null {
  return share === undefined || share.n === 0 ? null : share.interval;
}
