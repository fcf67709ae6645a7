import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { echoProject } from "./project.ts";

const examples = ["a", "b"].map((id) => ({ id, input: id, expected: id }));

describe("goldloop.lock", () => {
  test("a run is pinned when everything equals the lock, and says why not otherwise", async () => {
    const given = echoProject(examples);
    const before = await given.json(["run"]);
    expect(before.value).toMatchObject({ pinned: false, unpinned: ["there is no goldloop.lock"] });
    expect((await given.goldloop(["lock"])).code).toBe(0);
    expect((await given.json(["run"])).value).toMatchObject({ pinned: true, unpinned: [] });
    given.write({ "data.jsonl": [...examples, { id: "c", input: "c", expected: "c" }] });
    const after = await given.json(["run"]);
    expect(after.value["pinned"]).toBe(false);
    expect(after.value["unpinned"].join()).toContain("dataset");
  });

  test("--check says what differs, exit 1, and writes nothing", async () => {
    const given = echoProject(examples);
    expect((await given.goldloop(["lock", "--check"])).code).toBe(1);
    await given.goldloop(["lock"]);
    const text = readFileSync(join(given.dir, "goldloop.lock"), "utf8");
    expect((await given.goldloop(["lock", "--check"])).code).toBe(0);
    given.write({
      "goldloop.yaml": {
        version: 1,
        suites: {
          echo: {
            dataset: "data.jsonl",
            target: { module: "./target.ts" },
            scorers: [{ equals: { ignoreCase: true } }],
          },
        },
      },
    });
    const { code, stdout } = await given.goldloop(["lock", "--check"]);
    expect(code).toBe(1);
    expect(stdout).toContain("echo.scorers.equals");
    expect(readFileSync(join(given.dir, "goldloop.lock"), "utf8")).toBe(text);
  });

  test("is the same, byte for byte, however the rows of the dataset are ordered", async () => {
    const given = echoProject(examples);
    await given.goldloop(["lock"]);
    const text = readFileSync(join(given.dir, "goldloop.lock"), "utf8");
    given.write({ "data.jsonl": examples.toReversed() });
    await given.goldloop(["lock"]);
    expect(readFileSync(join(given.dir, "goldloop.lock"), "utf8")).toBe(text);
  });

  test("covers what a code scorer imports", async () => {
    const given = echoProject(examples, { scorers: [{ code: "./scorer.ts" }] });
    given.write({
      "scorer.ts":
        'import { limit } from "./limit";\nexport default ({ output }: { output: string }) => output.length < limit;\n',
      "limit.ts": "export const limit = 10;\n",
    });
    await given.goldloop(["lock"]);
    expect((await given.json(["run"])).value).toMatchObject({ pinned: true, passed: 2 });
    given.write({ "limit.ts": "export const limit = 100;\n" });
    const { code, stdout } = await given.goldloop(["lock", "--check"]);
    expect(code).toBe(1);
    expect(stdout).toContain("limit.ts");
  });

  test("--frozen refuses to start, and so does CI by itself", async () => {
    const given = echoProject(examples);
    for (const [flags, env] of [
      [["--frozen"], {}],
      [[], { CI: "true" }],
    ] as const) {
      const { code, stderr } = await given.goldloop(["run", ...flags], { env });
      expect(code).toBe(2);
      expect(stderr).toContain("goldloop lock");
    }
    expect((await given.goldloop(["run", "--no-frozen"], { env: { CI: "true" } })).code).toBe(0);
    await given.goldloop(["lock"]);
    expect((await given.goldloop(["run"], { env: { CI: "true" } })).code).toBe(0);
  });

  test("a dataset that changes during the run unpins it", async () => {
    const given = echoProject(examples);
    given.write({
      "target.ts":
        'import { appendFileSync } from "node:fs";\nexport default (input: string) => {\n  if (process.env.TOUCH) appendFileSync("data.jsonl", "\\n");\n  return input;\n};\n',
    });
    await given.goldloop(["lock"]);
    expect((await given.json(["run"])).value).toMatchObject({ pinned: true });
    const { value } = await given.json(["run"], { env: { TOUCH: "1" } });
    expect(value["pinned"]).toBe(false);
    expect(value["unpinned"].join()).toContain("changed during the run");
  });

  test("a model name that floats is refused as a pin, unless excused with a canary", async () => {
    const judged = (judge: Record<string, unknown>) => {
      const given = echoProject(examples, { scorers: [{ judge: "tone" }] });
      const config = JSON.parse(readFileSync(join(given.dir, "goldloop.yaml"), "utf8"));
      writeFileSync(
        join(given.dir, "goldloop.yaml"),
        JSON.stringify({ ...config, judges: { tone: { prompt: "Is this polite? {{output}}", ...judge } } }),
      );
      given.write({ "canary.jsonl": [{ id: "c1", input: "x", output: "y" }] });
      return given;
    };
    const floating = await judged({ model: "openai/gpt-4o" }).goldloop(["lock"]);
    expect(floating.code).toBe(2);
    expect(floating.stderr).toContain("openai/gpt-4o");
    expect(
      (await judged({ model: "openai/gpt-4o", allowFloating: "a deployment without versions" }).goldloop(["lock"]))
        .code,
    ).toBe(2);
    expect(
      (
        await judged({
          model: "openai/gpt-4o",
          allowFloating: "a deployment without versions",
          canary: "canary.jsonl",
        }).goldloop(["lock"])
      ).code,
    ).toBe(0);
    expect((await judged({ model: "openai/gpt-4.1-2025-04-14" }).goldloop(["lock"])).code).toBe(0);
  });
});
