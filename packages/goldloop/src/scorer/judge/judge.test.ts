import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  startModelServer,
  type ModelServer,
  type ServerAnswer,
  type ServerRequest,
} from "../../../test/model-server.ts";
import type { Json } from "../../digest/index.ts";
import { InfrastructureError, InputError } from "../../error/index.ts";
import { openModels } from "../../model/index.ts";
import type { Judge, ScorerEnvironment, Subject } from "../definition.ts";
import { prepareScorer } from "../prepare.ts";
import { JudgeError } from "./no-verdict.ts";

const model = "openai/gpt-4.1-2025-04-14";
const helpful: Judge = { name: "helpful", model, prompt: "How helpful?\n\n{{output}}", scale: [0, 1], votes: 1 };
const subject: Subject = {
  example: { id: "a", input: "Where is my refund?", expected: "5 business days" },
  output: "It takes 5 business days.",
  trial: 0,
  latencyMs: 1,
};

let directory: string;
let server: ModelServer | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "goldloop-judge-"));
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(directory, { recursive: true, force: true });
});

type Answer = (request: ServerRequest) => ServerAnswer;

/** An environment whose models are behind a real server. */
async function environmentOf(answer: Answer, judges: Judge[] = [helpful], cached = false): Promise<ScorerEnvironment> {
  server ??= await startModelServer({ answer });
  const variables = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: "k" };
  const cacheDir = cached ? join(directory, "cache") : null;
  const models = openModels({ directory, variables, cacheDir, retries: 0 });
  return { directory, models, judges: new Map(judges.map((judge) => [judge.name, judge])), variables: {} };
}

/** Answers one after the other, the last one again and again. */
function saying(...answers: (Json | ServerAnswer)[]): Answer {
  return ({ index }) => {
    const answer = answers[Math.min(index, answers.length - 1)] ?? null;
    return typeof answer === "object" && answer !== null && "reason" in answer
      ? { object: answer }
      : (answer as ServerAnswer);
  };
}

async function score(spec: Record<string, Json>, environment: ScorerEnvironment, given: Partial<Subject> = {}) {
  return (await prepareScorer(spec, environment)).score({ ...subject, ...given });
}

const good = { reason: "right", score: 0.8 };

