import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { echoProject, project, type Project } from "./project.ts";

interface Check {
  check: string;
  about?: string;
  status: "ok" | "fault" | "unknown";
  text: string;
  todo?: string;
  exitCode?: number;
}

const examples = [
  { id: "a", input: "x", expected: "x", split: "smoke" },
  { id: "b", input: "y", expected: "y" },
];
const noKeys = { OPENAI_API_KEY: "", OPENAI_BASE_URL: "", ANTHROPIC_API_KEY: "" };

async function examine(
  patient: Project,
  env: Record<string, string> = {},
): Promise<{ code: number | null; healthy: boolean; checks: Check[] }> {
  const { code, value } = await patient.json<{ schema: string; healthy: boolean; checks: Check[] }>(["doctor"], {
    env: { ...noKeys, ...env },
  });
  expect(value.schema).toBe("goldloop/doctor/v1");
  return { code, ...value };
}

const faults = (checks: readonly Check[]): Check[] => checks.filter(({ status }) => status === "fault");
const repository = ({ dir }: Project): void => void execFileSync("git", ["init", "--quiet"], { cwd: dir });

describe("goldloop doctor", () => {
  it("finds nothing at fault in a project that is pinned and in git", async () => {
    const sound = echoProject(examples);
    sound.write({ ".gitignore": ".goldloop/\n" });
    repository(sound);
    await sound.goldloop(["lock"]);
    const { code, stdout } = await sound.goldloop(["doctor"]);
    expect(stdout.replace(/v\d+\.\d+\.\d+/, "v24").replace(/\d+ [GM]B free/, "9 GB free")).toMatchInlineSnapshot(`
      "✓ node       v24
      ✓ config     goldloop.yaml: 1 suite (echo)
      ✓ dataset    echo: data.jsonl: 2 examples (smoke 1)
      ✓ target     echo: module opens
      ✓ scorers    echo: equals
      ✓ lock       echo: pins what is there now
      ✓ git        a repository, and .goldloop/ is ignored
      ✓ disk       runs can be written, 9 GB free

      Nothing is at fault.
        goldloop run
      "
    `);
    expect(code).toBe(0);
  });

  it("asks for a configuration where there is none, and exits 2", async () => {
    const { code, checks } = await examine(project({}));
    expect(code).toBe(2);
    expect(faults(checks)).toMatchObject([{ check: "config", todo: "goldloop init" }]);
  });

  it("names every fault of the configuration with its place", async () => {
    const { stdout } = await project({
      "goldloop.yaml": "version: 1\nsuites:\n  a:\n    dataset: d.jsonl\n    trails: 3\n",
    }).goldloop(["doctor"]);
    expect(stdout).toMatch(/✗ config +unknown key "trails".*did you mean "trials"\?.*\(goldloop\.yaml:5\)/);
  });

  it("goes on after a fault: a missing dataset, a target that does not load and an unknown scorer, each once", async () => {
    const sick = project({
      "goldloop.yaml": {
        version: 1,
        suites: {
          one: { dataset: "missing.jsonl", target: { module: "./target.ts" }, scorers: ["equals"] },
          two: { dataset: "data.jsonl", target: { module: "./nowhere.ts" }, scorers: [{ contians: "x" }] },
          three: { dataset: "data.jsonl", scorers: ["equals"] },
        },
      },
      "data.jsonl": examples,
      "target.ts": "export default (input: string): string => input;\n",
    });
    const { code, checks } = await examine(sick);
    expect(code).toBe(2);
    expect(faults(checks).map(({ check, about }) => `${check} ${about ?? ""}`)).toEqual([
      "dataset one",
      "target two",
      "scorers two",
      "lock ",
    ]);
    expect(checks.find(({ about, check }) => about === "three" && check === "target")).toMatchObject({
      status: "unknown",
      todo: "goldloop run three --replay outputs.jsonl",
    });
  });

  it("opens targets without calling them", async () => {
    const loud = echoProject(examples);
    loud.write({ "target.ts": 'export default (): never => {\n  throw new Error("called");\n};\n' });
    await loud.goldloop(["lock"]);
    expect(faults((await examine(loud)).checks)).toEqual([]);
  });

  it("says that the lock is missing, and in what it differs", async () => {
    const moved = echoProject(examples);
    expect(faults((await examine(moved)).checks)).toMatchObject([
      { check: "lock", todo: "goldloop lock", exitCode: 2 },
    ]);
    await moved.goldloop(["lock"]);
    moved.write({ "data.jsonl": [...examples, { id: "c", input: "z", expected: "z" }] });
    expect(faults((await examine(moved)).checks)).toMatchObject([
      {
        check: "lock",
        about: "echo",
        text: expect.stringContaining("echo.dataset.count: 2 in the lock, 3 now") as string,
      },
    ]);
  });

  it("names keys and packages that the models need, never a value, and exits 3 when nothing else is at fault", async () => {
    const asking = echoProject(examples, {
      target: { chat: "openai/gpt-4.1-2025-04-14" },
      scorers: [
        { closedQa: { criterion: "is polite", model: "anthropic/claude-sonnet-4-5-20250929" } },
        { similar: { model: "local/embed-1" } },
      ],
    });
    await asking.goldloop(["lock"]);
    const { code, checks } = await examine(asking);
    expect(code).toBe(3);
    expect(checks.filter(({ check }) => check === "models")).toMatchObject([
      {
        about: "openai/gpt-4.1-2025-04-14",
        status: "fault",
        text: "OPENAI_API_KEY is not set",
        todo: "export OPENAI_API_KEY=...",
      },
      { about: "anthropic/claude-sonnet-4-5-20250929", status: "fault", todo: "npm install -D @ai-sdk/anthropic" },
      { about: "local/embed-1", status: "unknown", todo: "models: { baseUrls: { local: https://.../v1 } }" },
    ]);
    const { stdout } = await asking.goldloop(["doctor"], { env: { OPENAI_API_KEY: "sk-very-secret" } });
    expect(stdout).toContain("OPENAI_API_KEY is set");
    expect(stdout).not.toContain("sk-very-secret");
  });

  it("does without keys where cassettes are played back, and misses the cassettes themselves", async () => {
    const playing = echoProject(examples, { target: { chat: "openai/gpt-4.1-2025-04-14" } });
    await playing.goldloop(["lock"]);
    const replay = { GOLDLOOP_CASSETTES: "replay" };
    expect(faults((await examine(playing, replay)).checks)).toMatchObject([{ check: "cassettes", exitCode: 2 }]);
    playing.write({ "evals/cassettes/models.jsonl": "" });
    const { code, checks } = await examine(playing, replay);
    expect(code).toBe(0);
    expect(checks.find(({ check }) => check === "models")).toMatchObject({ status: "unknown" });
    expect(checks.find(({ check }) => check === "cassettes")).toMatchObject({
      status: "ok",
      text: expect.stringContaining("1 in evals/cassettes") as string,
    });
  });

  it("minds that git would take the runs in", async () => {
    const careless = echoProject(examples);
    repository(careless);
    await careless.goldloop(["lock"]);
    expect(faults((await examine(careless)).checks)).toMatchObject([
      { check: "git", todo: "echo .goldloop/ >> .gitignore" },
    ]);
  });

  it("minds that runs cannot be written", async () => {
    const closed = echoProject(examples);
    await closed.goldloop(["lock"]);
    closed.write({ ".goldloop": "in the way" });
    expect(faults((await examine(closed)).checks)).toMatchObject([{ check: "disk", exitCode: 3 }]);
  });
});
