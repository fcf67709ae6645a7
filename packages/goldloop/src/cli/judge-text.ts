import { styleText } from "node:util";
import type {
  Agreement,
  CorrectedMean,
  KappaSupport,
  LengthBias,
  PeopleAgreement,
  PositionBias,
} from "../calibration/index.ts";
import type { CanaryPin } from "../config/index.ts";

/** `goldloop/calibration/v1` */
export interface CalibrationDocument extends Agreement {
  schema: "goldloop/calibration/v1";
  /** Null for verdicts in files. */
  judge: string | null;
  /** The file of the labels. */
  labels: string;
  items: number;
  /** From which value on an output passes; null on a scale with named steps. */
  threshold: number | null;
  /** People with each other, in the labels as they gave them. */
  people: PeopleAgreement | null;
  /** The same in what the judge is compared in: no judge agrees with people better than they do. */
  ceiling: PeopleAgreement | null;
  positionBias: PositionBias | null;
  lengthBias: LengthBias | null;
  required: KappaSupport | null;
  canary: CanaryPin | null;
  corrected: CorrectedMean | null;
  /** Suites whose lock holds the figures now. */
  lock: { suites: string[] } | null;
}

type Range = readonly [number, number] | null;

/** The report of a calibration, for people. */
export function formatCalibration(document: CalibrationDocument, { color }: { color: boolean }): string {
  const dim = (text: string): string => (color ? styleText("dim", text, { validateStream: false }) : text);
  const bold = (text: string): string => (color ? styleText("bold", text, { validateStream: false }) : text);
  const row = (label: string, text: string): string => `  ${dim(label.padEnd(13))}${text}\n`;
  const { judge, labels, n, items } = document;
  let text = `${bold(judge ?? "judge")} against people  ${labels}  ${n} of ${count(items, "item")} labelled and judged\n`;
  for (const [label, line] of [...figures(document), ...biases(document)]) text += row(label, line);
  text += peopleLines(document)
    .map((line) => row("people", line))
    .join("");
  if (document.canary !== null) {
    const { n: size, flips, flipRate } = document.canary;
    text += row("canary", `${size} items, judged twice: ${count(flips, "flip")} (${percent(flipRate)})`);
  }
  if (document.corrected !== null) text += correction(document.corrected, row);
  const remarks = remarksOf(document);
  if (remarks.length > 0) text += `\n${remarks.map((line) => `${line}\n`).join("")}`;
  if (document.lock !== null) {
    text += `\n✓ goldloop.lock holds the figures now: ${document.lock.suites.join(", ")}\n  git diff goldloop.lock   review them like code\n`;
  }
  return text;
}

function figures(of: CalibrationDocument): [string, string][] {
  const lines: [string, string][] = [];
  if (of.accuracy !== null) lines.push(["agreement", `${percent(of.accuracy)}${shares(of.accuracyInterval)}`]);
  lines.push([
    "kappa",
    of.kappa === null
      ? of.n === 0
        ? "nothing is judged"
        : "not defined: one label only"
      : `${plain(of.kappa)}${range(of.kappaInterval)}`,
  ]);
  if (of.sensitivity !== null) {
    lines.push([
      "sensitivity",
      `${percent(of.sensitivity)}${shares(of.sensitivityInterval)}  says yes where people do`,
    ]);
  }
  if (of.specificity !== null) {
    lines.push(["specificity", `${percent(of.specificity)}${shares(of.specificityInterval)}  says no where people do`]);
  }
  if (of.threshold !== null) lines.push(["yes", `from ${of.threshold} on, 0..1`]);
  return lines;
}

function biases({ positionBias, lengthBias }: CalibrationDocument): [string, string][] {
  const lines: [string, string][] = [];
  if (positionBias !== null) {
    const { n, inconsistent, prefersFirst, prefersSecond, rate, interval } = positionBias;
    const side = `the first both times in ${prefersFirst}, the second in ${prefersSecond}`;
    lines.push([
      "position",
      `${inconsistent} of ${n} pairs not stood by: ${percent(rate)}${shares(interval)}; ${side}`,
    ]);
  }
  if (lengthBias !== null) {
    const { correlation, interval } = lengthBias;
    const what =
      interval[0] > 0
        ? "it likes longer outputs better than people do"
        : interval[1] < 0
          ? "it likes shorter outputs better than people do"
          : "no sign of a length bias";
    lines.push(["length", `r = ${plain(correlation)}${range(interval)}  ${what}`]);
  }
  return lines;
}