describe("an answer without a verdict", () => {
  const none: [string, ServerAnswer][] = [
    ["nothing", { text: "" }],
    ["prose", { text: "I would give it a 1." }],
    ["a verdict quoted amid prose", { text: 'The output says {"reason": "x", "score": 1}.' }],
    ["half of a verdict", { text: '{"reason": "right", "sco', finishReason: "length" }],
    ["a score out of scale", { object: { reason: "great", score: 10 } }],
    ["a contradiction", { object: { reason: "hm", score: 0, pass: true } }],
    ["no score", { object: { reason: "hm" } }],
  ];

  test.each(none)("%s is asked again, and the next one counts", async (_, answer) => {
    const environment = await environmentOf(saying(answer, good), [helpful], true);
    const { score: result, usage } = await score({ judge: "helpful" }, environment);
    expect(result).toMatchObject({ name: "helpful", status: "scored", value: 0.8, reason: "right" });
    expect(result.metadata?.["askedAgain"]).toHaveLength(1);
    expect(server?.requests).toHaveLength(2);
    expect(usage?.inputTokens).toBeGreaterThan(0);
  });

  test.each(none)("%s three times is an error, negated or not", async (_, answer) => {
    const environment = await environmentOf(saying(answer));
    for (const not of [false, true]) {
      const { score: result, thrown } = await score({ judge: "helpful", not, threshold: 0.5 }, environment);
      expect(result).toMatchObject({ status: "error", value: null, pass: null });
      expect(result.reason).toMatch(/no verdict in 3 answers/);
      expect(thrown).toBeInstanceOf(JudgeError);
      expect((thrown as JudgeError).spending.usage.outputTokens).toBeGreaterThanOrEqual(0);
    }
    expect(server?.requests).toHaveLength(6);
  });

  test.each([
    ["a claim without a reason, which fits the schema", { claims: [{ claim: "c", reason: "", supported: true }] }],
    ["no claim at all but a score", { claims: [], score: 1 }],
  ])("%s is not kept in the cache: the next run asks anew", async (_, empty) => {
    const verdict = { claims: [{ claim: "c", reason: "so", supported: true }] };
    const environment = await environmentOf(({ index }) => ({ object: index < 3 ? empty : verdict }), [helpful], true);
    const given = { output: { text: "a", documents: [{ text: "a" }] } };
    expect((await score({ faithfulness: {} }, environment, given)).score.status).toBe("error");
    expect((await score({ faithfulness: {} }, environment, given)).score).toMatchObject({ value: 1 });
    expect((await score({ faithfulness: {} }, environment, given)).score).toMatchObject({ value: 1 });
    expect(server?.requests).toHaveLength(4);
  });

  test("a verdict with a pass that the schema does not ask for is kept in the cache", async () => {
    const environment = await environmentOf(saying({ reason: "right", score: 0.8, pass: true }), [helpful], true);
    for (let n = 0; n < 2; n += 1) {
      expect((await score({ judge: "helpful" }, environment)).score).toMatchObject({ status: "scored", value: 0.8 });
    }
    expect(server?.requests).toHaveLength(1);
  });

  test("a contradiction is named", async () => {
    const environment = await environmentOf(saying({ object: { reason: "hm", pass: true, score: 0 } }));
    const { score: result } = await score({ closedQa: "It is kind" }, environment);
    expect(result.reason).toMatch(/contradicts itself: pass: true with score 0/);
  });

  test("a server that is down is an error that may be tried later, not a verdict", async () => {
    const environment = await environmentOf(saying({ status: 503 }));
    const { score: result, thrown } = await score({ closedQa: "It is kind", not: true }, environment);
    expect(result).toMatchObject({ status: "error", pass: null });
    expect(thrown).toBeInstanceOf(InfrastructureError);
    expect(server?.requests).toHaveLength(1);
  });
});

describe("votes", () => {
  test("of scores count by their mean; all are kept, and what they took is added up over retries too", async () => {
    const answer: Answer = ({ index }) =>
      index === 0
        ? { text: "?", usage: { input: 100, output: 10 } }
        : { object: { reason: `r${index}`, score: index === 1 ? 0.4 : 1 }, usage: { input: 100, output: 10 } };
    const environment = await environmentOf(answer);
    const { score: result, usage, costUsd } = await score({ rubric: { rubric: "kind", votes: 3 } }, environment);
    expect(result.value).toBeCloseTo(0.8);
    expect(result.metadata?.["votes"]).toHaveLength(3);
    expect(usage).toMatchObject({ inputTokens: 400, outputTokens: 40 });
    expect(costUsd).toBeCloseTo(4 * (100 * 2e-6 + 10 * 8e-6));
  });

  test("of yes and no count by majority, with the reason of the majority", async () => {
    const answer: Answer = ({ index }) => ({ object: { reason: index === 1 ? "no it is" : "yes", pass: index !== 1 } });
    const environment = await environmentOf(answer);
    const { score: result } = await score({ closedQa: { criterion: "kind", votes: 3 } }, environment);
    expect(result).toMatchObject({ value: 1, pass: true, reason: "yes" });
  });

  test("that can be split evenly are refused for yes and no", async () => {
    const environment = await environmentOf(saying(good), [{ ...helpful, votes: 2 }]);
    await expect(prepareScorer({ closedQa: "kind" }, environment)).rejects.toMatchObject({ code: "even-votes" });
    await expect(prepareScorer({ rubric: "kind" }, environment)).resolves.toBeDefined();
  });

  test("one that fails makes the score an error: what is left is another number of votes", async () => {
    const answer: Answer = ({ index }) => (index < 2 ? { object: { reason: "yes", pass: true } } : { text: "?" });
    const environment = await environmentOf(answer);
    expect((await score({ closedQa: { criterion: "kind", votes: 3 } }, environment)).score.status).toBe("error");
  });
});

