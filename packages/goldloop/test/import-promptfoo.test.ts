import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { project, type Project } from "./project.ts";

const read = ({ dir }: Project, path: string): string => readFileSync(join(dir, path), "utf8");
const rows = (made: Project, path: string): Record<string, unknown>[] =>
  read(made, path)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const suiteOf = (made: Project, name: string): Record<string, unknown> =>
  (parse(read(made, "goldloop.yaml")) as { suites: Record<string, Record<string, unknown>> }).suites[name] ?? {};

interface Finding {
  what: string;
  why: string;
  todo: string;
  places: string[];
}

/** A configuration with a bit of everything that can be carried over and run without a key. */
const whole = {
  "promptfooconfig.yaml": `
description: Echo bot
prompts: ["{{greeting}} {{name}}, about {{topic}}"]
providers: [echo]
evaluateOptions: { maxConcurrency: 2, repeat: 2 }
assertionTemplates:
  short: { type: javascript, value: output.length < 100 }
defaultTest:
  vars: { greeting: Hello }
  assert:
    - $ref: "#/assertionTemplates/short"
    - { type: not-icontains, value: sorry }
tests:
  - description: by name
    vars: { name: [Ana, Li], topic: refunds }
    assert:
      - { type: contains-all, value: "{{name}}, refunds" }
      - { type: levenshtein, value: "Hello Ana, about refunds", threshold: 3 }
  - file://more.csv
  - file://more/*.yaml
scenarios:
  - config: [{ vars: { topic: hours } }, { vars: { topic: prices } }]
    tests:
      - vars: { name: Mia }
        assert: [{ type: regex, value: "about (hours|prices)$" }]
`,
  "more.csv": "name,topic,__expected,__metric\nBo,vat,starts-with: Hello Bo,opening\n",
  "more/one.yaml": '- vars: file://vars.yaml\n  assert:\n    - { type: python, value: "file://check.py" }\n',
  "vars.yaml": "name: Kai\ntopic: file://topic.txt\n",
  "topic.txt": "shipping\n",
  "check.py":
    'def get_assert(output, context):\n    return {"pass": context["vars"]["topic"] in output, "score": 0.9, "reason": "the topic is there"}\n',
};

