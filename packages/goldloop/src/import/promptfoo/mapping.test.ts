import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../digest/index.ts";
import type { ModelAccess } from "../../model/index.ts";
import { prepareScorers, type Judge, type ScorerEnvironment, type Subject } from "../../scorer/index.ts";
import type { Span } from "../../trace/index.ts";
import { ImportFindings } from "./findings.ts";
import { mapAssertions } from "./map-assertions.ts";
import { mappings } from "./mapping.ts";
import type { ExpandedTest } from "./expand.ts";
import { Workspace } from "./workspace.ts";

/** What was seen of an application: the output, or a subject with more than that. */
type Seen = Json | { subject: Partial<Subject> };

interface Carried {
  assertion: JsonObject;
  passes: Seen;
  fails: Seen;
  /** What the judge or the embedding model answers: for `passes`, for `fails`. */
  model?: [Json, Json];
  /** Seen by `not-` as `passes` is by the plain form; a sample of its own where the opposite is not it. */
  not?: false;
}

const calls = (...names: string[]): Json => ({
  text: "",
  toolCalls: names.map((name) => ({ name, arguments: { id: 1 } })),
});
const traced = (...spans: Partial<Span>[]): Seen => ({ subject: { output: "x", trace: { spans: spans.map(spanOf) } } });
const verdict = (pass: boolean): Json => ({ reason: "so it is", pass });
const degree = (score: number): Json => ({ reason: "so it is", score });

