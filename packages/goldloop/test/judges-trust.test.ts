import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { project, publicData, type Ended, type Project } from "./project.ts";
import { startModelServer, type ModelServer, type ServerAnswer, type ServerRequest } from "./model-server.ts";

describe.skipIf(publicData === undefined)("the public data's figures come out of judge calibrate", () => {
  const data = (name: string): string => join(publicData ?? "", name);
  const calibrated = async (...args: string[]): Promise<Record<string, any>> => {
    const { code, value } = await project({}).json(["judge", "calibrate", ...args]);
    expect(code).toBe(0);
    return value;
  };
  const digits = (value: number, n: number): string => value.toFixed(n);

  test("pandalm: three people, and a judge with 25 answers that are none", async () => {
    const people = ["--labels", data("pandalm/human.jsonl"), "--people", "annotator1,annotator2,annotator3"];
    const judge = [
      "--judgements",
      data("pandalm/judge-gpt-3.5-turbo.jsonl"),
      "--join",
      "idx",
      "--judge-field",
      "gpt_result",
    ];
    const args = [...people, ...judge, "--same", "Tie=0"];
    const wrong = await calibrated(...args);
    expect(wrong["people"].pairs.map(({ kappa }: { kappa: number }) => digits(kappa, 3))).toEqual([
      "0.852",
      "0.879",
      "0.862",
    ]);
    expect(digits(wrong["people"].fleiss, 5)).toBe("0.86418");
    expect(digits(wrong["people"].alpha, 5)).toBe("0.86422");
    expect(wrong).toMatchObject({ n: 999, noVerdicts: 25, split: 0 });
    expect(digits(wrong["accuracy"], 4)).toBe("0.6977");
    expect(digits(wrong["kappa"], 4)).toBe("0.4755");
    const dropped = await calibrated(...args, "--invalid", "drop");
    expect(dropped["n"]).toBe(974);
    expect(digits(dropped["accuracy"], 3)).toBe("0.716");
    expect(digits(dropped["kappa"], 3)).toBe("0.493");
  });

  test.each([
    ["gpt4", [0.9844, 0.9701], [0.9378, 0.8751]],
    ["llama2new", [0.9578, 0.9258], [0.8044, 0.6231]],
  ])("xstest %s: two people, and a judge of refusals", async (file, people, judge) => {
    const args = ["--labels", data(`xstest/${file}.jsonl`), "--people", "human1,human2"];
    const value = await calibrated(...args, "--truth", "human", "--positive", "2,3");
    const [pair] = value["people"].pairs;
    expect([pair.agreement, pair.kappa].map((one) => Number(digits(one, 4)))).toEqual(people);
    expect([value["accuracy"], value["kappa"]].map((one) => Number(digits(one, 4)))).toEqual(judge);
  });

  test("xstest gpt4: the judge's rate corrected by its sensitivity and specificity", async () => {
    const args = ["--labels", data("xstest/gpt4.jsonl"), "--people", "human1,human2", "--truth", "human"];
    const value = await calibrated(...args, "--positive", "2,3");
    expect(digits(value["judgeRate"], 6)).toBe("0.426667");
    expect(digits(value["sensitivity"], 6)).toBe("0.872727");
    expect(value["specificity"]).toBe(1);
    expect(digits(value["corrected"].roganGladen, 6)).toBe("0.488889");
  });

  test("xstest llama2new: prediction-powered inference from every fourth row", async () => {
    const args = ["--labels", data("xstest/llama2new.jsonl"), "--people", "human1,human2", "--truth", "human"];
    const { corrected } = await calibrated(...args, "--positive", "2,3", "--labelled", "every:4");
    const figures = ({ mean, standardError }: { mean: number; standardError: number }): string[] => [
      digits(mean, 6),
      digits(standardError, 6),
    ];
    expect(corrected).toMatchObject({ labelled: 113, n: 450 });
    expect(figures(corrected.people)).toEqual(["0.592920", "0.046217"]);
    expect(figures(corrected.ppi)).toEqual(["0.624905", "0.046455"]);
    expect(figures(corrected.ppiPlusPlus)).toEqual(["0.608578", "0.037950"]);
    expect(digits(corrected.ppiPlusPlus.lambda, 6)).toBe("0.489530");
    expect(digits(corrected.truth, 6)).toBe("0.608889");
    expect(digits(corrected.judge, 4)).toBe("0.4133");
  });
});