describe("whom a scorer asks", () => {
  const other: Judge = { ...helpful, name: "other" };
  test.each([
    ["neither judge nor model, and no judge", {}, [], "no-judge"],
    ["neither judge nor model, and two judges", {}, [helpful, other], "which-judge"],
    ["an unknown judge", { judge: "helpfull" }, [helpful], "unknown-judge"],
    ["judge and model", { judge: "helpful", model }, [helpful], "judge-and-model"],
    ["a scale that does not rise", { scale: [1, 1] }, [helpful], "judge-scale"],
    ["scale and labels", { scale: [0, 1], labels: ["a", "b"] }, [helpful], "judge-scale"],
    ["labels twice the same", { labels: ["a", "a"] }, [helpful], "judge-scale"],
  ])("%s is an input error with a hint", async (_, options, judges, code) => {
    const environment = await environmentOf(saying(good), judges);
    const preparing = prepareScorer({ rubric: { rubric: "kind", ...options } }, environment);
    await expect(preparing).rejects.toBeInstanceOf(InputError);
    await expect(preparing).rejects.toMatchObject({ code, hint: expect.stringMatching(/\w/) as string });
  });

  test("an unknown judge comes with the nearest", async () => {
    const preparing = prepareScorer({ judge: "helpfull" }, await environmentOf(saying(good)));
    await expect(preparing).rejects.toThrow(/did you mean "helpful"/);
  });

  test("the judge's parameters are sent, temperature 0 where it names none", async () => {
    const environment = await environmentOf(saying(good), [{ ...helpful, seed: 7, maxOutputTokens: 99 }]);
    await score({ judge: "helpful" }, environment);
    expect(server?.requests[0]?.body).toMatchObject({ temperature: 0, seed: 7 });
    expect(JSON.stringify(server?.requests[0]?.body)).toMatch(/"max_(completion_)?tokens":99/);
  });

  test("two labels of a judge are a pass or a fail, three a degree", async () => {
    const environment = await environmentOf(saying({ reason: "so", label: "yes" }), [
      { ...helpful, labels: ["no", "yes"] },
    ]);
    expect((await score({ judge: "helpful" }, environment)).score).toMatchObject({ value: 1, pass: true });
    expect((await score({ judge: "helpful", not: true }, environment)).score).toMatchObject({ value: 0, pass: false });
    const degrees = await environmentOf(saying(good), [{ ...helpful, labels: ["no", "yes", "very"] }]);
    expect((await score({ judge: "helpful" }, degrees)).score).toMatchObject({ value: 0.5, pass: null });
  });
});

describe("what is pinned", () => {
  const usesOf = async (judge: Judge) => {
    const environment = await environmentOf(saying(good), [judge]);
    const { digest, judges } = await prepareScorer({ judge: judge.name }, environment);
    return { digest, use: judges[0] };
  };

  test("model, parameters and prompt; each of them changes the digest", async () => {
    const own = await usesOf(helpful);
    expect(own.use).toEqual({
      name: "helpful",
      model,
      parameters: { temperature: 0, votes: 1, scale: [0, 1] },
      promptDigest: expect.stringMatching(/^sha256:/) as string,
    });
    const others = [
      { prompt: "How kind?\n\n{{output}}" },
      { prompt: undefined },
      { model: "openai/gpt-4o-2024-08-06" },
      { votes: 3 },
      { seed: 1 },
      { temperature: 1 },
      { scale: [1, 5] as [number, number] },
      { labels: ["no", "yes"] },
    ];
    const digests = [];
    for (const change of others) digests.push((await usesOf({ ...helpful, ...change })).digest);
    expect(new Set([own.digest, ...digests]).size).toBe(others.length + 1);
  });

  test("the file of a prompt is a file of the scorer, and its content part of the digest", async () => {
    await writeFile(join(directory, "tone.md"), "Is it warm?\n\n{{output}}");
    const environment = await environmentOf(saying(good));
    const before = await prepareScorer({ prompt: "tone.md" }, environment);
    expect(Object.keys(before.files)).toEqual(["tone.md"]);
    await writeFile(join(directory, "tone.md"), "Is it cold?\n\n{{output}}");
    const after = await prepareScorer({ prompt: "tone.md" }, environment);
    expect(after.judges[0]?.promptDigest).not.toBe(before.judges[0]?.promptDigest);
    await expect(prepareScorer({ prompt: "ton.md" }, environment)).rejects.toMatchObject({ code: "no-file" });
  });

  test("an unknown placeholder is refused before anything runs", async () => {
    const environment = await environmentOf(saying(good), [{ ...helpful, prompt: "{{outptu}}" }]);
    await expect(prepareScorer({ judge: "helpful" }, environment)).rejects.toThrow(/did you mean "output"/);
  });
});