/** Every type that is carried over, with an output that passes and one that fails. */
const carried: Record<string, Carried[]> = {
  equals: [
    { assertion: { value: "yes" }, passes: "yes", fails: "Yes" },
    { assertion: { value: { a: [1, 2] } }, passes: '{"a":[1,2]}', fails: '{"a":[2,1]}' },
  ],
  contains: [{ assertion: { value: "a, b" }, passes: "see a, b", fails: "a and b" }],
  "contains-all": [{ assertion: { value: 'one, "two, three"' }, passes: "two, three and one", fails: "one, two" }],
  "contains-any": [{ assertion: { value: ["one", "two"] }, passes: "two", fails: "ONE" }],
  icontains: [{ assertion: { value: "Refund" }, passes: "REFUNDS", fails: "money back" }],
  "icontains-all": [{ assertion: { value: "A,B" }, passes: "b a", fails: "a" }],
  "icontains-any": [{ assertion: { value: ["A", "B"] }, passes: "xbx", fails: "c" }],
  "starts-with": [{ assertion: { value: "Dear" }, passes: "Dear Ana", fails: "dear Ana" }],
  regex: [{ assertion: { value: "\\d{4}" }, passes: "order 8812", fails: "order 88" }],
  "is-json": [
    { assertion: {}, passes: "[1]", fails: "no" },
    { assertion: { value: "required: [a]\ntype: object" }, passes: '{"a":1}', fails: '{"b":1}' },
    { assertion: { value: "file://schema.json" }, passes: '{"n":1}', fails: '{"n":"1"}' },
  ],
  "contains-json": [{ assertion: {}, passes: 'Here: {"a": "}"} and so on', fails: "Here: {a: 1} [x" }],
  "is-refusal": [{ assertion: {}, passes: "I'm sorry, but I can't help with that.", fails: "It takes 5 days." }],
  bleu: [{ assertion: { value: "the cat sat on the mat" }, passes: "the cat sat on the mat", fails: "a dog" }],
  "rouge-n": [
    {
      assertion: { value: "the cat sat on the mat", threshold: 0.8 },
      passes: "the cat sat on the mat",
      fails: "a dog",
    },
  ],
  levenshtein: [{ assertion: { value: "kitten", threshold: 3 }, passes: "sitting", fails: "a sitting cat" }],
  "word-count": [
    { assertion: { value: 2 }, passes: "two words", fails: "one" },
    { assertion: { value: { min: 2, max: 3 } }, passes: "one two three", fails: "one two three four" },
  ],
  cost: [
    {
      assertion: { threshold: 0.01 },
      passes: { subject: { output: "x", costUsd: 0.005 } },
      fails: { subject: { output: "x", costUsd: 0.02 } },
    },
  ],
  latency: [
    {
      assertion: { threshold: 500 },
      passes: { subject: { output: "x", latencyMs: 400 } },
      fails: { subject: { output: "x", latencyMs: 600 } },
    },
  ],
  javascript: [
    { assertion: { value: "output.length > context.vars.least" }, passes: "long enough", fails: "ok" },
    {
      assertion: { value: "const words = output.split(' ');\nreturn words.length / 10;", threshold: 0.3 },
      passes: "a b c",
      fails: "a b",
    },
    { assertion: { value: "file://asserts/check.cjs:polite" }, passes: "please", fails: "now" },
    { assertion: { value: "file://asserts/check.mjs" }, passes: "please", fails: "now" },
  ],
  python: [
    { assertion: { value: "len(output) > context['vars']['least']" }, passes: "long enough", fails: "ok" },
    {
      assertion: { value: "words = output.split()\nif len(words) > 2:\n    return 0.9\nreturn 0.1", threshold: 0.5 },
      passes: "a b c",
      fails: "a b",
    },
    { assertion: { value: "file://asserts/check.py" }, passes: "please", fails: "now" },
  ],
  webhook: [{ assertion: { value: "{{hook}}" }, passes: "please", fails: "now" }],
  "tool-call-f1": [
    { assertion: { value: "search, refund" }, passes: calls("refund", "search"), fails: calls("refund"), not: false },
  ],
  "trajectory:tool-used": [
    { assertion: { value: "refund" }, passes: calls("search", "refund"), fails: calls("search") },
    { assertion: { value: ["refund", "search"] }, passes: calls("search", "refund"), fails: calls("cancel") },
    { assertion: { value: { name: "refund" } }, passes: calls("refund"), fails: calls("search") },
    { assertion: { value: { name: "refund", min: 0, max: 0 } }, passes: calls("search"), fails: calls("refund") },
  ],
  "trajectory:tool-sequence": [
    { assertion: { value: ["a", { name: "b" }] }, passes: calls("a", "x", "b"), fails: calls("b", "a") },
    {
      assertion: { value: { mode: "exact", steps: ["a", "b"] } },
      passes: calls("a", "b"),
      fails: calls("a", "x", "b"),
    },
  ],
  "trajectory:tool-args-match": [
    { assertion: { value: { name: "a", args: { id: 1 } } }, passes: calls("a"), fails: calls("b") },
    {
      assertion: { value: { name: "a", arguments: { id: 1 }, mode: "exact" } },
      passes: calls("a"),
      fails: { toolCalls: [{ name: "a", arguments: { id: 1, more: true } }] },
    },
  ],
  "trajectory:step-count": [
    { assertion: { value: { type: "tool", max: 2 } }, passes: calls("a", "b"), fails: calls("a", "b", "c") },
    { assertion: { value: { min: 2 } }, passes: traced({}, {}), fails: traced({}) },
  ],
  "trajectory:goal-success": [
    {
      assertion: { value: { goal: "the refund is started" } },
      passes: calls("refund"),
      fails: calls("search"),
      model: [verdict(true), verdict(false)],
    },
  ],
  "trace-span-count": [
    {
      assertion: { value: { pattern: "llm.*", max: 1 } },
      passes: traced({ name: "llm.chat" }, { name: "db" }),
      fails: traced({ name: "llm.chat" }, { name: "LLM.embed" }),
    },
  ],
  "trace-span-duration": [
    {
      assertion: { value: { max: 100 } },
      passes: traced({ durationMs: 90 }),
      fails: traced({ durationMs: 90 }, { durationMs: 110 }),
    },
    {
      assertion: { value: { max: 100, percentile: 50 } },
      passes: traced({ durationMs: 90 }, { durationMs: 110 }),
      fails: traced({ durationMs: 110 }),
    },
  ],
  "trace-error-spans": [
    {
      assertion: { value: 1 },
      passes: traced({ status: { code: "error" } }, {}),
      fails: traced({ status: { code: "error" } }, { status: { code: "error" } }),
    },
    {
      assertion: { value: { max_percentage: 50 } },
      passes: traced({ status: { code: "error" } }, {}),
      fails: traced({ status: { code: "error" } }),
    },
  ],
  "llm-rubric": [
    { assertion: { value: "is polite" }, passes: "please", fails: "now", model: [verdict(true), verdict(false)] },
    {
      assertion: { value: "is polite", threshold: 0.7 },
      passes: "please",
      fails: "now",
      model: [degree(0.8), degree(0.2)],
    },
  ],
  "g-eval": [
    { assertion: { value: ["polite", "short"] }, passes: "please", fails: "now", model: [degree(0.9), degree(0.1)] },
  ],
  factuality: [
    {
      assertion: { value: "5 days" },
      passes: "5 working days",
      fails: "6 days",
      model: [
        { reason: "so", label: "incomplete" },
        { reason: "so", label: "contradicts" },
      ],
    },
  ],
  "model-graded-closedqa": [
    {
      assertion: { value: "names {{tone}} words" },
      passes: "please",
      fails: "now",
      model: [verdict(true), verdict(false)],
    },
  ],
  similar: [
    {
      assertion: { value: "5 days" },
      passes: "a week",
      fails: "a bicycle",
      model: [
        [
          [1, 0],
          [1, 0],
        ],
        [
          [1, 0],
          [0, 1],
        ],
      ],
    },
  ],
  "answer-relevance": [
    { assertion: { threshold: 0.6 }, passes: "please", fails: "now", model: [degree(0.9), degree(0.1)] },
  ],
  "context-faithfulness": [
    {
      assertion: { threshold: 0.6 },
      passes: { subject: { output: "so", example: { id: "a", input: "", context: ["so"] } } },
      fails: { subject: { output: "no", example: { id: "a", input: "", context: ["so"] } } },
      model: [
        { claims: [{ claim: "so", reason: "it says so", supported: true }] },
        { claims: [{ claim: "no", reason: "it does not say so", supported: false }] },
      ],
    },
  ],
};

