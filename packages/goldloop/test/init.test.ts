import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { project, type Project } from "./project.ts";

/** A folder with these files and nothing else. */
function folder(files: Record<string, unknown> = {}): Project {
  const made = project(files);
  if (!("package.json" in files)) rmSync(join(made.dir, "package.json"));
  return made;
}

const read = ({ dir }: Project, path: string): string => readFileSync(join(dir, path), "utf8");

describe("goldloop init", () => {
  it("is green in an empty folder, without a key, and catches one bug; everything of the broken copy is gone", async () => {
    const empty = folder();
    const scratch = folder();
    const startedAt = performance.now();
    const { code, stdout, stderr } = await empty.goldloop(["init"], {
      env: { OPENAI_API_KEY: "", TMPDIR: scratch.dir },
    });
    expect(stderr).toBe("");
    expect(stdout.replace(/\d+\.\d s/, "0.1 s").replace(/approved by \S+:/, "approved by YOU:")).toMatchInlineSnapshot(`
      "Found  no project yet, so the target is plain JavaScript

      Wrote
        goldloop.yaml                   the suite "support": dataset, target, scorers
        goldloop.lock                   pins what exactly is evaluated
        goldloop.policy.yaml            what a release must show
        evals/datasets/support.jsonl    12 examples, 4 of them critical
        evals/target.mjs                what is tested: call your app here
        .github/workflows/goldloop.yml  runs and gates the suite on every pull request
        .gitignore                      git leaves .goldloop/ alone

      ✓ support  12 of 12 examples pass  0.1 s, no key needed, pinned

      ✓ baseline  evals/baselines, approved by YOU: what later runs are compared with

      The same suite over a copy with one bug: "within 5 business days" has become "within 15 business days"

      ✗ refund-time  contains  critical, refunds
          input     How long does a refund take?
          expected  contains "within 5 business days"
          got       Send us the order number. The money is back within 15 business days.

      Caught: 1 of 12 examples fails. The copy is gone again.

      Next  your app  call it in evals/target.mjs
            examples  evals/datasets/support.jsonl, then   goldloop lock
            measure   goldloop run
            judge     goldloop gate
            look      goldloop view latest
      "
    `);
    expect(code).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(60_000);
    expect(readdirSync(scratch.dir).filter((name) => name.startsWith("goldloop-"))).toEqual([]);
    expect(readdirSync(join(empty.dir, ".goldloop/runs"))).toHaveLength(1);
  });

  it("leaves what a run refuses to do without: a lock that fits, a dataset that is valid, nothing at fault", async () => {
    const empty = folder();
    await empty.goldloop(["init"]);
    const run = await empty.json(["run", "--frozen"]);
    expect(run).toMatchObject({
      code: 0,
      value: { pinned: true, status: "complete", examples: 12, passed: 12, failed: 0 },
    });
    expect((await empty.json(["gate"])).value).toMatchObject({ decision: "allow", stage: "pull-request" });
    expect((await empty.goldloop(["lock", "--check"])).code).toBe(0);
    expect((await empty.json(["doctor"])).value).toMatchObject({ healthy: true });
    expect((await empty.goldloop(["dataset", "validate"])).code).toBe(0);
    expect(read(empty, "goldloop.yaml").split("\n")[0]).toBe(
      "# yaml-language-server: $schema=./node_modules/goldloop/schema/goldloop.json",
    );
    expect(read(empty, ".gitignore")).toBe(".goldloop/\n");
    expect(read(empty, "evals/target.mjs")).not.toContain("goldloop");
    const examples = read(empty, "evals/datasets/support.jsonl")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { tags: string[]; split: string });
    expect(examples.filter(({ split }) => split === "smoke").length).toBeGreaterThan(2);
    expect(examples.filter(({ tags }) => tags.includes("critical")).length).toBeGreaterThan(2);
    const workflow = parse(read(empty, ".github/workflows/goldloop.yml")) as {
      on: object;
      jobs: { evals: { steps: { run?: string }[] } };
    };
    expect(Object.keys(workflow.on)).toContain("pull_request");
    expect(workflow.jobs.evals.steps.at(-1)?.run).toMatch(
      /^npx --yes goldloop@\d+\.\d+\.\d+ run --frozen --stage pull-request --reporter github$/,
    );
    expect(read(empty, "goldloop.policy.yaml")).toContain("with a first commit: gates: all");
  });

  it("writes TypeScript into a TypeScript project, and says where to call the application", async () => {
    const next = folder({
      "package.json": {
        type: "module",
        dependencies: { ai: "^7.0.0", next: "^16.0.0" },
        devDependencies: { typescript: "^7.0.0" },
      },
      "tsconfig.json": { compilerOptions: { strict: true } },
      "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
      ".gitignore": "node_modules\n.goldloop",
    });
    const { code, value } = await next.json(["init", "--name", "assistant", "--dir", "quality/evals"]);
    expect(code).toBe(0);
    expect(value).toMatchObject({
      schema: "goldloop/init/v1",
      language: "typescript",
      frameworks: ["AI SDK", "Next.js"],
      answers: { target: "module", name: "assistant", dir: "quality/evals", url: null },
      written: [
        "goldloop.yaml",
        "goldloop.lock",
        "goldloop.policy.yaml",
        "quality/evals/datasets/assistant.jsonl",
        "quality/evals/target.ts",
        ".github/workflows/goldloop.yml",
        "evals/baselines/approved.json",
      ],
      changed: [],
      leftAlone: [],
      run: { examples: 12, passed: 12, pinned: true },
      caught: { failing: [{ id: "refund-time", scorers: [{ name: "contains" }] }] },
    });
    expect(read(next, "quality/evals/target.ts")).toMatch(/Call your own application .*generateText/);
    expect(read(next, ".github/workflows/goldloop.yml")).toContain(
      "- run: pnpm install --frozen-lockfile\n      - run: npx goldloop run --frozen --stage pull-request --reporter github",
    );
    expect(read(next, ".gitignore")).toBe("node_modules\n.goldloop");
  });

  it("writes a program in Python into a Python project, and one in Node where that was asked for", async () => {
    const python = folder({
      "pyproject.toml": '[project]\nname = "bot"\ndependencies = ["langchain>=0.3"]\n',
      "requirements.txt": "langchain\n",
    });
    expect(await python.json(["init", "--yes"])).toMatchObject({
      code: 0,
      value: {
        language: "python",
        frameworks: ["LangChain"],
        answers: { target: "exec" },
        run: { passed: 12 },
        caught: { failing: [{ id: "refund-time" }] },
      },
    });
    expect(read(python, "goldloop.yaml")).toMatch(/target: \{ exec: \[ ?python3?, evals\/target\.py ?\] \}/);
    expect(read(python, "evals/target.py")).toContain('chain.invoke({"input": question})');
    expect(read(python, ".github/workflows/goldloop.yml")).toContain("pip install -r requirements.txt");
    const node = folder({ "package.json": {} });
    expect(await node.json(["init"], { env: { GOLDLOOP_TARGET: "exec", GOLDLOOP_NAME: "bot" } })).toMatchObject({
      code: 0,
      value: {
        language: "javascript",
        answers: { target: "exec", name: "bot" },
        run: { passed: 12 },
        caught: { failing: [{ id: "refund-time" }] },
      },
    });
    expect(read(node, "goldloop.yaml")).toMatch(/target: \{ exec: \[ ?node, evals\/target\.mjs ?\] \}/);
  });

  it("finds out how a running endpoint takes a question, measures it, and shows the catch on an endpoint of its own", async () => {
    const url = await startEndpoint();
    const empty = folder();
    const { code, value } = await empty.json(["init", "--url", url]);
    expect(value).toMatchObject({
      answers: { target: "http", url },
      problem: null,
      run: { examples: 12, passed: 12, errors: 0 },
      caught: { failing: [{ id: "credentials", scorers: [{ name: "secrets" }] }] },
    });
    expect(code).toBe(0);
    expect(parse(read(empty, "goldloop.yaml"))).toMatchObject({
      suites: { support: { target: { http: { url, body: { question: "{{input}}" }, output: "data.answer" } } } },
    });
  });

  it("keeps the files and exits 3 when the endpoint is not there", async () => {
    const empty = folder();
    const { code, value } = await empty.json(["init", "--target", "http", "--url", "http://127.0.0.1:1/chat"]);
    expect(code).toBe(3);
    expect(value).toMatchObject({
      run: null,
      problem: expect.stringContaining("does not answer") as string,
      caught: { failing: [{ id: "credentials" }] },
    });
    expect(existsSync(join(empty.dir, "goldloop.lock"))).toBe(true);
  });

  it("overwrites nothing: a configuration, a dataset, a target or a lock of before stops it before anything is written", async () => {
    for (const there of ["goldloop.config.ts", "goldloop.yml"]) {
      const configured = folder({ [there]: "" });
      expect(await configured.json(["init"])).toMatchObject({ code: 2, value: { code: "config-exists" } });
      expect(readdirSync(configured.dir)).toEqual([there]);
    }
    for (const there of ["evals/datasets/support.jsonl", "evals/target.mjs", "goldloop.lock"]) {
      const busy = folder({ [there]: "mine\n" });
      const { code, value } = await busy.json(["init"]);
      expect({ code, ...value }).toMatchObject({
        code: "file-exists",
        error: expect.stringContaining(there) as string,
      });
      expect(read(busy, there)).toBe("mine\n");
      expect(existsSync(join(busy.dir, "goldloop.yaml"))).toBe(false);
    }
  });

  it("leaves a workflow alone, adds one line to .gitignore, and says both", async () => {
    const busy = folder({ ".github/workflows/goldloop.yml": "mine\n", ".gitignore": "dist" });
    const { stdout } = await busy.goldloop(["init"]);
    expect(stdout).toContain("Left alone, they were there\n  .github/workflows/goldloop.yml\n");
    expect(stdout).toMatch(/\.gitignore +one line more: \.goldloop\//);
    expect(read(busy, ".github/workflows/goldloop.yml")).toBe("mine\n");
    expect(read(busy, ".gitignore")).toBe("dist\n.goldloop/\n");
  });

  it("puts the workflow where GitHub reads it when the project is a folder of a repository", async () => {
    const repository = folder({ "apps/bot/package.json": {} });
    execFileSync("git", ["init", "--quiet", "--initial-branch", "trunk"], { cwd: repository.dir });
    mkdirSync(join(repository.dir, "apps/bot"), { recursive: true });
    execFileSync(process.execPath, [new URL("../bin/goldloop.js", import.meta.url).pathname, "init"], {
      cwd: join(repository.dir, "apps/bot"),
      env: { ...process.env, CI: "" },
    });
    const workflow = parse(read(repository, ".github/workflows/goldloop.yml")) as object;
    expect(workflow).toMatchObject({
      on: { push: { branches: ["trunk"] } },
      jobs: { evals: { defaults: { run: { "working-directory": "apps/bot" } } } },
    });
  });

  it.each([
    [["--name", "a/b"], "suite-name"],
    [["--dir", "../elsewhere"], "outside-folder"],
    [["--dir", "/tmp"], "outside-folder"],
    [["--url", "localhost:3000"], "bad-url"],
    [["--target", "grpc"], "usage"],
  ])("refuses %j", async (args, expected) => {
    const empty = folder();
    expect(await empty.json(["init", ...args])).toMatchObject({ code: 2, value: { code: expected } });
    expect(readdirSync(empty.dir)).toEqual([]);
  });
});

/** Takes `{ question }` only, and answers `{ data: { answer } }`. */
async function startEndpoint(): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { question } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { question?: string };
      if (question === undefined) response.writeHead(400).end("question is missing");
      else
        response
          .setHeader("content-type", "application/json")
          .end(JSON.stringify({ data: { answer: `About that: ${question.length}` } }));
    });
  });
  await new Promise<void>((started) => server.listen(0, "127.0.0.1", started));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/chat`;
}