test("the same output is judged once: the second time no model is called", async () => {
  const environment = await environmentOf(saying(good), [helpful], true);
  const first = await score({ judge: "helpful" }, environment);
  const again = await score({ judge: "helpful" }, await environmentOf(saying(good), [helpful], true), { trial: 1 });
  expect(again).toEqual(first);
  expect(server?.requests).toHaveLength(1);
  await score({ judge: "helpful" }, environment, { output: "another" });
  await score({ judge: "helpful" }, await environmentOf(saying(good), [{ ...helpful, prompt: "{{output}}!" }], true));
  expect(server?.requests).toHaveLength(3);
});

describe("pairwise", () => {
  /** Prefers by the texts of A and B. */
  const preferring =
    (choose: (a: string, b: string) => string): Answer =>
    ({ user }) => {
      const [a = "", b = ""] = ["A", "B"].map((name) => new RegExp(`<<<${name} \\w+>>>\\n(.*)`).exec(user)?.[1] ?? "");
      return { object: { reason: "so", label: choose(a, b) } };
    };

  test.each<[string, (a: string, b: string) => string, number, Json]>([
    ["the output in both orders", (a) => (a.includes("It takes") ? "A" : "B"), 1, ["output", "output"]],
    ["the reference in both orders", (a) => (a.includes("It takes") ? "B" : "A"), 0, ["reference", "reference"]],
    ["always the first", () => "A", 0.5, ["output", "reference"]],
    ["always the second", () => "B", 0.5, ["reference", "output"]],
    ["neither", () => "tie", 0.5, ["tie", "tie"]],
    ["the output, and then neither", (a) => (a.includes("It takes") ? "A" : "tie"), 0.5, ["output", "tie"]],
  ])("a judge that prefers %s", async (_, choose, value, orders) => {
    const environment = await environmentOf(preferring(choose));
    const { score: result } = await score({ pairwise: {} }, environment);
    expect(result).toMatchObject({ value, metadata: { orders: [orders] } });
    expect(server?.requests).toHaveLength(2);
  });
});

