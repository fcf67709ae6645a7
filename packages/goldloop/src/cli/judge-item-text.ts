import { styleText } from "node:util";
import { describeScale, type CalibrationItem, type LabelScale, type LabelValue } from "../calibration/index.ts";
import type { Json } from "../digest/index.ts";
import { InputError } from "../error/index.ts";

/** Which key gives which label. */
export interface LabelKeys {
  byKey: ReadonlyMap<string, LabelValue>;
  /** The key of a note: `n`, unless that says no. */
  note: "n" | "N";
  /** For the line below an output: `1 bad  2 fair  3 good`. */
  legend: string;
}

/**
 * The keys of a scale: `y` and `n` for yes or no (two labels, or a scale from 0 to 1), `1` to `9` for the steps. A number's key is the number where the
 * scale runs within 1 to 9; a scale of more than nine numbers has five steps. Throws InputError `too-many-labels`.
 */
export function labelKeys({ scale: [lowest, highest], labels }: LabelScale, judge: string): LabelKeys {
  if (labels !== undefined && labels.length > 9) {
    throw new InputError("too-many-labels", `${judge} has ${labels.length} labels; the keys 1 to 9 are too few`, {
      hint: "write the labels into the file by hand, or use fewer",
    });
  }
  if (labels === undefined && lowest === 0 && highest === 1) {
    return {
      byKey: new Map<string, LabelValue>([
        ["y", true],
        ["n", false],
      ]),
      note: "N",
      legend: "y yes   n no",
    };
  }
  const steps: LabelValue[] = labels === undefined ? numbersOf(lowest, highest) : [...labels];
  const first = labels === undefined && lowest === 1 && highest <= 9 && steps[1] === 2 ? Number(steps[0]) : 1;
  const byKey = new Map(steps.map((step, index) => [String(first + index), step]));
  const legend = [...byKey].map(([key, step]) => (key === String(step) ? key : `${key} ${step}`)).join("   ");
  if (labels?.length !== 2) return { byKey, note: "n", legend };
  const [no, yes] = steps;
  if (no !== undefined && yes !== undefined) byKey.set("n", no).set("y", yes);
  return { byKey, note: "N", legend: `n ${no}   y ${yes}` };
}

function numbersOf(lowest: number, highest: number): number[] {
  const span = highest - lowest;
  if (Number.isInteger(lowest) && Number.isInteger(highest) && span <= 8) {
    return Array.from({ length: span + 1 }, (_, step) => lowest + step);
  }
  return Array.from({ length: 5 }, (_, step) => lowest + (span * step) / 4);
}

/** How an item is shown. */
interface ItemSetting {
  name: string;
  progress: { labelled: number; total: number; skipped: number };
  random: boolean;
  /** The judge's prompt. */
  rubric: string | undefined;
  color: boolean;
}

const rubricLines = 6;

/** One output to label: everything that the judge sees, and not what it said. */
export function itemText(item: CalibrationItem, { name, progress, random, rubric, color }: ItemSetting): string {
  const dim = (text: string): string => (color ? styleText("dim", text, { validateStream: false }) : text);
  const bold = (text: string): string => (color ? styleText("bold", text, { validateStream: false }) : text);
  const { labelled, total, skipped } = progress;
  const off = skipped > 0 ? `, ${skipped} put off` : "";
  let text = `\n${bold(name)}  ${labelled + 1} of ${total}${random ? " drawn at random" : ""}${off}  ${dim(inert(item.id))}\n`;
  const part = (label: string, content: string): void => {
    const [first = "", ...rest] = content.split("\n");
    text += `  ${dim(label.padEnd(10))}${first}\n${rest.map((line) => `${" ".repeat(12)}${line}\n`).join("")}`;
  };
  if (rubric !== undefined) {
    const lines = inert(rubric.trim()).split("\n");
    const more = lines.length > rubricLines ? [dim(`... (r shows all ${lines.length} lines)`)] : [];
    part("rubric", [...lines.slice(0, rubricLines), ...more].join("\n"));
  }
  part("input", shown(item.input));
  if (item.context !== undefined) part("context", item.context.map(inert).join("\n"));
  if (item.expected !== undefined) part("expected", shown(item.expected));
  part("output", shown(item.output ?? null));
  return text;
}

/** The keys below an item. */
export function keysText({ legend, note }: LabelKeys, scale: LabelScale, color: boolean): string {
  const line = `  ${legend}   (${describeScale(scale)})   space later   u undo   ${note} note   r rubric   q quit\n`;
  return color ? styleText("dim", line, { validateStream: false }) : line;
}

function shown(value: Json): string {
  return inert(typeof value === "string" ? value : JSON.stringify(value, null, 2));
}

// Everything that moves a cursor, changes a colour or turns the direction of writing, line feeds and tabs apart.
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What a model wrote is shown, not obeyed. */
function inert(text: string): string {
  return text.toWellFormed().replaceAll("\r\n", "\n").replace(unsafe, "\ufffd");
}