/** Assertions that nothing takes the place of: what the report must name. */
const lost: Record<string, JsonObject[]> = {
  "is-html": [{}],
  "contains-html": [{}],
  "is-xml": [{}],
  "contains-xml": [{ value: "a" }],
  "is-sql": [{}],
  "contains-sql": [{}],
  "contains-json": [{ value: { type: "object" } }],
  "is-valid-function-call": [{}],
  "is-valid-openai-function-call": [{}],
  "is-valid-openai-tools-call": [{}],
  gleu: [{ value: "x" }],
  meteor: [{ value: "x" }],
  perplexity: [{ threshold: 1 }],
  "perplexity-score": [{}],
  "finish-reason": [{ value: "stop" }],
  guardrails: [{}],
  ruby: [{ value: "true" }],
  "tool-call-f1": [{ value: "a", threshold: 0.5 }],
  "trajectory:tool-used": [{ value: "search*" }, { value: { name: "a", min: 2 } }, { value: { pattern: "a*" } }],
  "trajectory:tool-sequence": [{ value: ["a", { pattern: "b*" }] }, {}],
  "trajectory:tool-args-match": [
    { value: { name: "a", args: {}, ignore: ["id"] } },
    { value: { pattern: "a*", args: {} } },
  ],
  "trajectory:step-count": [
    { value: { type: "reasoning", max: 1 } },
    { value: { type: "tool", pattern: "a*", max: 1 } },
  ],
  classifier: [{ value: "x", provider: "huggingface:text-classification:x" }],
  moderation: [{}],
  similar: [{ value: ["a", "b"] }, { value: "a", provider: "huggingface:sentence-similarity:x" }],
  "llm-rubric": [{ value: "polite", provider: "bedrock:x" }, {}],
  "context-recall": [{ value: "x" }],
  "context-relevance": [{}],
  "conversation-relevance": [{}],
  "select-best": [{ value: "best" }],
  "max-score": [{}],
  human: [{}],
  equals: [{}, { value: "x", transform: "output.trim()" }, { value: "{% if a %}x{% endif %}" }],
  contains: [{ value: "" }, { value: "{{ name | upper }}" }],
  regex: [{ value: "(" }],
  latency: [{}],
  cost: [{}],
  contians: [{ value: "x" }],
  "promptfoo:redteam:pii": [{}],
};

