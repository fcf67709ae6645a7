import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { github } from "./github.ts";
import { type Answer, calls, pullRequest, standIn, step } from "./step.ts";

const ran: Answer = { code: 0, stdout: { schema: "goldloop/run/v1", id: "r1", dir: "/runs/r1" } };

function gated(code: number, decision: string, verdict: string, heading = decision): Answer {
  return {
    code,
    reports: {
      json: JSON.stringify({ schema: "goldloop/verdict/v1", decision, verdict }),
      markdown: `<!-- goldloop:verdict -->\n### x Goldloop: ${heading} (\`4f9c1aa\`)\ntext\n`,
      junit: "<testsuites/>",
      github: "::error file=a.jsonl,line=3,title=critical::got it wrong\n",
    },
  };
}

const allow = gated(0, "allow", "pass", "allowed, 3 rules pass");
const block = gated(1, "block", "fail", "blocked by 2 rules, 1 unmeasured");

describe("a pull request", () => {
  test("that is blocked: step, comment, status, annotations, summary and outputs say so", async () => {
    const hub = await github();
    const dir = await standIn({ run: ran, gate: block });
    const { code, log, summary, outputs } = await step(dir, hub);
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ verdict: "fail", decision: "block" });
    expect(readFileSync(join(outputs["report"] ?? "", "verdict.xml"), "utf8")).toBe("<testsuites/>");
    expect(summary).toContain("### x Goldloop: blocked by 2 rules");
    expect(log).toContain("\n::error file=a.jsonl,line=3,title=critical::got it wrong\n");
    expect(hub.comments.map(({ body }) => body)).toEqual([
      expect.stringMatching(
        /^<!-- goldloop:verdict -->\n<!-- goldloop:of pull%2Drequest \S+ -->\n### x Goldloop: blocked/,
      ),
    ]);
    expect(hub.statuses).toEqual([
      {
        sha: "4f9c1aa0e5d3",
        state: "failure",
        description: "blocked by 2 rules, 1 unmeasured",
        context: expect.stringContaining("goldloop / pull-request"),
        target_url: "https://github.example/acme/shop/actions/runs/42",
      },
    ]);
  });

  test("that is allowed passes", async () => {
    const hub = await github();
    const { code, outputs } = await step(await standIn({ run: ran, gate: allow }), hub);
    expect([code, outputs["verdict"], outputs["decision"]]).toEqual([0, "pass", "allow"]);
    expect(hub.statuses[0]).toMatchObject({ state: "success", description: "allowed, 3 rules pass" });
  });

  test("is judged by the policy of the branch that it goes into, with the inputs of the workflow", async () => {
    const dir = await standIn({ run: ran, gate: allow });
    const inputs = {
      stage: "pre-prod",
      suites: "support  billing",
      config: "eval/goldloop.yaml",
      baseline: "approved",
    };
    await step(dir, await github(), { inputs });
    const [run, gate] = calls(dir);
    expect(run).toEqual(["run", "support", "billing", "--json", "--config", "eval/goldloop.yaml"]);
    expect(gate?.slice(0, 11).join(" ")).toBe(
      "gate --stage pre-prod --config eval/goldloop.yaml --run /runs/r1 --baseline approved --base-ref refs/remotes/origin/main",
    );
  });

  test("has one comment, changed in place, also when it stands on a later page", async () => {
    const hub = await github();
    const dir = await standIn({ run: ran, gate: block });
    const chat = (id: number) => ({ id, body: "hm", user: { type: "User" }, author_association: "NONE" });
    hub.comments.push(...Array.from({ length: 230 }, (_, i) => chat(i + 1)));
    await step(dir, hub);
    expect(hub.comments).toHaveLength(231);
    await step(await standIn({ run: ran, gate: allow }), hub, { inputs: { "working-directory": "." } });
    await step(await standIn({ run: ran, gate: block }), hub, { inputs: { "working-directory": "." } });
    expect(hub.comments).toHaveLength(232);
    expect(hub.comments.at(-1)?.body).toContain("blocked by 2 rules");
    expect(hub.requests.filter((request) => request.startsWith("PATCH"))).toHaveLength(1);
    expect(hub.requests).toContain("GET /repos/acme/shop/issues/7/comments?per_page=100&page=3");
  });

  test("does not get its verdict into a comment that somebody else wrote in its form", async () => {
    const hub = await github();
    const body = "<!-- goldloop:verdict -->\n<!-- goldloop:of pull%2Drequest . -->\n### Goldloop: allowed";
    hub.comments.push({ id: 1, body, user: { type: "User" }, author_association: "CONTRIBUTOR" });
    await step(await standIn({ run: ran, gate: block }), hub, { inputs: { "working-directory": "." } });
    expect(hub.comments[0]?.body).toBe(body);
    expect(hub.comments).toHaveLength(2);
  });

  test("has a comment for each stage", async () => {
    const hub = await github();
    const dir = await standIn({ run: ran, gate: allow });
    for (const stage of ["pull-request", "pre-prod", "pull-request"]) await step(dir, hub, { inputs: { stage } });
    expect(hub.comments).toHaveLength(2);
  });

  test("has no comment when none is wanted", async () => {
    const hub = await github();
    await step(await standIn({ run: ran, gate: block }), hub, { inputs: { comment: "false" } });
    expect([hub.comments.length, hub.statuses.length]).toEqual([0, 1]);
  });
});