/** A judge that says good of what holds the word fine, except where told otherwise. */
function judging(request: ServerRequest): ServerAnswer {
  const isGood = /\bfine\b/.test(request.user) !== /\bturned\b/.test(request.user);
  return { object: { reason: "so it is", label: isGood ? "good" : "bad" } };
}

const canaryItems = Array.from({ length: 50 }, (_, index) => ({
  id: `c${index}`,
  input: `question ${index}`,
  output: index % 2 === 0 ? `it is fine ${index}` : `it is not ${index}`,
}));

const labelled = Array.from({ length: 20 }, (_, index) => ({
  id: `k${index}`,
  input: `asked ${index}`,
  output: index % 2 === 0 ? `all fine ${index}` : `nothing ${index}`,
  // Two of twenty are labelled otherwise than the judge says.
  labels: {
    "ana@example.com": (index % 2 === 0) === index < 18 ? "good" : "bad",
    li: index % 2 === 0 ? "good" : "bad",
  },
  label: (index % 2 === 0) === index < 18 ? "good" : "bad",
}));

interface Judged {
  given: Project;
  server: ModelServer;
  env: Record<string, string>;
  answer: (answer: (request: ServerRequest) => ServerAnswer) => void;
}

async function judged(judge: Record<string, unknown> = {}): Promise<Judged> {
  let answer = judging;
  const server = await startModelServer({ answer: (request) => answer(request) });
  onTestFinished(() => server.close());
  const given = project({
    "goldloop.yaml": {
      version: 1,
      suites: {
        echo: { dataset: "data.jsonl", target: { module: "./target.ts" }, scorers: [{ judge: "tone" }] },
      },
      judges: {
        tone: {
          model: "openai/gpt-4.1-2025-04-14",
          prompt: "Is this answer good? {{output}}",
          labels: ["bad", "good"],
          calibration: "judges/tone.jsonl",
          canary: "judges/canary.jsonl",
          ...judge,
        },
      },
    },
    "target.ts": "export default (input: string): string => input;\n",
    "data.jsonl": Array.from({ length: 10 }, (_, index) => ({
      id: `e${index}`,
      input: index < 6 ? `fine ${index}` : `poor ${index}`,
    })),
    "judges/tone.jsonl": labelled,
    "judges/canary.jsonl": canaryItems,
  });
  const env = { OPENAI_API_KEY: "test", OPENAI_BASE_URL: server.url };
  return { given, server, env, answer: (next) => void (answer = next) };
}

const noKey = { OPENAI_API_KEY: "", OPENAI_BASE_URL: "" };

const lockOf = ({ dir }: Project): string => readFileSync(join(dir, "goldloop.lock"), "utf8");