/** The types of the list that imports have to know, as peers write them. */
const listed = `equals, contains, contains-all, contains-any, contains-html, contains-json, contains-sql,
contains-xml, icontains, icontains-all, icontains-any, starts-with, regex, is-html, is-json, is-sql, is-xml, is-refusal,
is-valid-function-call, is-valid-openai-tools-call, bleu, gleu, meteor, rouge-n, levenshtein, perplexity, word-count,
finish-reason, cost, latency, guardrails, javascript, python, ruby, webhook, tool-call-f1, trajectory:tool-used,
trajectory:tool-sequence, trajectory:tool-args-match, trajectory:step-count, trajectory:goal-success, trace-span-count,
trace-span-duration, trace-error-spans, llm-rubric, g-eval, factuality, model-graded-closedqa, similar, classifier,
moderation, answer-relevance, context-faithfulness, context-recall, context-relevance, conversation-relevance,
select-best, max-score, human, assert-set`.split(/,\s+/);

let directory: string;
let folders = 0;
let hook: { url: string; close: () => Promise<void> };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "goldloop-import-"));
  hook = await startHook();
  await put("promptfoo/schema.json", '{"type":"object","properties":{"n":{"type":"integer"}}}');
  await put("promptfoo/asserts/check.cjs", "module.exports.polite = (output) => output.includes('please');\n");
  await put(
    "promptfoo/asserts/check.mjs",
    "export default (output) => ({ pass: output.includes('please'), score: output.includes('please') ? 0.9 : 0.1, reason: 'manners' });\n",
  );
  await put(
    "promptfoo/asserts/check.py",
    "def get_assert(output, context):\n    print('stray')\n    return 'please' in output\n",
  );
});

afterAll(async () => {
  await hook.close();
  await rm(directory, { recursive: true, force: true });
});

describe("every type that there is", () => {
  it.each(listed)("%s is in the table", (type) => {
    expect(mappings.map((mapping) => mapping.type)).toContain(type);
  });

  it.each(mappings.filter(({ type }) => type !== "assert-set"))(
    "$type is carried over or named, and a test shows which",
    ({ type, also = [], scorers }) => {
      const shown = [type, ...also];
      if (scorers.length > 0) expect(shown.some((name) => name in carried)).toBe(true);
      else for (const name of shown) expect(lost).toHaveProperty([name]);
    },
  );
});

describe.each(Object.entries(carried).flatMap(([type, cases]) => cases.map((one) => ({ type, ...one }))))(
  "$type $assertion",
  ({ type, assertion, passes, fails, model, not }) => {
    it("becomes scorers that are accepted, and that judge as promptfoo does", async () => {
      const [good, bad] = await scoresOf({ type, ...assertion }, [passes, fails], model);
      expect(good, good?.reason ?? undefined).toMatchObject({ status: "scored", pass: true });
      expect(bad, bad?.reason ?? undefined).toMatchObject({ status: "scored", pass: false });
    });

    it("judges the other way with not-", async () => {
      const { findings, mapped } = map({ type: `not-${type}`, ...assertion });
      if (not === false) {
        expect(mapped.scorers).toEqual([]);
        expect(findings.of("lost")).toMatchObject([{ what: `not-${type}` }]);
        return;
      }
      const [good, bad] = await scoresOf({ type: `not-${type}`, ...assertion }, [passes, fails], model);
      expect(good, good?.reason ?? undefined).toMatchObject({ status: "scored", pass: false });
      expect(bad, bad?.reason ?? undefined).toMatchObject({ status: "scored", pass: true });
    });
  },
);