describe("what was not measured is never green", () => {
  const error = { error: "goldloop.lock does not match", code: "pins", hint: "goldloop lock" };
  const cases: [string, { run?: Answer; gate?: Answer }, string][] = [
    ["a configuration that is wrong", { run: { code: 2, stdout: error } }, "goldloop.lock does not match"],
    ["a run that cannot complete and leaves nothing", { run: { code: 3, stdout: error } }, "exit code 3"],
    ["a run that is killed", {}, "exit code none"],
    ["a run that prints no JSON", { run: { code: 0, stdout: "hello" } }, "exit code 0"],
    [
      "a run set with a run that has no folder",
      { run: { code: 0, stdout: { runs: [{ dir: "/a" }, {}] } } },
      "exit code 0",
    ],
    ["gates that crash", { run: ran }, "goldloop gate ended with exit code none"],
    ["gates that end with 0 and write nothing", { run: ran, gate: { code: 0 } }, "no verdict"],
    ["a policy that is wrong", { run: ran, gate: { code: 2 } }, "exit code 2"],
    [
      "a document that allows under an exit code that blocks",
      { run: ran, gate: gated(1, "allow", "pass") },
      "exit code 1",
    ],
    ["a document that blocks under exit code 0", { run: ran, gate: gated(0, "block", "fail") }, "exit code 0"],
    [
      "a document of another kind",
      { run: ran, gate: { ...allow, reports: { ...allow.reports, json: "{}" } } },
      "no verdict",
    ],
    [
      "a verdict without its text",
      { run: ran, gate: { code: 0, reports: { json: allow.reports?.["json"] ?? "" } } },
      "no verdict",
    ],
  ];
  test.each(cases)("%s", async (_, answers, reason) => {
    const hub = await github();
    const { code, summary, outputs, log } = await step(await standIn(answers), hub);
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ verdict: "not-measured", decision: "block" });
    expect(summary).toContain("blocked, nothing was measured");
    expect(summary).toContain(reason);
    expect(log).toContain("::error title=Goldloop::nothing was measured");
    expect(hub.comments[0]?.body).toContain("### ! Goldloop: blocked, nothing was measured (`4f9c1aa`)");
    expect(hub.statuses[0]).toMatchObject({ state: "error", description: "blocked, nothing was measured" });
  });

  test("a run with errors is judged: the gates say what is missing", async () => {
    const dir = await standIn({ run: { ...ran, code: 3 }, gate: gated(4, "block", "inconclusive") });
    const { code, outputs } = await step(dir, await github());
    expect([code, outputs["verdict"]]).toEqual([1, "inconclusive"]);
  });
});