describe("judge calibrate NAME", () => {
  test("asks the judge, writes the figures and the canary's verdicts, and lock keeps them while they fit", async () => {
    const { given, env } = await judged();
    const early = await given.goldloop(["judge", "calibrate", "tone"], { env });
    expect(early.code).toBe(2);
    expect(early.stderr).toContain("goldloop lock");
    await given.goldloop(["lock"]);
    const { code, value } = await given.json(["judge", "calibrate", "tone"], { env });
    expect(code).toBe(0);
    expect(value).toMatchObject({
      schema: "goldloop/calibration/v1",
      judge: "tone",
      n: 20,
      accuracy: 0.9,
      kappa: 0.8,
      sensitivity: 0.9,
      specificity: 0.9,
      canary: { n: 50, flips: 0, flipRate: 0 },
      lock: { suites: ["echo"] },
    });
    const lock = lockOf(given);
    expect(lock).toContain("calibrated:");
    expect(lock).toContain("kappa: 0.8");
    expect(readFileSync(join(given.dir, "judges/canary.jsonl.verdicts.jsonl"), "utf8").split("\n")[0]).toBe(
      '{"id":"c0","verdict":"good"}',
    );
    // Twice the same: nothing in it churns.
    await given.goldloop(["judge", "calibrate", "tone"], { env });
    expect(lockOf(given)).toBe(lock);
    await given.goldloop(["lock"]);
    expect(lockOf(given)).toBe(lock);
    expect((await given.goldloop(["lock", "--check"])).code).toBe(0);
    expect((await given.json(["run", "--frozen"], { env })).value).toMatchObject({ pinned: true, unpinned: [] });
  });

  test("lock drops figures of another judge, and says so", async () => {
    const { given, env } = await judged();
    await given.goldloop(["lock"]);
    await given.goldloop(["judge", "calibrate", "tone"], { env });
    const config = readFileSync(join(given.dir, "goldloop.yaml"), "utf8");
    given.write({ "goldloop.yaml": config.replace("Is this answer good?", "Is this good?") });
    const check = await given.goldloop(["lock", "--check"]);
    expect(check.code).toBe(1);
    expect(check.stdout).toContain("calibration of tone");
    expect((await given.json(["run"], { env })).value["pinned"]).toBe(false);
    const { stdout } = await given.goldloop(["lock"]);
    expect(stdout).toContain("goldloop judge calibrate tone");
    expect(lockOf(given)).not.toContain("calibrated:");
  });

  test("says how many items would support a required kappa, exit 1", async () => {
    const { given, env } = await judged();
    await given.goldloop(["lock"]);
    const { code, stdout } = await given.goldloop(["judge", "calibrate", "tone", "--require-kappa", "0.7"], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/kappa >= 0\.7 is not shown by 20 items/);
    expect(stdout).toMatch(/To settle it: about \d+ items/);
  });

  test("a judge of pairs is asked in both orders, which shows one that takes whatever stands first", async () => {
    const { given, env, answer } = await judged({ canary: undefined });
    const config = JSON.parse(readFileSync(join(given.dir, "goldloop.yaml"), "utf8"));
    config.suites.echo.scorers = [{ pairwise: { judge: "tone", value: "anything" } }];
    const pairs = Array.from({ length: 8 }, (_, index) => ({
      id: `p${index}`,
      input: "which?",
      outputs: ["one", "other"],
      label: index % 2 === 0 ? "A" : "B",
    }));
    given.write({ "goldloop.yaml": config, "judges/tone.jsonl": pairs });
    answer(() => ({ object: { reason: "it stands first", label: "A" } }));
    await given.goldloop(["lock"]);
    const { code, value } = await given.json(["judge", "calibrate", "tone"], { env });
    expect(code).toBe(0);
    expect(value).toMatchObject({
      n: 8,
      accuracy: 0,
      positionBias: { n: 8, inconsistent: 8, prefersFirst: 8, prefersSecond: 0, rate: 1 },
      lock: { suites: ["echo"] },
    });
    expect((await given.goldloop(["lock", "--check"])).code).toBe(0);
  });

  test("verdicts that are stored need no model", async () => {
    const { given, server } = await judged();
    given.write({
      "judges/tone.jsonl": labelled.map((item, index) => ({ ...item, judge: index % 2 === 0 ? "good" : "bad" })),
    });
    const { value } = await given.json(["judge", "calibrate", "tone", "--stored"]);
    expect(value).toMatchObject({ n: 20, kappa: 0.8, canary: null, lock: null });
    expect(server.requests).toHaveLength(0);
  });

  test("a judge that cannot be asked leaves everything as it was, exit 3", async () => {
    const { given, env } = await judged();
    await given.goldloop(["lock"]);
    const lock = lockOf(given);
    const { code } = await given.goldloop(["judge", "calibrate", "tone"], { env: { ...env, ...noKey } });
    expect(code).toBe(3);
    expect(lockOf(given)).toBe(lock);
    expect(existsSync(join(given.dir, "judges/canary.jsonl.verdicts.jsonl"))).toBe(false);
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      "a label off the scale",
      { "judges/tone.jsonl": [{ id: "a", input: "x", output: "y", label: "great" }] },
      "judges/tone.jsonl:1:",
    ],
    ["a small canary", { "judges/canary.jsonl": canaryItems.slice(1) }, "49 items; at least 50"],
    [
      "labels of one kind",
      { "judges/tone.jsonl": labelled.filter((item) => item.label === "good") },
      "every item is labelled good",
    ],
    [
      "an unknown key",
      { "judges/tone.jsonl": [{ id: "a", input: "x", output: "y", lable: true }] },
      'did you mean "labels"?',
    ],
  ])("%s is an input error", async (_, files, message) => {
    const { given, server, env } = await judged();
    await given.goldloop(["lock"]);
    given.write(files);
    await given.goldloop(["lock"]);
    const { code, stderr } = await given.goldloop(["judge", "calibrate", "tone"], { env });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(server.requests).toHaveLength(0);
  });
});