describe("what has no counterpart is named", () => {
  it.each(Object.entries(lost).flatMap(([type, cases]) => cases.map((assertion) => ({ type, assertion }))))(
    "$type $assertion",
    ({ type, assertion }) => {
      for (const written of [type, `not-${type}`]) {
        const { mapped, findings } = map({ type: written, ...assertion });
        expect(mapped).toMatchObject({ scorers: [], carried: [], seen: [written] });
        const [finding] = findings.of("lost");
        expect(finding?.what).toContain(written);
        expect(finding?.why).toMatch(/\w/);
        expect(finding?.todo).toMatch(/\w/);
      }
    },
  );

  it("an assertion without a type", () => {
    expect(map({ value: "x" }).findings.of("lost")).toMatchObject([{ what: "assertion" }]);
  });
});

describe("what stands beside an assertion", () => {
  it("names weights and keeps the scorer", () => {
    const { mapped, findings } = map({ type: "contains", value: "x", weight: 2 });
    expect(mapped.scorers).toEqual([{ contains: "x" }]);
    expect(findings.of("lost")).toMatchObject([{ what: "contains weight" }]);
  });

  it("makes a graded scorer of weight 0 a figure without a verdict", () => {
    const { mapped, findings } = map({ type: "rouge-n", value: "x", weight: 0 });
    expect(mapped.scorers).toEqual([{ rouge: { variant: "rouge1", value: "x" } }]);
    expect(findings.of("lost")).toEqual([]);
    expect(findings.of("changed").map(({ what }) => what)).toContain("rouge-n weight: 0");
  });

  it("makes the metric the scorer's name, with the variables filled in, and tells equal ones apart", () => {
    const { mapped, findings } = map(
      { type: "contains", value: "{{tone}}", metric: "is {{tone}}" },
      { type: "equals", value: "x", metric: "is polite" },
      { type: "contains", value: "y" },
      { type: "contains", value: "z" },
    );
    expect(mapped.scorers).toEqual([
      { contains: "polite", as: "is polite" },
      { equals: "x", as: "is polite-2" },
      { contains: "y" },
      { contains: "z", as: "contains-2" },
    ]);
    expect(findings.of("changed")).toMatchObject([{ what: "metric is polite" }]);
  });

  it("takes sets of assertions apart and names their threshold", () => {
    const { mapped, findings } = map({
      type: "assert-set",
      threshold: 0.5,
      weight: 3,
      assert: [
        { type: "contains", value: "x" },
        { type: "assert-set", assert: [{ type: "is-sql" }] },
      ],
    });
    expect(mapped.scorers).toEqual([{ contains: "x" }]);
    expect(findings.of("lost").map(({ what }) => what)).toEqual([
      "assert-set threshold",
      "assert-set weight",
      "is-sql",
    ]);
  });

  it("asks one judge for each grader, and names the one that promptfoo would have chosen itself", () => {
    const { workspace, findings } = map(
      { type: "llm-rubric", value: "a" },
      { type: "factuality", value: "b" },
      {
        type: "llm-rubric",
        value: "c",
        provider: { id: "anthropic:messages:claude-sonnet-4-5-20250929", config: { temperature: 0.1 } },
      },
      { type: "llm-rubric", value: "d", rubricPrompt: "my own" },
    );
    expect(workspace.judges).toEqual({
      grader: { model: "openai/gpt-4.1-2025-04-14" },
      "grader-2": { model: "anthropic/claude-sonnet-4-5-20250929", temperature: 0.1 },
    });
    expect(findings.of("changed")).toMatchObject([{ what: "grader" }]);
    expect(findings.of("lost")).toMatchObject([{ what: "llm-rubric rubricPrompt" }]);
  });

  it("fails not- at the very threshold, as promptfoo does", async () => {
    const [score] = await scoresOf({ type: "not-answer-relevance", threshold: 0.5 }, ["x"], [degree(0.5), degree(0.5)]);
    expect(score).toMatchObject({ pass: false });
  });
});

