import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openRun, verifyRun } from "../src/run/index.ts";
import { echoProject } from "./project.ts";

const examples = ["a", "b", "c"].map((id) => ({ id, input: id, expected: id }));
const keys = ["name", "value", "pass", "status", "reason", "metadata"];

test("each score has all six keys in results.jsonl, with null where there is nothing to say", async () => {
  const given = echoProject(examples, {
    scorers: ["equals", { code: "./scorer.ts", as: "plain" }, { code: "./told.ts", as: "told" }],
  });
  given.write({
    "scorer.ts": "export default function plain() { return true; }\n",
    "told.ts": 'export default function told() { return { value: 1, reason: "seen", metadata: { n: 1 } }; }\n',
    "target.ts":
      'export default (input: string): string => {\n  if (input === "c") throw new Error("broken");\n  return input;\n};\n',
  });
  const { value } = await given.json(["run"]);
  const lines = resultsOf(value["dir"]).map((text) => JSON.parse(text));
  for (const { scores } of lines) {
    for (const score of scores) expect(Object.keys(score)).toEqual(keys);
  }
  const scores = lines.find(({ id }) => id === "a").scores;
  expect(scores.slice(1)).toEqual([
    { name: "plain", value: 1, pass: true, status: "scored", reason: null, metadata: null },
    { name: "told", value: 1, pass: null, status: "scored", reason: "seen", metadata: { n: 1 } },
  ]);
  expect(lines.find(({ id }) => id === "c").scores[0]).toMatchObject({ value: null, status: "error", metadata: null });
});

describe("results that changed after the run ended are noticed", () => {
  const cuts: [string, (lines: string[]) => string[]][] = [
    ["cut short", (lines) => lines.slice(0, 2)],
    ["emptied", () => []],
    ["added to", (lines) => [...lines, lines[0] ?? ""]],
  ];
  test.each(cuts)("%s", async (_, change) => {
    const given = echoProject(examples);
    await given.goldloop(["run", "--out", "base"]);
    await given.goldloop(["run", "--out", "head"]);
    expect((await given.goldloop(["compare", "base", "head"])).code).toBe(0);
    const file = join(given.dir, "head", "results.jsonl");
    const lines = resultsOf(join(given.dir, "head"));
    writeFileSync(
      file,
      change(lines)
        .map((line) => `${line}\n`)
        .join(""),
    );
    for (const args of [
      ["compare", "base", "head"],
      ["compare", "head", "base"],
      ["view", "head", "--no-open"],
    ]) {
      const { code, stderr } = await given.goldloop(args);
      expect(code, args.join(" ")).toBe(2);
      expect(stderr).toContain("results.jsonl");
      expect(stderr).toContain("goldloop run --resume");
    }
    await expect(verifyRun(await openRun(join(given.dir, "head")))).rejects.toMatchObject({ code: "results-changed" });
    // The way out that the hint names.
    expect((await given.json(["run", "--resume", "head"])).value).toMatchObject({ executed: 3, passed: 3 });
    expect((await given.goldloop(["compare", "base", "head"])).code).toBe(0);
    await verifyRun(await openRun(join(given.dir, "head")));
  });

  test("as many lines, but one twice in place of another", async () => {
    const given = echoProject(examples);
    await given.goldloop(["run", "--out", "head"]);
    const [first = "", second = ""] = resultsOf(join(given.dir, "head"));
    writeFileSync(join(given.dir, "head", "results.jsonl"), `${[first, second, first].join("\n")}\n`);
    await expect(verifyRun(await openRun(join(given.dir, "head")))).rejects.toMatchObject({ code: "results-changed" });
  });
});

function resultsOf(dir: string): string[] {
  return readFileSync(join(dir, "results.jsonl"), "utf8").trimEnd().split("\n");
}