describe("without permission", () => {
  test("a fork: the summary is kept, the decision stands, and it is said", async () => {
    const hub = await github();
    hub.refuse = 403;
    const event = pullRequest("eve/shop");
    const blocked = await step(await standIn({ run: ran, gate: block }), hub, { event });
    expect(blocked.code).toBe(1);
    expect(blocked.summary).toContain("blocked by 2 rules");
    expect(blocked.log).toContain("a pull request from a fork may not write");
    expect((await step(await standIn({ run: ran, gate: allow }), hub, { event })).code).toBe(0);
  });

  test("a fork whose suites need a secret: nothing was measured, and the summary says what to do", async () => {
    const event = pullRequest("eve/shop");
    const { code, summary } = await step(await standIn({ run: { code: 2, stdout: {} } }), await github(), { event });
    expect(code).toBe(1);
    expect(summary).toContain("no access to the repository's secrets");
  });

  test("no token at all", async () => {
    const hub = await github();
    const { code, log } = await step(await standIn({ run: ran, gate: allow }), hub, { inputs: { token: "" } });
    expect(code).toBe(0);
    expect(log).toContain("no token");
    expect(hub.requests).toEqual([]);
  });

  test("a GitHub that is away changes nothing of the decision", async () => {
    const hub = { ...(await github()), url: "http://127.0.0.1:9" };
    const { code, log } = await step(await standIn({ run: ran, gate: block }), hub);
    expect(code).toBe(1);
    expect(log).toContain("::warning title=Goldloop::no comment");
  });
});

describe("texts of others", () => {
  test("what programs print is not read as commands", async () => {
    const stderr = "::error::from a model\n::set-output name=decision::allow\n";
    const { log } = await step(await standIn({ run: { ...ran, stderr }, gate: allow }), await github());
    const token = /^::stop-commands::(\S+)$/m.exec(log)?.[1] ?? "none";
    const end = log.indexOf(`\n::${token}::\n`);
    expect(log.indexOf("::error::from a model")).toBeGreaterThan(log.indexOf("::stop-commands::"));
    expect(end).toBeGreaterThan(log.indexOf("::set-output"));
  });

  test("an error's text is shown as it is", async () => {
    const hub = await github();
    const error = "```\n<img src=x> @team ::error::x";
    await step(await standIn({ run: { code: 2, stdout: { error } } }), hub);
    expect(hub.comments[0]?.body).toContain("````text\ngoldloop run ended with exit code 2: ```\n<img");
  });
});

test("outside of pull requests there is a status and no comment, and the working tree's policy counts", async () => {
  const hub = await github();
  const dir = await standIn({ run: ran, gate: allow });
  const { code } = await step(dir, hub, { event: { ref: "refs/heads/main" } });
  expect(code).toBe(0);
  expect(hub.comments).toEqual([]);
  expect(hub.statuses[0]).toMatchObject({ sha: "0123456789ab", state: "success" });
  expect(calls(dir)[1]).not.toContain("--base-ref");
});

test("runs of an earlier step are judged and nothing is run", async () => {
  const dir = await standIn({ gate: allow });
  const { code } = await step(dir, await github(), { inputs: { run: "one two" } });
  expect(code).toBe(0);
  expect(calls(dir)).toHaveLength(1);
  expect(calls(dir)[0]?.join(" ")).toContain("--run one --run two");
});

test("an input that means nothing fails the step", async () => {
  const { code, log } = await step(await standIn({ run: ran, gate: allow }), await github(), {
    inputs: { comment: "no" },
  });
  expect(code).toBe(1);
  expect(log).toContain("::error title=Goldloop::comment: expected true or false, not no");
});
