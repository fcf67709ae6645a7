import { expect, onTestFinished, test } from "vitest";
import { gated, ruleOf, type Gated } from "./gated-project.ts";
import { startModelServer, type ServerAnswer, type ServerRequest } from "./model-server.ts";

/** Says good of what is fine. */
const honest = ({ user }: ServerRequest): ServerAnswer => ({
  object: { reason: "so it is", label: /\bfine\b/.test(user) ? "good" : "bad" },
});
/** The same name, another judge behind it: what it says of eight of the fifty canaries is the opposite. */
const moved = (request: ServerRequest): ServerAnswer =>
  /canary [0-7]\b/.test(request.user) ? { object: { reason: "no", label: "bad" } } : honest(request);

const gates = {
  tone: { require: ["tone.passRate >= 50%"] },
  exact: { select: { scorers: "deterministic" }, require: ["passRate == 100%"] },
};
const stages = {
  "pull-request": { gates: "all" },
  "pre-prod": { gates: "all", canary: "required" },
};
const policy = (more: Record<string, unknown> = {}) => ({ version: 1, gates: { ...gates, ...more }, stages });

interface Judged {
  given: Gated;
  env: Record<string, string>;
  answer: (answer: (request: ServerRequest) => ServerAnswer) => void;
}

async function judged(judge: Record<string, unknown>): Promise<Judged> {
  let answer = honest;
  const server = await startModelServer({ answer: (request) => answer(request) });
  onTestFinished(() => server.close());
  const given = await gated({
    "goldloop.yaml": {
      version: 1,
      suites: {
        talk: { dataset: "data.jsonl", target: { module: "./target.mjs" }, scorers: [{ judge: "tone" }, "equals"] },
      },
      judges: {
        tone: {
          model: "openai/gpt-4.1-2025-04-14",
          prompt: "Is this answer good? {{output}}",
          labels: ["bad", "good"],
          ...judge,
        },
      },
    },
    "target.mjs": "export default (input) => input;\n",
    "data.jsonl": Array.from({ length: 20 }, (_, i) => ({ id: `e${i}`, input: `fine ${i}`, expected: `fine ${i}` })),
    "goldloop.policy.yaml": policy(),
    "judges/canary.jsonl": Array.from({ length: 50 }, (_, i) => ({
      id: `c${i}`,
      input: `question ${i}`,
      output: `canary ${i} is fine`,
    })),
    "judges/labels.jsonl": Array.from({ length: 40 }, (_, i) => ({
      id: `k${i}`,
      input: `asked ${i}`,
      output: i % 2 === 0 ? `all fine ${i}` : `nothing ${i}`,
      label: i % 2 === 0 ? "good" : "bad",
    })),
  });
  given.commit("base");
  const env = { OPENAI_API_KEY: "test", OPENAI_BASE_URL: server.url };
  return { given, env, answer: (next) => void (answer = next) };
}

test("a rule over a judge that moved, or whose canary was not asked, blocks where the stage needs it", async () => {
  const { given, env, answer } = await judged({ canary: "judges/canary.jsonl", calibration: "judges/labels.jsonl" });
  const required = ["--stage", "pre-prod"];
  expect((await given.goldloop(["judge", "calibrate", "tone"], { env })).code).toBe(0);
  given.commit("calibrated");
  await given.run({ ...env, GOLDLOOP_CASSETTES: "record" });
  expect((await given.gate(...required)).code).toBe(0);

  // Played back without a key: nobody has asked the judge today.
  await given.run({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "", GOLDLOOP_CASSETTES: "replay" });
  const unasked = await given.gate(...required);
  expect(unasked.code).toBe(1);
  expect(ruleOf(unasked, "tone")).toMatchObject({ fault: "canary-not-asked", verdict: "fail", observed: 1, n: 20 });
  expect(ruleOf(unasked, "exact")).toMatchObject({ fault: null, verdict: "pass" });
  expect(unasked.text).toContain("tone to be asked its canary again, and it was not");
  expect((await given.gate()).code).toBe(0);

  // One that has moved blocks in every stage that looks at it.
  answer(moved);
  await given.run(env);
  for (const stage of [required, []]) {
    const after = await given.gate(...stage);
    expect(after.code).toBe(1);
    expect(ruleOf(after, "tone")).toMatchObject({ fault: "canary-moved", verdict: "fail", observed: 1 });
    expect(ruleOf(after, "tone").reason).toMatch(/^judge tone moved: 8 of 50 canary verdicts flipped/);
    expect(ruleOf(after, "exact")).toMatchObject({ fault: null, verdict: "pass" });
    expect(after.text).toContain("judge tone moved");
    expect(after.text).toContain("goldloop judge calibrate tone");
  }
}, 120_000);

test("a judge without a canary blocks where one is required, and one without a calibration where kappa is", async () => {
  const { given, env } = await judged({ calibration: "judges/labels.jsonl" });
  await given.run(env);
  const none = await given.gate("--stage", "pre-prod");
  expect(none.code).toBe(1);
  expect(ruleOf(none, "tone")).toMatchObject({
    fault: "canary-not-asked",
    hint: expect.stringContaining("canary: FILE"),
  });
  expect((await given.gate()).code).toBe(0);

  given.write({
    "goldloop.policy.yaml": policy({ trust: { require: ["judge.kappa >= 0.7", "judge.accuracy >= 0.8"] } }),
  });
  const unknown = await given.gate();
  expect(unknown.code).toBe(1);
  for (const text of ["judge.kappa >= 0.7", "judge.accuracy >= 0.8"]) {
    expect(ruleOf(unknown, "trust", text)).toMatchObject({
      fault: "no-calibration",
      verdict: "fail",
      reason: "judge tone is not calibrated",
      hint: expect.stringContaining("goldloop judge calibrate tone"),
    });
  }
  expect(unknown.text).toContain("judge tone is not calibrated");

  expect((await given.goldloop(["judge", "calibrate", "tone"], { env })).code).toBe(0);
  // The run that is there was measured before the judge was calibrated.
  expect((await given.gate()).code).toBe(1);
  await given.run(env);
  const known = await given.gate();
  expect(known.code).toBe(0);
  expect(ruleOf(known, "trust", "judge.kappa >= 0.7")).toMatchObject({ verdict: "pass", observed: 1, n: 40 });
  given.write({ "goldloop.policy.yaml": policy({ trust: { require: ["judge.kappa >= 0.95"] } }) });
  const strict = await given.gate();
  expect(strict).toMatchObject({ code: 4, value: { verdict: "inconclusive" } });
  expect(ruleOf(strict, "trust")).toMatchObject({ verdict: "inconclusive", observed: 1 });
}, 120_000);
