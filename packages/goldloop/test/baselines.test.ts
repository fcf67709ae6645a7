import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { project, type Project } from "./project.ts";
import { repositoryIn, type Repository } from "./repository.ts";

const origin = { kind: "trace", traceId: "4bf92f35" };
const examples = [
  { id: "plain", input: "p", expected: "p" },
  { id: "mended", input: "m", expected: "m", origin },
  { id: "open", input: "o", expected: "other", origin },
];
const owner = ["--owner", "ana@example.com"];

async function approvable(release?: Record<string, unknown>): Promise<Project & Repository> {
  const given = project({
    "goldloop.yaml": {
      version: 1,
      suites: { support: { dataset: "data.jsonl", target: { module: "./target.ts" }, scorers: ["equals"] } },
      release,
    },
    "data.jsonl": examples,
    "target.ts": "export default (input: string): string => input;\n",
  });
  const { write: _, ...repository } = repositoryIn(given.dir);
  await given.goldloop(["lock"]);
  repository.commit("first");
  return { ...given, ...repository };
}

function approved({ dir }: Project): Record<string, unknown> {
  return JSON.parse(readFileSync(join(dir, "evals/baselines/approved.json"), "utf8")) as Record<string, unknown>;
}

test("release approve --initial makes the latest run the baseline and says what to commit", async () => {
  const given = await approvable();
  const run = (await given.json(["run"])).value;
  const { code, stdout } = await given.goldloop(["release", "approve", "--initial", ...owner]);
  expect(code).toBe(0);
  expect(stdout.replace(/[0-9a-f]{12}/, "DIGEST").replace(run["id"], "RUN")).toBe(
    [
      "APPROVED  release DIGEST by ana@example.com",
      "  support  3 examples x 1: 2 passed, 1 failed, 0 errors  RUN",
      "  guarded  1 promoted example, 1 of them from now on",
      "",
      "Gates compare with it once it is committed:",
      "  git add evals/baselines",
      "",
    ].join("\n"),
  );
  expect(approved(given)).toMatchObject({ approvedBy: "ana@example.com", previous: null, guarded: ["mended"] });
  expect(Object.keys(approved(given))).toEqual(["release", "runs", "approvedBy", "at", "previous", "guarded"]);
  // The baseline is a run like any other for what reads runs.
  const compared = await given.json(["compare", "evals/baselines/support", "latest"]);
  expect(compared).toMatchObject({ code: 0, value: { regressed: [], improved: [] } });
});

test("release approve --json prints the approval", async () => {
  const given = await approvable();
  const { value: run } = await given.json(["run"]);
  const { code, value } = await given.json(["release", "approve", "--initial", ...owner, "--run", run["id"]]);
  expect(code).toBe(0);
  expect(value).toMatchObject({
    schema: "goldloop/approval/v1",
    approved: true,
    ids: { support: run["id"] },
    notes: [],
  });
  const { release, runs, at } = value;
  expect(approved(given)).toMatchObject({ release, runs, at });
});

test.each<[string, string[], string]>([
  ["without an owner", ["--initial"], "no-owner"],
  ["by an owner who is nobody", ["--initial", "--owner", "ana"], "bad-email"],
  ["with a run that is not there", ["--initial", ...owner, "--run", "x"], "no-run"],
  ["judged by a stage, though it is the first", ["--initial", ...owner, "--stage", "pre-prod"], "initial-is-not-gated"],
])("a first baseline %s is refused", async (_, flags, code) => {
  const given = await approvable();
  await given.goldloop(["run"]);
  expect(await given.json(["release", "approve", ...flags])).toMatchObject({ code: 2, value: { code } });
  expect(existsSync(join(given.dir, "evals/baselines"))).toBe(false);
});

test("an unpinned and a partial run cannot be approved, and the first baseline is made once", async () => {
  const given = await approvable();
  await given.goldloop(["run", "--filter", "plain"]);
  const approve = ["release", "approve", "--initial", ...owner];
  expect(await given.json(approve)).toMatchObject({ code: 2, value: { code: "partial-run" } });
  await given.goldloop(["run"]);
  expect((await given.goldloop(approve)).code).toBe(0);
  expect(await given.json(approve)).toMatchObject({ code: 2, value: { code: "baseline-exists" } });
  const loose = await approvable();
  writeFileSync(join(loose.dir, "goldloop.lock"), "version: 1\nsuites: {}\n");
  await loose.goldloop(["run"]);
  expect(await loose.json(approve)).toMatchObject({ code: 2, value: { code: "unpinned-run" } });
});

