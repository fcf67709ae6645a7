import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { project, publicData } from "./project.ts";

describe.skipIf(publicData === undefined)(
  "public data (skipped where ../shared/data and GOLDLOOP_TEST_DATA are absent)",
  () => {
    const data = publicData ?? "";

    test.each([
      ["6b_verification", 515, "39.0%", 0.390447, 0.013438],
      ["175b_verification", 742, "56.3%", 0.562547, 0.013664],
    ])("GSM8K, %s: %i of 1,319", async (model, solved, shown, mean, standardError) => {
      const given = project({
        "goldloop.yaml": {
          version: 1,
          suites: {
            gsm8k: {
              dataset: join(data, "gsm8k/dataset.jsonl"),
              scorers: [{ answer: { extract: "A:\\s*(.*)", compare: "number" } }],
            },
          },
        },
      });
      const replay = ["run", "--replay", join(data, "gsm8k/outputs", `${model}.jsonl`)];
      const { code, value } = await given.json(replay);
      expect(code).toBe(0);
      expect(value).toMatchObject({ status: "complete", examples: 1319, executed: 1319, errors: 0 });
      const { answer } = value["scores"];
      expect(answer).toMatchObject({ n: 1319, passed: solved });
      expect(answer.mean).toBeCloseTo(mean, 6);
      expect(answer.standardError).toBeCloseTo(standardError, 5);
      expect(answer.interval[0]).toBeLessThan(mean);
      expect(answer.interval[1]).toBeGreaterThan(mean);
      const { stdout } = await given.goldloop(replay);
      expect(stdout).toContain(`${shown} [`);
    });

    test("tau-bench airline: pass^1..4 of .420 .273 .220 .200 over 50 tasks x 4 trials, clustered standard error .052216", async () => {
      const rows = readFileSync(join(data, "tau-bench/gpt-4o-airline.jsonl"), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { task_id: number; reward: number; trial?: number });
      const trials = new Map<number, number>();
      const outputs = rows.map(({ task_id, reward }) => {
        const trial = trials.get(task_id) ?? 0;
        trials.set(task_id, trial + 1);
        return { id: `task-${task_id}`, trial, output: { reward } };
      });
      const given = project({
        "goldloop.yaml": {
          version: 1,
          suites: { airline: { dataset: "tasks.jsonl", scorers: [{ code: "./reward.ts", as: "reward" }] } },
        },
        "reward.ts": "export default ({ output }: { output: { reward: number } }): boolean => output.reward === 1;\n",
        "tasks.jsonl": [...trials.keys()].map((task) => ({ id: `task-${task}`, input: task })),
        "outputs.jsonl": outputs,
      });
      const { code, value } = await given.json(["run", "--replay", "outputs.jsonl"]);
      expect(code).toBe(0);
      expect(value).toMatchObject({ examples: 50, trials: 4, executed: 200 });
      const { reward } = value["scores"];
      expect(reward.passAll.map((share: number) => share.toFixed(3))).toEqual(["0.420", "0.273", "0.220", "0.200"]);
      expect(reward.standardError).toBeCloseTo(0.052216, 6);
      expect(reward.mean).toBeCloseTo(0.42, 12);
    });
  },
);
