import { isJsonObject, type Json, type JsonObject } from "../digest/index.ts";
import { FaultList } from "../document/index.ts";
import { InputError } from "../error/index.ts";
import { anyObject, fieldOf, keyText, linesByKey, unknownField } from "./fields.ts";
import { readJsonLines, type JsonLine } from "./json-lines.ts";
import { charactersOf, noVerdict, type Row } from "./row.ts";

/** Where the labels and verdicts of a file stand that is no calibration set of ours. */
export interface Mapping {
  /** JSONL. */
  labels: string;
  /** Fields that hold what each person said; empty: the keys of `labels`. */
  people: readonly string[];
  /** The field of the judge's verdict. */
  judgeField: string;
  /** JSONL with the judge's verdicts, when they stand in another file. */
  judgements?: string | undefined;
  /** The field that the two files have in common. */
  join: string;
  /** Labels, or beginnings of labels, that count as yes; everything else is no. Empty: agreement over all labels. */
  positive: readonly string[];
  /** `majority`, or the field that holds what is right. */
  truth: string;
  /** What becomes of verdicts that are none of the people's labels. */
  invalid: "wrong" | "drop";
  /** Labels that mean another one. */
  same: ReadonlyMap<string, string>;
  /** The field of the output, or of both. */
  output: readonly string[];
}

/** Rows read by a mapping, in the order of the labels' file. */
export interface ForeignRows {
  rows: Row[];
  /** Verdicts that are none of the people's labels, dropped or not. */
  invalid: number;
  /** The source objects, in step with `rows`. */
  sources: JsonObject[];
}

/**
 * Reads rows from files of other tools. Throws InputErrors at file:line:column: `unknown-field`, `not-a-label`, `no-judgement`,
 * `duplicate-join`, `unused-positive`, `empty-calibration`.
 */
export async function readForeign(mapping: Mapping): Promise<ForeignRows> {
  const faults = new FaultList();
  const lines = await readJsonLines(mapping.labels, anyObject, faults);
  const judgements =
    mapping.judgements === undefined ? undefined : await linesByKey(mapping.judgements, mapping.join, faults);
  faults.throwIfAny();
  if (lines.length === 0) {
    throw new InputError("empty-calibration", `${mapping.labels} has no line`, { location: { file: mapping.labels } });
  }
  const given = lines.map((line) => givenBy(line, mapping, judgements, faults));
  faults.throwIfAny();
  const known = new Set(
    given.flatMap(({ people, truth }) => [...people.values(), ...(truth === undefined ? [] : [truth])]),
  );
  checkPositive(mapping, known);
  const rows: Row[] = [];
  const sources: JsonObject[] = [];
  let invalid = 0;
  for (const [index, one] of given.entries()) {
    const isInvalid = one.judge !== undefined && !known.has(one.judge);
    if (isInvalid) invalid += 1;
    if (isInvalid && mapping.invalid === "drop") continue;
    rows.push(toRow(one, isInvalid ? noVerdict : one.judge, mapping.positive));
    sources.push(lines[index]?.value ?? {});
  }
  return { rows, invalid, sources };
}

interface Given {
  id: string;
  people: ReadonlyMap<string, string>;
  truth: string | undefined;
  judge: string | undefined;
  length: number | undefined;
}

function givenBy(
  line: JsonLine<JsonObject>,
  mapping: Mapping,
  judgements: ReadonlyMap<string, JsonLine<JsonObject>> | undefined,
  faults: FaultList,
): Given {
  const { value, line: number } = line;
  const key = value[mapping.join];
  const people = new Map(
    peopleOf(line, mapping, faults).map(([person, label]) => [person, textOfLabel(label, mapping.same) ?? ""]),
  );
  const source = judgements === undefined ? line : judgements.get(keyText(key));
  if (source === undefined) {
    const message = `${mapping.judgements ?? ""} has no line with ${mapping.join} ${JSON.stringify(key)}`;
    faults.add(new InputError("no-judgement", message, { location: line.at([mapping.join]), hint: "--join FIELD" }));
  }
  const judge = source?.value[mapping.judgeField];
  if (source !== undefined && judge === undefined && (judgements !== undefined || mapping.people.length > 0)) {
    faults.add(unknownField(source, mapping.judgeField, "--judge-field"));
  }
  const own = mapping.truth === "majority" ? value["label"] : fieldOf(line, mapping.truth, "--truth", faults);
  return {
    id: key === undefined || key === null ? `line ${number}` : keyText(key),
    people,
    truth: own === undefined ? majorityOf([...people.values()]) : textOfLabel(own, mapping.same),
    judge: judge === undefined ? undefined : (textOfLabel(judge, mapping.same) ?? noVerdict),
    length: lengthOf(line, mapping.output, faults),
  };
}

function peopleOf(line: JsonLine<JsonObject>, { people }: Mapping, faults: FaultList): [string, Json][] {
  if (people.length > 0) {
    return people.map((person): [string, Json] => {
      const label = fieldOf(line, person, "--people", faults) ?? null;
      if (textOfLabel(label, new Map()) === undefined) {
        faults.add(new InputError("not-a-label", `${person} has no label here`, { location: line.at([person]) }));
      }
      return [person, label];
    });
  }
  const { labels } = line.value;
  if (isJsonObject(labels)) return Object.entries(labels);
  if (line.value["label"] === undefined) faults.add(unknownField(line, "labels", "--people"));
  return [];
}

function textOfLabel(label: Json, same: ReadonlyMap<string, string>): string | undefined {
  if (label === null || typeof label === "object") return undefined;
  const text = String(label).trim();
  return text === "" ? undefined : (same.get(text) ?? text);
}

function majorityOf(labels: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [first, second] = [...counts].toSorted((a, b) => b[1] - a[1]);
  return first === undefined || first[1] === second?.[1] ? undefined : first[0];
}

function lengthOf(line: JsonLine<JsonObject>, fields: readonly string[], faults: FaultList): number | undefined {
  const [one, other] = fields.map((field) => charactersOf(fieldOf(line, field, "--output", faults) ?? ""));
  return one === undefined ? undefined : one - (other ?? 0);
}

function checkPositive({ positive, labels }: Mapping, known: ReadonlySet<string>): void {
  for (const one of positive) {
    if ([...known].some((label) => fits(label, one))) continue;
    throw new InputError(
      "unused-positive",
      `no label is or begins with "${one}"; labels: ${[...known].toSorted().join(", ")}`,
      {
        location: { file: labels },
        hint: `--positive ${[...known].toSorted()[0] ?? ""}`,
      },
    );
  }
}

/** `2` fits `2` and `2_full_refusal`, not `20`. */
function fits(label: string, positive: string): boolean {
  if (!label.startsWith(positive)) return false;
  return label === positive || !/^[A-Za-z0-9.]/.test(label.slice(positive.length));
}

function toRow({ id, people, truth, length }: Given, judge: string | undefined, positive: readonly string[]): Row {
  const isPositive = (label: string): boolean => positive.some((one) => fits(label, one));
  const category = (label: string): string =>
    positive.length === 0 || label === noVerdict ? label : isPositive(label) ? "positive" : "negative";
  const value = (label: string | undefined): number | undefined =>
    positive.length === 0 || label === undefined || label === noVerdict ? undefined : Number(isPositive(label));
  return {
    id,
    labelled: people,
    people: new Map([...people].map(([person, label]) => [person, category(label)])),
    truth: truth === undefined ? undefined : category(truth),
    truthValue: value(truth),
    judge: judge === undefined ? undefined : category(judge),
    judgeValue: value(judge),
    orders: undefined,
    length,
  };
}
