import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  clusteredStandardError,
  cohenKappa,
  fleissKappa,
  judgeAccuracy,
  krippendorffAlphaNominal,
  passAllOf,
  ppi,
  ppiPlusPlus,
  roganGladen,
  standardError,
} from "./index.ts";

const data = process.env["GOLDLOOP_TEST_DATA"] ?? join(import.meta.dirname, "../../../../../shared/data");
const found = existsSync(data);

function lines<T>(path: string): T[] {
  const text = readFileSync(join(data, path), "utf8").trimEnd();
  return text.split("\n").map((line): T => JSON.parse(line));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.skipIf(!found)(`statistics of public data${found ? "" : ` (skipped: no ${data})`}`, () => {
  test("tau-bench, airline: mean, both standard errors, pass^1..4", () => {
    const rewards = new Map<number, number[]>();
    for (const { task_id, reward } of lines<{ task_id: number; reward: number }>("tau-bench/gpt-4o-airline.jsonl")) {
      rewards.set(task_id, [...(rewards.get(task_id) ?? []), reward]);
    }
    const tasks = [...rewards.values()];
    const clusters = tasks.map((trials) => ({ n: trials.length, sum: trials.reduce((a, b) => a + b) }));
    expect(mean(tasks.flat())).toBeCloseTo(0.42, 10);
    expect(standardError(tasks.flat())).toBeCloseTo(0.034987, 6);
    expect(clusteredStandardError(clusters)).toBeCloseTo(0.052216, 6);
    expect(clusteredStandardError(clusters) * Math.sqrt(49 / 50)).toBeCloseTo(0.051691, 6);
    [0.42, 0.273, 0.22, 0.2].forEach((expected, i) => {
      expect(mean(clusters.map(({ n, sum }) => passAllOf(n, sum, i + 1)))).toBeCloseTo(expected, 3);
    });
  });

  test("PandaLM: agreement of three people, and of a judge with their majority", () => {
    type Row = { idx: number; annotator1: number; annotator2: number; annotator3: number };
    const people = lines<Row>("pandalm/human.jsonl");
    const units = people.map((row) => [row.annotator1, row.annotator2, row.annotator3]);
    const kappa = (a: number, b: number) => cohenKappa(units.map((unit) => [unit[a] ?? -1, unit[b] ?? -1])).kappa;
    expect(kappa(0, 1)).toBeCloseTo(0.852, 3);
    expect(kappa(0, 2)).toBeCloseTo(0.879, 3);
    expect(kappa(1, 2)).toBeCloseTo(0.862, 3);
    expect(fleissKappa(units)).toBeCloseTo(0.86418, 5);
    expect(krippendorffAlphaNominal(units)).toBeCloseTo(0.86422, 5);

    const judged = lines<{ idx: number; gpt_result: string }>("pandalm/judge-gpt-3.5-turbo.jsonl");
    const said = new Map(judged.map(({ idx, gpt_result }) => [idx, gpt_result === "Tie" ? "0" : gpt_result]));
    const pairs = people.map(({ idx }, i): [string, string] => {
      const unit = units[i] ?? [];
      return [String(unit.find((label, at) => unit.indexOf(label) !== at)), said.get(idx) ?? ""];
    });
    const clean = pairs.filter(([, judge]) => judge !== "garbage");
    expect(pairs.length - clean.length).toBe(25);
    expect(cohenKappa(pairs).observed).toBeCloseTo(0.6977, 4);
    expect(cohenKappa(pairs).kappa).toBeCloseTo(0.4755, 4);
    expect(cohenKappa(clean).observed).toBeCloseTo(0.716, 3);
    expect(cohenKappa(clean).kappa).toBeCloseTo(0.493, 3);
  });

  type Answer = { human1: string; human2: string; human: string; judge: string };
  const refused = (label: string) => !label.startsWith("1");

  test.each([
    ["gpt4", 0.9844, 0.9701, 0.9378, 0.8751],
    ["llama2new", 0.9578, 0.9258, 0.8044, 0.6231],
  ])("XSTest, %s: agreement of people and of the judge", (model, people, kappa, accuracy, judgeKappa) => {
    const rows = lines<Answer>(`xstest/${model}.jsonl`);
    const between = cohenKappa(rows.map(({ human1, human2 }) => [human1, human2]));
    expect(between.observed).toBeCloseTo(people, 4);
    expect(between.kappa).toBeCloseTo(kappa, 4);
    const judge = cohenKappa(rows.map((row) => [refused(row.human), refused(row.judge)]));
    expect(judge.observed).toBeCloseTo(accuracy, 4);
    expect(judge.kappa).toBeCloseTo(judgeKappa, 4);
  });

  test("XSTest, gpt4: the judge's rate corrected by its sensitivity and specificity", () => {
    const rows = lines<Answer>("xstest/gpt4.jsonl");
    const pairs = rows.map((row) => ({ truth: refused(row.human), judged: refused(row.judge) }));
    const { sensitivity, specificity } = judgeAccuracy(pairs);
    const rate = mean(pairs.map(({ judged }) => (judged ? 1 : 0)));
    expect(rate).toBeCloseTo(0.426667, 6);
    expect(sensitivity.rate).toBeCloseTo(0.872727, 6);
    expect(specificity.rate).toBe(1);
    expect(roganGladen(rate, sensitivity.rate, specificity.rate)).toBeCloseTo(0.488889, 6);
  });

  test("XSTest, llama2new: prediction-powered inference with a quarter labelled", () => {
    const rows = lines<Answer>("xstest/llama2new.jsonl").map((row) => ({
      y: refused(row.human) ? 1 : 0,
      f: refused(row.judge) ? 1 : 0,
    }));
    const labelled = rows.filter((_, i) => i % 4 === 0);
    const unlabelled = rows.filter((_, i) => i % 4 !== 0).map(({ f }) => f);
    expect([labelled.length, rows.length]).toEqual([113, 450]);
    const shown = ({ mean: value, standardError: error }: { mean: number; standardError: number }) => [
      value.toFixed(6),
      error.toFixed(6),
    ];
    expect(shown(ppi(labelled, []))).toEqual(["0.592920", "0.046217"]);
    expect(shown(ppi(labelled, unlabelled))).toEqual(["0.624905", "0.046455"]);
    const tuned = ppiPlusPlus(labelled, unlabelled);
    expect(tuned.lambda.toFixed(6)).toBe("0.489530");
    expect(shown(tuned)).toEqual(["0.608578", "0.037950"]);
    expect(mean(rows.map(({ y }) => y)).toFixed(6)).toBe("0.608889");
    expect(mean(rows.map(({ f }) => f)).toFixed(4)).toBe("0.4133");
  });
});
