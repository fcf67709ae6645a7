import { describe, expect, test } from "vitest";
import { storedRun } from "../../test/stored-run.ts";
import type { Digest } from "../digest/index.ts";
import { scoreStatus, type RunTable } from "../gate/index.ts";
import type { ResultLine, StoredRun } from "../run/index.ts";
import { tabulate } from "./tabulate.ts";

const d = (n: number): Digest => `sha256:${String(n).padStart(64, "0")}`;

async function linesOf(run: StoredRun): Promise<ResultLine[]> {
  const lines: ResultLine[] = [];
  for await (const line of run.results()) lines.push(line);
  return lines;
}

function column(table: RunTable, name: string, deterministic?: boolean) {
  const found = table.scores.filter(
    (one) => one.name === name && (deterministic === undefined || one.deterministic === deterministic),
  );
  const [only, ...more] = found;
  if (only === undefined || more.length > 0) throw new Error(`${found.length} columns ${name}`);
  return only;
}

describe("tabulate", () => {
  test("a row is one result: its example, trial, target's error, measures and scores", async () => {
    const run = storedRun();
    const table = await tabulate(run);
    const lines = await linesOf(run);
    expect(table.rows).toBe(lines.length);
    expect(table.examples).toHaveLength(84);
    for (const [row, line] of lines.entries()) {
      expect(table.examples[table.example[row] ?? -1]?.id).toBe(line.id);
      expect(table.trial[row]).toBe(line.trial);
      expect(table.targetError[row]).toBe(line.error === null ? 0 : 1);
      expect(table.latencyMs[row]).toBe(line.latencyMs);
      expect(table.costUsd[row]).toBe(line.costUsd ?? Number.NaN);
      expect(table.timeToFirstTokenMs[row]).toBe(Number.NaN);
      expect(table.inputTokens[row]).toBe(line.usage?.inputTokens ?? Number.NaN);
      for (const score of line.scores) {
        const { value, pass, status } = column(table, score.name);
        expect([value[row], pass[row], status[row]]).toEqual([
          score.value ?? Number.NaN,
          score.pass === null ? -1 : Number(score.pass),
          scoreStatus[score.status],
        ]);
      }
    }
  });

  test("suite's scorers have the pins' flag, and judges the names of their pins", async () => {
    const run = storedRun();
    run.record.pins.judges = {
      nice: { model: "a/b-2026-01-01", parameters: {}, promptDigest: d(1) },
      faithfulness: { model: "a/b-2026-01-01", parameters: {}, promptDigest: d(2) },
    };
    run.record.pins.scorers["helpfulness"] = {
      scorer: "judge",
      digest: d(3),
      deterministic: false,
      options: { name: "nice" },
    };
    const { scores } = await tabulate(run);
    expect(
      scores.map(({ name, deterministic, fromSuite, judges }) => [name, deterministic, fromSuite, judges]),
    ).toEqual([
      ["contains", true, true, []],
      ["rightTools", true, true, []],
      ["faithfulness", false, true, ["faithfulness"]],
      ["helpfulness", false, true, ["nice"]],
    ]);
  });

  test("a name that is a judge in one example and deterministic in another has two columns", async () => {
    const run = storedRun({
      examples: 3,
      trials: 1,
      failing: 0,
      example: (example, index) =>
        index === 0
          ? { ...example, scorers: [{ equals: true, as: "right" }] }
          : index === 1
            ? { ...example, scorers: [{ judge: "strict", as: "right" }] }
            : example,
      result: (line, index) =>
        index === 2
          ? line
          : { ...line, scores: [...line.scores, { name: "right", value: index, pass: null, status: "scored" }] },
    });
    run.record.pins.judges = { strict: { model: "a/b-2026-01-01", parameters: {}, promptDigest: d(1) } };
    const table = await tabulate(run);
    const [exact, judged] = [column(table, "right", true), column(table, "right", false)];
    expect([exact.fromSuite, exact.judges, judged.judges]).toEqual([false, [], ["strict"]]);
    expect([...exact.status]).toEqual([scoreStatus.scored, scoreStatus.absent, scoreStatus.absent]);
    expect([...judged.status]).toEqual([scoreStatus.absent, scoreStatus.scored, scoreStatus.absent]);
  });

  test("a judge that was not asked differs from one that did not apply", async () => {
    const run = storedRun({
      examples: 2,
      trials: 1,
      failing: 0,
      result: (line, index) => ({
        ...line,
        scores: line.scores.map((score) =>
          score.name === "helpfulness"
            ? { ...score, value: null, status: "skipped", metadata: index === 0 ? { notAsked: true } : null }
            : score,
        ),
      }),
    });
    expect([...column(await tabulate(run), "helpfulness").status]).toEqual([scoreStatus.notAsked, scoreStatus.skipped]);
  });

  test("origin, owner and deadline of promoted examples are kept", async () => {
    const origin = { kind: "trace", traceId: "4bf9", owner: "ana@example.com", deadline: "2026-12-01" } as const;
    const run = storedRun({ examples: 2, example: (example, i) => (i === 0 ? { ...example, origin } : example) });
    const [first, second] = (await tabulate(run)).examples;
    expect(first).toMatchObject({ origin: "trace", owner: "ana@example.com", deadline: "2026-12-01", split: "smoke" });
    expect(second).toMatchObject({ origin: null, owner: null, deadline: null });
  });

  const strange = { name: "x", value: 1, pass: true, status: "scored" } as const;
  const wrong: [string, (first: ResultLine, rest: ResultLine[]) => ResultLine[], string][] = [
    ["cut short", (_, rest) => rest, "there are 5 results, but the run recorded 6"],
    ["doubled", (first, rest) => [first, ...rest, first], "more than the 6 results"],
    ["repeated", (_, rest) => [...rest, ...rest.slice(0, 1)], "is there twice"],
    ["of another example", (first, rest) => [{ ...first, id: "x" }, ...rest], "of no example"],
    ["beyond the trials", (first, rest) => [{ ...first, trial: 3 }, ...rest], "beyond the run's 3"],
    [
      "of another test",
      (first, rest) => [{ ...first, testDigest: d(9) }, ...rest],
      "of another test than other trials",
    ],
    [
      "without a score",
      (first, rest) => [{ ...first, scores: first.scores.slice(1) }, ...rest],
      "lacks the score contains",
    ],
    [
      "with a strange score",
      (first, rest) => [{ ...first, scores: [...first.scores, strange] }, ...rest],
      "score x that nobody asked for",
    ],
  ];
  test.each(wrong)("results that are %s are refused", async (_, change, message) => {
    const run = storedRun({ examples: 2, trials: 3 });
    const [first, ...rest] = await linesOf(run);
    const lines = first === undefined ? [] : change(first, rest);
    const altered: StoredRun = {
      ...run,
      async *results() {
        yield* lines;
      },
    };
    await expect(tabulate(altered)).rejects.toMatchObject({
      code: "results-changed",
      message: expect.stringContaining(message),
    });
  });

  test("a run that has not ended is tabulated as far as it came", async () => {
    const run = storedRun({ examples: 4, trials: 2, record: { endedAt: null, executed: 0 } });
    const lines = (await linesOf(run)).slice(0, 3);
    const table = await tabulate({
      ...run,
      async *results() {
        yield* lines;
      },
    });
    expect(table.rows).toBe(3);
    expect(table.examples).toHaveLength(4);
    expect(table.scores[0]?.pass).toHaveLength(3);
    expect(table.examples[3]?.testDigest).toMatch(/^sha256:/);
  });
});