function peopleLines({ people, ceiling }: CalibrationDocument): string[] {
  if (people === null) return [];
  const lines = people.pairs.map(
    ({ between, n, agreement, kappa, kappaInterval }) =>
      `${between.join(" and ")}: ${percent(agreement)}, kappa ${kappa === null ? "not defined" : `${plain(kappa)}${range(kappaInterval)}`}  n=${n}`,
  );
  const all = [
    ...(people.fleiss === null ? [] : [`Fleiss ${people.fleiss.toFixed(5)}`]),
    ...(people.alpha === null ? [] : [`Krippendorff's alpha ${people.alpha.toFixed(5)}`]),
  ];
  if (all.length > 0) lines.push(all.join("  "));
  const kappas = (ceiling ?? people).pairs.flatMap(({ kappa }) => kappa ?? []);
  if (kappas.length > 0) {
    const mean = kappas.reduce((sum, one) => sum + one, 0) / kappas.length;
    lines.push(`the ceiling of any judge: kappa ${plain(mean)}`);
  }
  return lines;
}

function correction(of: CorrectedMean, row: (label: string, text: string) => string): string {
  const estimate = ({ mean, standardError, interval }: CorrectedMean["ppi"]): string =>
    `${mean.toFixed(6)} +- ${standardError.toFixed(6)}${range(interval)}`;
  const { ppiPlusPlus, roganGladen } = of;
  return [
    row("judge alone", `${of.judge.toFixed(6)}  over ${count(of.n, "output")}`),
    row("people alone", `${estimate(of.people)}  over ${count(of.labelled, "label")}`),
    row("PPI", estimate(of.ppi)),
    row("PPI++", `${estimate(ppiPlusPlus)}  lambda ${ppiPlusPlus.lambda.toFixed(6)}`),
    roganGladen === null ? "" : row("Rogan-Gladen", roganGladen.toFixed(6)),
    of.truth === null ? "" : row("truth", `${of.truth.toFixed(6)}  people over all ${count(of.n, "output")}`),
  ].join("");
}

function remarksOf({ required, noVerdicts, split, kappa, n }: CalibrationDocument): string[] {
  const lines: string[] = [];
  if (noVerdicts > 0)
    lines.push(`! ${count(noVerdicts, "answer")} gave no verdict and count${noVerdicts === 1 ? "s" : ""} as wrong`);
  if (split > 0) lines.push(`! people are split on ${count(split, "item")}: left out`);
  if (required === null) return lines;
  const { supported, needed, lower } = required;
  const bound = lower === null ? "" : ` (at least ${plain(lower)} with 95% confidence)`;
  if (supported) lines.push(`✓ kappa >= ${required.required} is shown${bound}`);
  else if (needed === null) lines.push(`✗ kappa >= ${required.required} is not met${bound}`);
  else {
    lines.push(`? kappa >= ${required.required} is not shown by ${count(n, "item")}${bound}`);
    lines.push(
      `  To settle it: about ${needed} items, ${needed - n} more, if kappa stays ${kappa === null ? "" : plain(kappa)}.`,
    );
  }
  return lines;
}

function plain(value: number): string {
  return value.toFixed(4);
}

function range(interval: Range): string {
  return interval === null ? "" : ` [${plain(interval[0])}, ${plain(interval[1])}]`;
}

/** `69.77%` */
function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

function shares(interval: Range): string {
  return interval === null ? "" : ` [${(interval[0] * 100).toFixed(1)}, ${(interval[1] * 100).toFixed(1)}]`;
}

function count(value: number, noun: string): string {
  return `${value.toLocaleString("en-US")} ${noun}${value === 1 ? "" : "s"}`;
}