describe("goldloop import promptfoo", () => {
  it("carries a whole configuration over, and the suite runs at once, pinned and green", async () => {
    const made = project(whole);
    const { code, value } = await made.json(["import", "promptfoo"]);
    expect(value).toMatchObject({
      schema: "goldloop/import/v1",
      from: "promptfoo",
      suites: [{ name: "echo-bot", dataset: "evals/datasets/echo-bot.jsonl", examples: 6, targets: ["echo"] }],
      tests: 4,
      examples: 6,
      lost: [],
      unscored: [],
      files: [
        "goldloop.yaml",
        "evals/datasets/echo-bot.jsonl",
        "evals/targets/echo.mjs",
        "evals/scorers/promptfoo.mjs",
        "evals/scorers/promptfoo.py",
      ],
    });
    expect(code).toBe(0);
    expect(suiteOf(made, "echo-bot")).toMatchObject({
      target: { module: "evals/targets/echo.mjs" },
      trials: 2,
      concurrency: 2,
      scorers: [
        { code: { export: "javascript" }, as: "javascript" },
        { icontains: "sorry", not: true },
      ],
    });
    expect(rows(made, "evals/datasets/echo-bot.jsonl").map(({ id, input }) => [id, input])).toEqual([
      ["by-name-1", { greeting: "Hello", name: "Ana", topic: "refunds" }],
      ["by-name-2", { greeting: "Hello", name: "Li", topic: "refunds" }],
      ["test-3", { greeting: "Hello", name: "Bo", topic: "vat" }],
      ["test-4", { greeting: "Hello", name: "Kai", topic: "shipping" }],
      ["test-5", { greeting: "Hello", name: "Mia", topic: "hours" }],
      ["test-6", { greeting: "Hello", name: "Mia", topic: "prices" }],
    ]);
    expect((await made.goldloop(["lock"])).code).toBe(0);
    const run = await made.json(["run", "--frozen"]);
    expect(run.value).toMatchObject({
      status: "complete",
      pinned: true,
      examples: 6,
      trials: 2,
      passed: 12,
      failed: 0,
      errors: 0,
    });
    expect(run.code).toBe(0);
  });

  it("writes the files and exits 3 where something could not be carried over, naming it, why and what to do", async () => {
    const made = project({
      "promptfooconfig.yaml": `
prompts: [file://ask.txt, "{% if x %}never{% endif %}", "exec:./prompt.sh"]
providers:
  - id: openai:chat:gpt-4.1-2025-04-14
    label: gpt
    transform: output.trim()
    config: { temperature: 0, max_tokens: 50, logprobs: true, apiKey: "sk-secret" }
  - bedrock:anthropic.claude
  - id: https
    config: { url: "https://example.com/{{env.TENANT}}/chat", headers: { authorization: "Bearer {{env.TOKEN}}" }, body: { q: "{{prompt}}", user: "{{name}}" }, transformResponse: "json.choices[0].text" }
tests:
  - vars: { q: hi, name: Ana }
    threshold: 0.5
    options: { prefix: ">> " }
    assertScoringFunction: file://score.js
    assert: [{ type: is-sql }, { type: contians, value: x }]
nunjucksFilters: { up: up.js }
tets: []
sharing: false
`,
      "ask.txt": "Question: {{q}}\n---\nFrage: {{ q }}\nName: {{ name }}\n",
    });
    const { code, value } = await made.json(["import", "promptfoo", "promptfooconfig.yaml", "--name", "bot"]);
    expect(code).toBe(3);
    const findings = value["lost"] as Finding[];
    expect(findings.map(({ what }) => what).toSorted()).toEqual(
      [
        "nunjucksFilters",
        "tets",
        "prompt template",
        "prompt from exec:./prompt.sh",
        "transform",
        "config.logprobs",
        "provider bedrock:anthropic.claude",
        "threshold of a test",
        "options.prefix",
        "assertScoringFunction",
        "is-sql",
        "contians",
      ].toSorted(),
    );
    for (const finding of findings) {
      expect(finding.why).toMatch(/\w/);
      expect(finding.todo).toMatch(/\w/);
      expect(finding.places.length).toBeGreaterThan(0);
    }
    expect(value["leftOut"]).toMatchObject([{ what: "sharing" }, { what: "apiKey" }]);
    expect(value["unscored"]).toEqual(["test-1"]);
    expect(readdirSync(made.dir)).toContain("goldloop.yaml");
    expect(read(made, "goldloop.yaml")).not.toContain("sk-secret");
    expect(suiteOf(made, "bot")["targets"]).toEqual({
      "ask-1-gpt": {
        chat: {
          model: "openai/gpt-4.1-2025-04-14",
          prompt: "Question: {{input.q}}",
          temperature: 0,
          maxOutputTokens: 50,
        },
      },
      "ask-2-gpt": {
        chat: {
          model: "openai/gpt-4.1-2025-04-14",
          prompt: "evals/prompts/ask-2.md",
          temperature: 0,
          maxOutputTokens: 50,
        },
      },
      "ask-1-https": {
        http: expect.objectContaining({
          url: "https://example.com/${TENANT}/chat",
          headers: { authorization: "Bearer ${TOKEN}" },
          body: { q: "Question: {{input.q}}", user: "{{input.name}}" },
          output: "choices[0].text",
        }) as object,
      },
      "ask-2-https": { http: expect.objectContaining({ output: "choices[0].text" }) as object },
    });
    // Fail closed: an example without a scorer does not pass, it stops the run.
    const run = await made.json(["run"]);
    expect(run).toMatchObject({ code: 2, value: { code: "no-scorer" } });
  });

  it("says it all in words too", async () => {
    const made = project({
      "promptfooconfig.yaml":
        "prompts: ['{{q}}']\nproviders: [echo]\ntests:\n  - vars: { q: [a, b] }\n    assert: [{ type: contains, value: '{{q}}' }, { type: is-xml }]\n",
    });
    const { code, stdout } = await made.goldloop(["import", "promptfoo", "--out", "evaluation", "--name", "bot"]);
    expect(stdout).toMatchInlineSnapshot(`
      "Wrote
        evaluation/goldloop.yaml             1 suite, 1 target
        evaluation/evals/datasets/bot.jsonl  2 examples of 1 test
        evaluation/evals/targets/echo.mjs

      ✗ 2 of 4 assertions carried over: contains 2

      Not carried over
        ✗ is-xml  test 1
            Goldloop parses no XML.
            → write a scorer of your own:   - code: evals/scorers/NAME.ts

      Next  pin      goldloop lock --config evaluation/goldloop.yaml
            measure  goldloop run bot --config evaluation/goldloop.yaml
      "
    `);
    expect(code).toBe(3);
    expect((await made.goldloop(["run", "--config", "evaluation/goldloop.yaml"])).code).toBe(0);
  });

  it("writes nothing with --dry-run, and nothing over a file that is there", async () => {
    const made = project({
      "promptfooconfig.yaml":
        "prompts: ['{{q}}']\nproviders: [echo]\ntests: [{ vars: { q: a }, assert: [{ type: equals, value: a }] }]\n",
    });
    const dry = await made.json(["import", "promptfoo", "--dry-run"]);
    expect(dry).toMatchObject({ code: 0, value: { dryRun: true } });
    expect(readdirSync(made.dir).toSorted()).toEqual(["package.json", "promptfooconfig.yaml"]);
    made.write({ "evals/targets/echo.mjs": "mine" });
    expect(await made.json(["import", "promptfoo"])).toMatchObject({
      code: 2,
      value: { code: "file-exists", error: expect.stringContaining("evals/targets/echo.mjs") as string },
    });
    expect(read(made, "evals/targets/echo.mjs")).toBe("mine");
    expect(existsSync(join(made.dir, "goldloop.yaml"))).toBe(false);
  });

  it("divides tests that name their own providers or prompts into suites, and replays recorded outputs", async () => {
    const made = project({
      "promptfooconfig.yaml": `
prompts: [{ raw: "A {{q}}", label: a }, { raw: "B {{q}}", label: b }]
providers: [echo]
tests:
  - { vars: { q: x }, assert: [{ type: contains, value: x }] }
  - { vars: { q: y }, prompts: [b], assert: [{ type: equals, value: B y }] }
  - { vars: { q: z }, provider: recorded, providerOutput: spoken, assert: [{ type: equals, value: spoken }] }
`,
    });
    const { code, value } = await made.json(["import", "promptfoo", "--name", "bot"]);
    expect(value).toMatchObject({
      suites: [
        { name: "bot", targets: ["a", "b"] },
        { name: "bot-2", targets: ["echo"] },
        { name: "bot-3", targets: ["replay"] },
      ],
    });
    expect(code).toBe(0);
    const run = await made.json<{ runs: { suite: string; passed: number; failed: number }[] }>(["run"]);
    expect(run.value.runs.map(({ suite, passed, failed }) => [suite, passed, failed])).toEqual([
      ["bot", 1, 0],
      ["bot", 1, 0],
      ["bot-2", 1, 0],
      ["bot-3", 1, 0],
    ]);
  });

  it("calls providers written in JavaScript", async () => {
    const made = project({
      "promptfooconfig.yaml":
        "prompts: ['Say {{q}}']\nproviders: [{ id: file://bot.mjs, config: { mark: '!' } }]\ntests: [{ vars: { q: hi }, assert: [{ type: equals, value: 'Say hi!' }, { type: cost, threshold: 0.02 }] }]\n",
      "bot.mjs": `export default class {
  constructor(options) { this.mark = options.config.mark; }
  id() { return "bot"; }
  async callApi(prompt, context) {
    if (context.vars.q !== "hi") return { error: "no" };
    return { output: prompt + this.mark, cost: 0.01, tokenUsage: { prompt: 3, completion: 4, total: 7 } };
  }
}
`,
    });
    expect(await made.json(["import", "promptfoo"])).toMatchObject({ code: 0, value: { lost: [] } });
    expect(await made.json(["run"])).toMatchObject({
      code: 0,
      value: { passed: 1, failed: 0, errors: 0, usage: { inputTokens: 3, outputTokens: 4 } },
    });
  });

  it.each([
    ["nothing.yaml", "", "no-file"],
    ["promptfooconfig.yaml", "prompts: [a\n", "not-yaml"],
    ["promptfooconfig.yaml", "suites: {}\n", "not-promptfoo"],
    ["promptfooconfig.yaml", "prompts: [a]\nproviders: [echo]\ntests: []\n", "no-test"],
    ["promptfooconfig.yaml", "prompts: [a]\nproviders: [echo]\ntests: file://missing.csv\n", "no-file"],
    ["promptfooconfig.yaml", "prompts: [a]\nproviders: [echo]\ntests: file://none/*.yaml\n", "no-file"],
    [
      "promptfooconfig.yaml",
      "prompts: [a]\nproviders: [echo]\ntests: [{ assert: [{ $ref: '#/nowhere' }] }]\n",
      "bad-ref",
    ],
    ["promptfooconfig.yaml", "prompts: [a]\ntests: [3]\n", "not-promptfoo"],
  ])("refuses %s: %s", async (name, text, expected) => {
    const made = project(text === "" ? {} : { [name]: text });
    expect(await made.json(["import", "promptfoo", name])).toMatchObject({ code: 2, value: { code: expected } });
    expect(existsSync(join(made.dir, "goldloop.yaml"))).toBe(false);
  });
});
