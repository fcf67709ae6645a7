import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const fixture = fileURLToPath(new URL("./fixtures/vitest-matchers", import.meta.url));
const require = createRequire(import.meta.url);

interface Assertion {
  title: string;
  status: string;
  failureMessages: string[];
}

let results: Map<string, Assertion>;

beforeAll(async () => {
  const vitest = join(dirname(require.resolve("vitest/package.json")), "vitest.mjs");
  const folder = await mkdtemp(join(tmpdir(), "goldloop-matchers-"));
  const output = join(folder, "results.json");
  await node([
    vitest,
    "run",
    "--root",
    fixture,
    "--config",
    join(fixture, "vitest.config.ts"),
    "--reporter",
    "json",
    "--outputFile",
    output,
  ]);
  const report = JSON.parse(await readFile(output, "utf8")) as { testResults: { assertionResults: Assertion[] }[] };
  await rm(folder, { recursive: true });
  results = new Map(report.testResults.flatMap((file) => file.assertionResults).map((one) => [one.title, one]));
});

function node(argv: string[]): Promise<{ code: number | string | undefined; stdout: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" };
    execFile(process.execPath, argv, { cwd: fixture, env, maxBuffer: 16_000_000 }, (error, stdout) => {
      resolve({ code: error?.code ?? undefined, stdout });
    });
  });
}

function messageOf(title: string): string {
  const result = results.get(title);
  expect(result?.status, title).toBe("failed");
  return (result?.failureMessages ?? []).join("\n").split("\n    at ")[0] ?? "";
}

describe("matchers in a project's vitest", () => {
  it.each(["a scorer by name, at once", "any scorer as in goldloop.yaml", "a graded scorer against a number"])(
    "%s",
    (title) => {
      expect(results.get(title)).toMatchObject({ status: "passed" });
    },
  );

  it("shows the scorer's reason with what was asked and answered", () => {
    expect(messageOf("says why")).toMatchInlineSnapshot(`
      "Error: contains  does not pass
          because   lacks "refund"
          input     Where is my refund?
          got       We are open Monday to Friday."
    `);
    expect(messageOf("not says why too")).toMatchInlineSnapshot(`
      "Error: contains  passes, and must not
          because   contains "refund"
          got       Your refund is on its way."
    `);
    expect(messageOf("says how far off")).toMatchInlineSnapshot(`
      "Error: levenshtein  0.4286, at least 0.9 wanted
          because   8 edits from the expected 14 characters
          got       nothing"
    `);
  });

  it.each([
    ["not is no pass when nothing could be measured", "neither the output nor a conversation"],
    ["not is no pass when nothing could be measured, awaited", "neither the output nor a conversation"],
    ["an output that never came", "the output is undefined"],
    ["a promise that was not awaited", "the output is a promise"],
    ["a graded scorer without a number", "not a yes or no"],
    ["a scorer that takes its time", "does not answer at once"],
    ["nothing to compare with", "equals needs expected"],
    ["an unknown scorer", 'did you mean "contains"?'],
    ["an unknown judge", "helpfulness"],
  ])("fails: %s", (title, part) => {
    expect(messageOf(title)).toContain(part);
  });

  it("is typed: a misspelled scorer and a wrong argument do not compile", async () => {
    const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
    const { code, stdout } = await node([tsc, "-p", fixture]);
    expect(stdout).toBe("");
    expect(code).toBeUndefined();
  });
});