describe("canaries", () => {
  test("a judge that moved is found by the next run and by judge check", async () => {
    const { given, env, answer } = await judged();
    await given.goldloop(["lock"]);
    await given.goldloop(["judge", "calibrate", "tone"], { env });
    const before = await given.json(["run"], { env });
    expect(before.value["canaries"]).toMatchObject({ tone: { asked: true, n: 50, flips: 0, p: 1, moved: false } });
    expect(before.value["judgeCostUsd"]).toBeGreaterThan(before.value["canaries"].tone.costUsd);
    expect((await given.goldloop(["judge", "check", "tone"], { env })).code).toBe(0);
    // The same model name, another judge behind it: the cache still knows what the old one said of the suite's outputs.
    answer((request) =>
      /\b(0|2|4|6|8|10|12|14)\b/.test(request.user) ? { object: { reason: "no", label: "bad" } } : judging(request),
    );
    const after = await given.json(["run"], { env });
    expect(after.value["canaries"]).toMatchObject({ tone: { asked: true, flips: 8, moved: true } });
    expect(after.value["canaries"].tone.p).toBeLessThan(0.01);
    const check = await given.goldloop(["judge", "check", "tone"], { env });
    expect(check.code).toBe(1);
    expect(check.stdout).toContain("tone moved: 8 of 50");
    const record = JSON.parse(readFileSync(join(given.dir, ".goldloop/runs", after.value["id"], "run.json"), "utf8"));
    expect(record.canaries.tone.moved).toBe(true);
  });

  test("a replay from cassettes without a key has not asked it", async () => {
    const { given, env } = await judged();
    await given.goldloop(["lock"]);
    await given.goldloop(["judge", "calibrate", "tone"], { env });
    await given.goldloop(["run"], { env: { ...env, GOLDLOOP_CASSETTES: "record" } });
    const keyless = { ...noKey, GOLDLOOP_CASSETTES: "replay" };
    const { code, value } = await given.json(["run"], { env: keyless });
    expect(code).toBe(0);
    expect(value["canaries"]).toMatchObject({ tone: { asked: false, moved: false, costUsd: 0 } });
    expect((await given.goldloop(["judge", "check", "tone"], { env: keyless })).code).toBe(3);
  });

  test("a budget that ends before the canary leaves it unasked", async () => {
    const { given, env } = await judged();
    await given.goldloop(["lock"]);
    await given.goldloop(["judge", "calibrate", "tone"], { env });
    const all = await given.json(["run", "--no-cache"], { env });
    const suite = all.value["judgeCostUsd"] - all.value["canaries"].tone.costUsd;
    const { value } = await given.json(["run", "--no-cache", "--max-cost", String(suite * 1.5)], { env });
    expect(value["canaries"].tone).toMatchObject({ asked: false });
    expect(value["judgeCostUsd"]).toBeLessThanOrEqual(suite * 1.5);
  });
});

/** Types keys into `goldloop judge label` through a pipe. */
function label(given: Project, keys: string, args: readonly string[] = []): Promise<Ended> {
  return given.goldloop(["judge", "label", "tone", "--by", "ana@example.com", "--keys", "-", ...args], { input: keys });
}

describe("judge label", () => {
  test("labels a random sample, which corrects the run's mean", async () => {
    const { given, env, server } = await judged();
    const { value: run } = await given.json(["run"], { env });
    const asked = server.requests.length;
    const first = await label(given, "yyq", ["--sample", "8", "--seed", "3"]);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain("2 of 8 labelled by ana@example.com");
    // Blind: nothing of the judge's verdict is shown.
    expect(first.stderr).toContain("Is this answer good?");
    expect(first.stderr).not.toMatch(/so it is/);
    const again = await label(given, "nu nNwell\nyyyyy", ["--sample", "8", "--seed", "3"]);
    expect(again.stdout).toContain("8 of 8 labelled");
    expect(server.requests).toHaveLength(asked);
    const lines = readFileSync(join(given.dir, "judges/tone.jsonl"), "utf8")
      .trim()
      .split("\n")
      .slice(20)
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(8);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(8);
    expect(lines.every((line) => line.sampling === "random" && line.run === run["id"] && line.inclusion === 0.8)).toBe(
      true,
    );
    expect(lines.filter(({ note }) => note === "well")).toHaveLength(1);
    const args = ["judge", "calibrate", "tone", "--judgements", "verdicts.jsonl", "--run", "latest"];
    given.write({ "verdicts.jsonl": labelled.map(({ id }) => ({ id, judge: "good" })) });
    const { value } = await given.json(args);
    expect(value["corrected"]).toMatchObject({ labelled: 8, n: 10, judge: 0.6 });
    const mean = value["corrected"].people.mean;
    expect(mean).toBe(7 / 8);
  });

  test("needs a terminal or piped keys, and a run", async () => {
    const { given, env } = await judged();
    await given.goldloop(["run"], { env });
    const { code, stderr } = await given.goldloop(["judge", "label", "tone", "--by", "ana"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--keys -");
  });
});