describe("faithfulness", () => {
  const claims = (...supported: boolean[]): ServerAnswer => ({
    object: { claims: supported.map((one, index) => ({ claim: `c${index}`, reason: "so", supported: one })) },
  });
  const output = { text: "It takes 5 days.", documents: [{ id: "1", text: "5 days" }] };

  test.each([
    [[true, true, false, false], 0.5],
    [[true, true, true], 1],
    [[false], 0],
    [[true, false, false], 1 / 3],
  ])("claims %j are %f supported", async (supported, value) => {
    const environment = await environmentOf(() => claims(...supported));
    expect((await score({ faithfulness: {} }, environment, { output })).score.value).toBeCloseTo(value);
  });

  test("an output without claims is skipped, never a pass", async () => {
    const environment = await environmentOf(() => claims());
    expect((await score({ faithfulness: {} }, environment, { output })).score).toMatchObject({
      status: "skipped",
      pass: null,
    });
  });

  test("without documents it is an error, and no model is asked", async () => {
    const environment = await environmentOf(() => claims(true));
    expect((await score({ faithfulness: {} }, environment)).score).toMatchObject({ status: "error" });
    expect(server?.requests).toHaveLength(0);
  });

  test("a claim without its verdict is no verdict", async () => {
    const environment = await environmentOf(() => ({ object: { claims: [{ claim: "c", reason: "so" }] } }));
    expect((await score({ faithfulness: {} }, environment, { output })).score.reason).toMatch(
      /whether a claim is supported/,
    );
  });

  test("what was retrieved comes before the example's context, which stands in for an empty retrieval", async () => {
    const environment = await environmentOf(() => claims(true));
    const example = { ...subject.example, context: ["from the example"] };
    await score({ faithfulness: {} }, environment, { output, example });
    await score({ faithfulness: {} }, environment, { output: { text: "a", documents: [] }, example });
    expect(server?.requests.map(({ user }) => user.includes("from the example"))).toEqual([false, true]);
  });
});

test.each(["rubric", "closedQa"])("%s shows input and output whatever else it names", async (name) => {
  const environment = await environmentOf(saying(name === "rubric" ? good : { reason: "so", pass: true }));
  const output = { text: "It takes 5 days.", toolCalls: ["lookUp"] };
  const { score: result } = await score({ [name]: "Agrees with {{toolCalls}}" }, environment, { output });
  expect(result.status).toBe("scored");
  const asked = server?.requests[0]?.user ?? "";
  for (const part of ["Where is my refund?", "It takes 5 days.", "lookUp"]) expect(asked).toContain(part);
});

test("goal shows the judge the tool calls and the conversation", async () => {
  const environment = await environmentOf(saying({ reason: "done", pass: true }));
  const output = { text: "Done.", toolCalls: [{ name: "startRefund", arguments: { orderId: "8812" } }] };
  const conversation = [{ role: "user", content: "Refund it please" }];
  expect((await score({ goal: "It is refunded." }, environment, { output, conversation })).score.pass).toBe(true);
  const asked = server?.requests[0]?.user ?? "";
  for (const part of ["startRefund", "8812", "Refund it please", "It is refunded."]) expect(asked).toContain(part);
});

describe("similar", () => {
  const spec = { similar: { model: "openai/text-embedding-3-small" } };
  test.each<[string, number[][], number]>([
    [
      "the same direction",
      [
        [1, 1],
        [2, 2],
      ],
      1,
    ],
    [
      "opposite directions",
      [
        [1, 0],
        [-1, 0],
      ],
      0,
    ],
    [
      "half-way",
      [
        [1, 0],
        [1, Math.sqrt(3)],
      ],
      0.5,
    ],
  ])("%s", async (_, embeddings, value) => {
    const environment = await environmentOf(() => ({ embeddings, usage: { input: 7 } }));
    const scored = await score(spec, environment);
    expect(scored.score.value).toBeCloseTo(value);
    expect(scored.usage).toEqual({ inputTokens: 7 });
  });

  test.each([
    [
      [
        [0, 0],
        [1, 0],
      ],
    ],
    [
      [
        [1, 0],
        [1, 0, 0],
      ],
    ],
  ])("vectors %j are an error", async (embeddings) => {
    const environment = await environmentOf(() => ({ embeddings }));
    expect((await score(spec, environment)).score.status).toBe("error");
  });

  test("pins its model, and says nothing of an empty output but 0", async () => {
    const environment = await environmentOf(() => ({}));
    expect((await prepareScorer(spec, environment)).embeddingModels).toEqual(["openai/text-embedding-3-small"]);
    expect((await score(spec, environment, { output: "" })).score.value).toBe(0);
    expect(server?.requests).toHaveLength(0);
  });
});
