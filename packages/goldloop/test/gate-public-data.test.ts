import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { project, publicData, type Project } from "./project.ts";

interface Row {
  id: string;
  output: string;
}

describe.skipIf(publicData === undefined)(
  "gates on GSM8K (skipped where ../shared/data and GOLDLOOP_TEST_DATA are absent)",
  () => {
    const folder = join(publicData ?? "", "gsm8k");
    const lines = (path: string): string[] => readFileSync(join(folder, path), "utf8").trimEnd().split("\n");
    const outputsOf = (model: string): Map<string, string> =>
      new Map(
        lines(`outputs/${model}.jsonl`)
          .map((line) => JSON.parse(line) as Row)
          .map(({ id, output }) => [id, output]),
      );

    /** A project over some of the questions, with a policy that allows a drop of two points. */
    async function arithmetic(dataset: readonly string[], onInconclusive = "block"): Promise<Project> {
      const given = project({
        "goldloop.yaml": {
          version: 1,
          suites: {
            gsm8k: {
              dataset: "gsm8k.jsonl",
              scorers: [{ answer: { extract: "A:\\s*(.*)", compare: "number" }, as: "correctness" }],
              target: { module: "./none.ts" },
            },
          },
        },
        "none.ts": "export default (): string => '';\n",
        "gsm8k.jsonl": dataset.map((line) => `${line}\n`).join(""),
        "goldloop.policy.yaml": `version: 1
gates:
  quality:
    noRegression: { mean: -2pp }
stages:
  pull-request: { gates: all, onInconclusive: ${onInconclusive} }
`,
      });
      expect((await given.goldloop(["lock"])).code).toBe(0);
      return given;
    }

    const replay = async (given: Project, outputs: ReadonlyMap<string, string>, name: string): Promise<string> => {
      given.write({ [`${name}.jsonl`]: [...outputs].map(([id, output]) => ({ id, output })) });
      const { code, value } = await given.json(["run", "--replay", `${name}.jsonl`]);
      expect(code).toBe(0);
      return value["id"];
    };

    it("175b to 6b is blocked with the paired difference and its interval; 6b to 175b is allowed", async () => {
      const given = await arithmetic(lines("dataset.jsonl"));
      const large = await replay(given, outputsOf("175b_verification"), "large");
      const small = await replay(given, outputsOf("6b_verification"), "small");
      const down = await given.json(["gate", "--run", small, "--baseline", large]);
      expect(down.code).toBe(1);
      expect(down.value).toMatchObject({ schema: "goldloop/verdict/v1", verdict: "fail", decision: "block" });
      const [rule] = down.value["gates"].find(({ name }: { name: string }) => name === "quality").rules;
      expect(rule).toMatchObject({ verdict: "fail", n: 1319, regressed: 306, improved: 79, scorer: "correctness" });
      // 79 - 306 of 1,319; the interval by Tango's score test.
      expect(rule.observed).toBeCloseTo(-227 / 1319, 12);
      expect(rule.interval[0]).toBeLessThan(rule.observed);
      expect(rule.interval[1]).toBeGreaterThan(rule.observed);
      expect(rule.interval[1]).toBeLessThan(-0.02);
      expect(rule.decidable).toBeGreaterThan(0);
      const text = (await given.goldloop(["gate", "--run", small, "--baseline", large])).stdout;
      expect(text).toMatch(/^BLOCKED/);
      expect(text).toMatch(/-17\.2pp \[-20\.\d, -14\.\d\] +n=1,319/);

      const up = await given.json(["gate", "--run", large, "--baseline", small]);
      expect(up.code).toBe(0);
      expect(up.value).toMatchObject({ verdict: "pass", decision: "allow" });
    });

    it("three points worse on 300 questions is inconclusive: 4 under block, 1 under point, and how many would decide", async () => {
      const dataset = lines("dataset.jsonl").slice(0, 300);
      const expected = new Map(
        dataset
          .map((line) => JSON.parse(line) as { id: string; expected: string })
          .map((row) => [row.id, row.expected]),
      );
      const right = (id: string, output: string): boolean =>
        Number(/A:\s*([^A]*)$/.exec(output)?.[1]?.replaceAll(",", "")) === Number(expected.get(id));
      const [large, small] = [outputsOf("175b_verification"), outputsOf("6b_verification")];
      const ids = [...expected.keys()];
      const answers = (id: string): [string, string] => [large.get(id) ?? "", small.get(id) ?? ""];
      const worse = ids.filter((id) => right(id, answers(id)[0]) && !right(id, answers(id)[1])).slice(0, 24);
      const better = ids.filter((id) => !right(id, answers(id)[0]) && right(id, answers(id)[1])).slice(0, 15);
      expect([worse.length, better.length]).toEqual([24, 15]);
      const taken = new Set([...worse, ...better]);
      const pick = (of: (id: string) => string): Map<string, string> => new Map(ids.map((id) => [id, of(id)]));

      const given = await arithmetic(dataset);
      const base = await replay(
        given,
        pick((id) => answers(id)[0]),
        "base",
      );
      const mixed = await replay(
        given,
        pick((id) => answers(id)[taken.has(id) ? 1 : 0]),
        "mixed",
      );
      const { code, value } = await given.json(["gate", "--run", mixed, "--baseline", base]);
      expect(code).toBe(4);
      expect(value).toMatchObject({ verdict: "inconclusive", decision: "block" });
      const [rule] = value["gates"].find(({ name }: { name: string }) => name === "quality").rules;
      expect(rule).toMatchObject({ verdict: "inconclusive", regressed: 24, improved: 15, n: 300 });
      expect(rule.observed).toBeCloseTo(-0.03, 12);
      expect(rule.needed).toBeGreaterThan(1000);
      const { stdout } = await given.goldloop(["gate", "--run", mixed, "--baseline", base]);
      expect(stdout).toMatch(/^INCONCLUSIVE/);
      expect(stdout).toContain(`about ${rule.needed.toLocaleString("en-US")} examples`);

      const pointed = await arithmetic(dataset, "point");
      const before = await replay(
        pointed,
        pick((id) => answers(id)[0]),
        "base",
      );
      const after = await replay(
        pointed,
        pick((id) => answers(id)[taken.has(id) ? 1 : 0]),
        "mixed",
      );
      const point = await pointed.json(["gate", "--run", after, "--baseline", before]);
      expect(point.code).toBe(1);
      expect(point.value).toMatchObject({ verdict: "inconclusive", decision: "block" });
    });
  },
);