const policy = {
  version: 1,
  baseline: { from: "approved", onMissing: "block" },
  gates: { quality: { require: ["passRate.observed >= 50%"], noRegression: { passRate: "-1pp" } } },
  stages: { "pull-request": { gates: ["quality"], onInconclusive: "point" } },
};

test("the next baseline is approved once its gates allow, and not before", async () => {
  const given = await approvable();
  given.write({ "goldloop.policy.yaml": policy });
  given.commit("policy");
  await given.goldloop(["run"]);
  expect(await given.json(["release", "approve", ...owner])).toMatchObject({ code: 1, value: { approved: false } });
  await given.goldloop(["release", "approve", "--initial", ...owner]);
  const first = approved(given);
  given.commit("approved");

  given.write({ "target.ts": 'export default (): string => "m";\n' });
  given.commit("worse");
  await given.goldloop(["run"]);
  const refused = await given.goldloop(["release", "approve", ...owner]);
  expect(refused.code).not.toBe(0);
  expect(refused.stdout).toContain("Not approved; nothing was written.");
  expect(approved(given)).toEqual(first);

  given.write({ "target.ts": 'export default (input: string): string => (input === "o" ? "other" : input);\n' });
  given.commit("better");
  await given.goldloop(["run"]);
  const { code, value } = await given.json(["release", "approve", ...owner]);
  expect({ code, value }).toMatchObject({ code: 0, value: { approved: true, newlyGuarded: ["open"] } });
  expect(approved(given)["previous"]).toMatch(/^sha256:/);
}, 120_000);

test("a baseline at a git ref that is interrupted leaves no worktree behind", async () => {
  const given = await approvable();
  given.write({
    "target.ts": [
      'import { writeFileSync } from "node:fs";',
      "export default async (input: string): Promise<string> => {",
      '  if (process.env["SLOW"]) {',
      '    writeFileSync(process.env["SLOW"], "");',
      "    await new Promise((resolve) => setTimeout(resolve, 60_000));",
      "  }",
      "  return input;",
      "};",
      "",
    ].join("\n"),
    "goldloop.policy.yaml": policy,
  });
  given.commit("slow");
  await given.goldloop(["run"]);
  const waiting = join(given.dir, ".goldloop", "waiting");
  const child = given.start(["gate", "--baseline", "main"], { SLOW: waiting });
  await vi.waitUntil(() => existsSync(waiting), { timeout: 40_000 });
  expect(given.git("worktree", "list").split("\n")).toHaveLength(2);
  child.kill("SIGINT");
  expect((await child.ended).code).not.toBe(0);
  expect(given.git("worktree", "list").split("\n")).toHaveLength(1);
});

test("release create writes what is shipped, and its bytes have the digest that release show prints", async () => {
  const given = await approvable({ files: ["*.ts"], models: ["openai/gpt-4.1-2025-04-14"] });
  const { code, stdout } = await given.goldloop(["release", "create"]);
  expect(code).toBe(0);
  const bytes = readFileSync(join(given.dir, "release.json"));
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  expect(stdout).toContain(`release ${digest}`);
  expect(stdout).toContain("target.ts");
  const { value } = await given.json(["release", "show"]);
  expect(value).toEqual({
    schema: "goldloop/release-description/v1",
    digest,
    release: JSON.parse(bytes.toString("utf8")),
    dirty: false,
  });
  await given.goldloop(["run"]);
  await given.goldloop(["release", "approve", "--initial", ...owner]);
  expect(approved(given)["release"]).toBe(digest);
});

test("release show says when the configuration does not name what is shipped", async () => {
  const given = await approvable();
  const { stdout } = await given.goldloop(["release", "show"]);
  expect(stdout).toContain("The configuration does not say what is shipped");
});