function map(...assertions: JsonObject[]) {
  const findings = new ImportFindings();
  const config = {
    file: join(directory, "promptfoo/promptfooconfig.yaml"),
    directory: join(directory, "promptfoo"),
    content: {},
  };
  // A folder for each: a module is loaded once, and generated ones differ.
  const out = join(directory, `out-${folders++}`);
  const workspace = new Workspace({ config, out }, findings);
  const test: ExpandedTest = {
    place: "test 1",
    description: undefined,
    vars: { tone: "polite", least: 5, hook: hook.url },
    assert: assertions,
    options: {},
    threshold: undefined,
    metadata: {},
    rest: {},
    combination: undefined,
  };
  return { findings, workspace, out, mapped: mapAssertions(test, workspace, findings) };
}

/** Prepares what an assertion becomes, with all files that it needs, and scores what was seen. */
async function scoresOf(assertion: JsonObject, seen: readonly Seen[], model: [Json, Json] | undefined) {
  const { mapped, workspace, findings, out } = map(assertion);
  expect(findings.of("lost")).toEqual([]);
  expect(mapped.scorers).toHaveLength(1);
  for (const [path, text] of workspace.files()) await put(join(relative(directory, out), path), text);
  const scores = [];
  for (const [index, one] of seen.entries()) {
    const [scorer] = await prepareScorers(mapped.scorers, environment(out, workspace, model?.[index] ?? null));
    scores.push((await scorer?.score(subjectOf(one)))?.score);
  }
  return scores;
}

function environment(out: string, workspace: Workspace, answer: Json): ScorerEnvironment {
  const judges = new Map<string, Judge>();
  for (const name of Object.keys(workspace.judges)) {
    judges.set(name, { name, model: "openai/gpt-4.1-2025-04-14", scale: [0, 1], votes: 1 });
  }
  return { directory: out, models: answering(answer), judges, variables: process.env };
}

function answering(answer: Json): ModelAccess {
  return {
    generate: () =>
      Promise.resolve({
        text: JSON.stringify(answer),
        object: answer,
        toolCalls: [],
        finishReason: "stop",
        model: "a model",
        usage: {},
        latencyMs: 1,
        source: "live",
      }),
    embed: () => Promise.resolve({ embeddings: answer as number[][], usage: {}, source: "live" }),
  };
}

function subjectOf(seen: Seen): Subject {
  const base: Subject = {
    example: { id: "a", input: { tone: "polite", least: 5 } },
    output: "x",
    trial: 0,
    latencyMs: 1,
  };
  const given =
    typeof seen === "object" && seen !== null && "subject" in seen
      ? (seen.subject as Partial<Subject>)
      : { output: seen };
  return { ...base, ...given };
}

function spanOf(span: Partial<Span>): Span {
  const time = "2026-01-01T00:00:00.000Z";
  return {
    traceId: "t",
    spanId: "s",
    name: "step",
    kind: "other",
    startTime: time,
    endTime: time,
    durationMs: 1,
    status: { code: "ok" },
    attributes: {},
    ...span,
  };
}

async function put(path: string, text: string): Promise<void> {
  const file = join(directory, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** A webhook that likes politeness. */
async function startHook(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { output } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { output: string };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ pass: output.includes("please"), reason: "manners" }));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/verdict`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
