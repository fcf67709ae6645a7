import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gated, ruleOf, type Gated } from "./gated-project.ts";

const words = Array.from({ length: 40 }, (_, i) => `w${i}`);
const examples = words.map((word) => ({ id: word, input: word, expected: word.toUpperCase() }));

/** Upper case by way of a module of its own and of an installed package, which git does not have. */
const target = `import { upper } from "./lib/upper.mjs";
import shout from "shout";
export default (input) => shout(upper(input));
`;
const upper = "export const upper = (text) => text.toUpperCase();\n";
/** Every fifth is forgotten. */
const worse = "export const upper = (text) => (Number(text.slice(1)) % 5 === 0 ? text : text.toUpperCase());\n";

const config = (spec: unknown, scorers: unknown[] = ["equals"]) => ({
  version: 1,
  suites: { words: { dataset: "data.jsonl", target: spec, scorers } },
});

const module = { module: "./target.mjs" };
const policy = {
  version: 1,
  gates: { quality: { noRegression: { passRate: "-5pp" } } },
  stages: { "pull-request": { gates: "all" } },
};

/** Good on main; on the branch that is checked out the target is worse. */
async function worsened(): Promise<Gated> {
  const given = await gated({
    "goldloop.yaml": config(module),
    "data.jsonl": examples,
    "target.mjs": target,
    "lib/upper.mjs": upper,
    "node_modules/shout/package.json": { name: "shout", version: "1.0.0", type: "module", exports: "./index.js" },
    "node_modules/shout/index.js": "export default (text) => text;\n",
    "goldloop.policy.yaml": policy,
  });
  given.commit("good");
  given.git("checkout", "-q", "-b", "change");
  given.write({ "lib/upper.mjs": worse });
  given.commit("worse");
  return given;
}

const worktrees = (given: Gated): number => given.git("worktree", "list").split("\n").length;
const runs = (given: Gated): string[] => readdirSync(join(given.dir, ".goldloop/runs")).toSorted();

test("a git ref is a baseline: its target runs under today's pins, in a worktree that is gone afterwards", async () => {
  const given = await worsened();
  // Today's scorers and dataset, which main does not have.
  given.write({
    "goldloop.yaml": config(module, ["equals", { icontains: "w", as: "word" }]),
    "data.jsonl": [...examples, { id: "new", input: "new", expected: "NEW" }],
  });
  await given.lock();
  given.commit("other scorers");
  await given.run();
  const before = runs(given);
  const stored = await given.gate("--baseline", "main");
  expect(stored).toMatchObject({
    code: 1,
    value: {
      verdict: "fail",
      appChanged: true,
      baseline: { from: "main", paired: { words: { paired: 41, added: [], changed: [], missing: [] } } },
      pins: { words: { changed: [] } },
    },
  });
  expect(ruleOf(stored, "quality")).toMatchObject({ n: 41, regressed: 8, improved: 0, baseline: 1 });
  expect(ruleOf(stored, "quality").examples).toContain("w5");
  expect(stored.text).toMatch(/^BLOCKED/);
  expect(stored.text).toContain("The app changed; dataset, scorers and judges did not.");
  expect(worktrees(given)).toBe(1);
  expect(given.git("status", "--porcelain")).toBe("");
  // What was run there is kept beside the runs, and is no latest run.
  expect(runs(given)).toEqual(before);

  // Against itself nothing has changed, and latest is still the run that was judged.
  const same = await given.gate("--baseline", "change");
  expect(same).toMatchObject({ value: { appChanged: false, runs: stored.value.runs } });
  expect(ruleOf(same, "quality")).toMatchObject({ regressed: 0, improved: 0, observed: 0 });
  expect((await given.goldloop(["gate", "--baseline", "mian"])).stderr).toContain('"mian"');
  expect((await given.goldloop(["gate", "--baseline", "mian"])).code).toBe(2);
}, 120_000);

test("a ref whose target is called over http is refused: the server is not that version", async () => {
  const given = await worsened();
  given.git("checkout", "-q", "main");
  given.write({ "goldloop.yaml": config({ http: { url: "http://127.0.0.1:9/answer" } }) });
  given.commit("over http");
  given.git("checkout", "-q", "change");
  await given.run();
  const { code, value } = await given.json(["gate", "--baseline", "main"]);
  expect({ code, value }).toMatchObject({
    code: 2,
    value: { code: "http-at-ref", hint: expect.stringContaining("--out") },
  });
  expect(worktrees(given)).toBe(1);
});

test("recorded outputs are a baseline, scored under today's pins", async () => {
  const given = await worsened();
  await given.run();
  given.write({ "then/outputs.jsonl": examples.map(({ id, expected }) => ({ id, output: expected })) });
  const judged = await given.gate("--baseline", "then/outputs.jsonl");
  expect(judged).toMatchObject({ code: 1, value: { baseline: { paired: { words: { paired: 40, missing: [] } } } } });
  expect(ruleOf(judged, "quality")).toMatchObject({ regressed: 8, improved: 0, baseline: 1, current: 0.8 });
  // Outputs that are not all there are no baseline.
  given.write({ "then/outputs.jsonl": examples.slice(1).map(({ id, expected }) => ({ id, output: expected })) });
  const partial = await given.gate("--baseline", "then/outputs.jsonl");
  expect(partial.code).toBe(1);
  expect(ruleOf(partial, "quality")).toMatchObject({ fault: "no-baseline", decision: "block" });
  given.write({ "then/outputs.jsonl": [...examples, { id: "w99" }].map(({ id }) => ({ id, output: id })) });
  const unknown = await given.goldloop(["gate", "--baseline", "then/outputs.jsonl"]);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain("w99");
});

test("approved is the name of a run to compare with and to look at", async () => {
  const given = await worsened();
  given.git("checkout", "-q", "main");
  expect(await given.json(["compare", "approved", "latest"])).toMatchObject({ code: 2 });
  const first = await given.run();
  expect((await given.goldloop(["release", "approve", "--initial", "--owner", "ana@example.com"])).code).toBe(0);
  given.commit("approved");
  given.git("checkout", "-q", "change");
  given.git("merge", "-q", "main");
  await given.run();
  const gate = await given.gate();
  expect(gate).toMatchObject({ code: 1, value: { baseline: { from: "approved" } } });
  const regressed = words.filter((word) => Number(word.slice(1)) % 5 === 0).toSorted();
  const { code, value } = await given.json(["compare", "approved", "latest"]);
  expect(code).toBe(0);
  expect(value["regressed"].map(({ id }: { id: string }) => id).toSorted()).toEqual(regressed);
  expect(value["improved"]).toEqual([]);
  expect(value["attribution"].scores.equals.app.value).toBeCloseTo(-0.2, 12);
  const text = await given.goldloop(["compare", "approved", "latest"]);
  expect(text.stdout).toContain("w5");

  const view = await given.json(["view", "approved", "--no-open"]);
  expect(view).toMatchObject({ code: 0, value: { schema: "goldloop/view/v1", run: first } });
  expect(existsSync(view.value["file"])).toBe(true);
  expect(readFileSync(view.value["file"], "utf8")).toContain(first);
  // The committed baseline gains no page.
  expect(given.git("status", "--porcelain")).toBe("");
  expect(await given.json(["view", "approved:wrods", "--no-open"])).toMatchObject({
    code: 2,
    value: { code: "no-run", error: expect.stringContaining('did you mean "words"?') },
  });
});
