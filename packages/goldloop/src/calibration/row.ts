import { canonicalJson, type Json } from "../digest/index.ts";
import type { CalibrationItem } from "./item.ts";
import { categoryOf, pairScale, valueOfLabel, type LabelScale } from "./scale.ts";

/** What a judge's answer counts as when it is none. */
export const noVerdict = "(no verdict)";

/** One judged thing with everybody's verdict, as agreement is counted. */
export interface Row {
  id: string;
  /** What people said, by person, in their own categories. */
  labelled: ReadonlyMap<string, string>;
  /** The same in the categories that are compared with the judge's. */
  people: ReadonlyMap<string, string>;
  /** What is right: a category, and worth 0..1. Undefined where people are split. */
  truth: string | undefined;
  truthValue: number | undefined;
  /** Undefined when the judge was not asked; `noVerdict` when it gave none. */
  judge: string | undefined;
  judgeValue: number | undefined;
  /** For pairs judged in both orders: the choice in each (`A` is the first output of the item, wherever it stood). */
  orders: readonly [string, string] | undefined;
  /** Characters of the output; for pairs, those of the first minus those of the second. */
  length: number | undefined;
}

/** What a judge said of one item. */
export interface JudgeAnswer {
  /** 0..1; null when it gave no verdict. */
  value: number | null;
  /** For pairs: the choice in either order, 1 for the first output. */
  orders?: readonly [number, number] | undefined;
}

/** How items become rows. */
export interface RowSetting {
  scale: LabelScale;
  /** From which value on, 0..1, an output passes: for scales without named steps. */
  threshold: number;
  pairs: boolean;
}

/** A row of an item and, where it was asked, the judge's answer; else the stored verdict counts. */
export function rowOf(item: CalibrationItem, answer: JudgeAnswer | undefined, setting: RowSetting): Row {
  const scale = setting.pairs ? pairScale : setting.scale;
  const category = (value: number): string => categoryOf(value, scale, setting.threshold);
  const values = new Map(
    Object.entries(item.labels ?? {}).map(([person, label]) => [person, valueOfLabel(label, scale) ?? 0]),
  );
  const people = new Map([...values].map(([person, value]) => [person, category(value)]));
  const own = item.label === undefined ? undefined : valueOfLabel(item.label, scale);
  const truth =
    own ?? (scale.labels === undefined ? meanOf([...values.values()]) : majorityValue([...values.values()]));
  const said = answer ?? (item.judge === undefined ? undefined : storedAnswer(item.judge, scale));
  return {
    id: item.id,
    labelled: people,
    people,
    truth: truth === undefined ? undefined : category(truth),
    truthValue: truth,
    judge: said === undefined ? undefined : said.value === null ? noVerdict : category(said.value),
    judgeValue: said?.value ?? undefined,
    orders: said?.orders === undefined ? undefined : [category(said.orders[0]), category(said.orders[1])],
    length: lengthOf(item),
  };
}

/** A stored verdict on the judge's scale; of a pair, also one in either order. What is not on the scale is no verdict. */
export function storedAnswer(judge: Json, scale: LabelScale): JudgeAnswer {
  if (!Array.isArray(judge)) return { value: judge === null ? null : (valueOfLabel(judge, scale) ?? null) };
  const [one, other] = judge.map((each) => valueOfLabel(each, scale));
  if (one === undefined || other === undefined) return { value: null };
  // A judge that does not stand by its choice has called a tie.
  return { value: one === other ? one : 0.5, orders: [one, other] };
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value that most gave; undefined when no one is ahead. */
function majorityValue(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first, second] = [...counts].toSorted((a, b) => b[1] - a[1]);
  return first === undefined || first[1] === second?.[1] ? undefined : first[0];
}

function lengthOf({ output, outputs }: CalibrationItem): number | undefined {
  if (outputs !== undefined) return charactersOf(outputs[0]) - charactersOf(outputs[1]);
  return output === undefined ? undefined : charactersOf(output);
}

/** Characters (code points) of an output's text, or of its JSON. */
export function charactersOf(output: Json): number {
  return Array.from(typeof output === "string" ? output : canonicalJson(output)).length;
}
