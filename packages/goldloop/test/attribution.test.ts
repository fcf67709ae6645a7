import { describe, expect, it, onTestFinished } from "vitest";
import { startModelServer } from "./model-server.ts";
import { project, type Project } from "./project.ts";

const examples = Array.from({ length: 40 }, (_, i) => ({
  id: `q${String(i).padStart(2, "0")}`,
  input: `question ${i}`,
}));

/** Answers politely, except that every `RUDE`-th answer is not. */
const target =
  'export default (input: string): string => Number(input.split(" ")[1]) % Number(process.env.RUDE) === 0 ? `rude ${input}` : `please ${input}`;\n';

/** A judge that likes "please"; the strict one takes offence at every fifth question. */
async function judged(): Promise<{
  given: Project;
  env: (rude: number) => Record<string, string>;
  strict: () => void;
}> {
  const server = await startModelServer({
    answer: ({ user }) => {
      const polite = user.includes("please");
      const strict = user.includes("Strictly");
      const number = Number(/question (\d+)/.exec(user)?.[1]);
      return { object: { reason: "as seen", score: polite && !(strict && number % 5 === 1) ? 1 : 0 } };
    },
  });
  onTestFinished(() => server.close());
  const config = (prompt: string) => ({
    version: 1,
    suites: {
      talk: {
        dataset: "talk.jsonl",
        target: { module: "./target.ts" },
        scorers: [{ judge: "polite", threshold: 0.5 }],
      },
    },
    judges: { polite: { model: "openai/gpt-4.1-2025-04-14", prompt } },
  });
  const given = project({
    "goldloop.yaml": config("Is this polite?\n{{output}}"),
    "talk.jsonl": examples,
    "target.ts": target,
  });
  return {
    given,
    env: (rude) => ({ OPENAI_BASE_URL: server.url, OPENAI_API_KEY: "test", RUDE: String(rude) }),
    strict: () => given.write({ "goldloop.yaml": config("Strictly: is this polite?\n{{output}}") }),
  };
}

interface Parts {
  whole: number;
  app: { value: number; interval: [number, number] };
  eval: { value: number; interval: [number, number] };
  dataset: { value: number; interval: [number, number] };
}

async function partsOf(given: Project, env: Record<string, string>): Promise<Parts> {
  const { code, value } = await given.json(["compare", "latest~1", "latest"], { env });
  expect(code).toBe(0);
  return value["attribution"].scores.polite;
}

describe("did the app change, or the eval?", () => {
  it("a judge swap on the same outputs is the eval's doing", async () => {
    const { given, env, strict } = await judged();
    await given.goldloop(["run"], { env: env(8) });
    strict();
    await given.goldloop(["run"], { env: env(8) });
    const parts = await partsOf(given, env(8));
    expect(parts.app).toEqual({ value: 0, interval: [0, 0] });
    expect(parts.eval.value).toBeCloseTo(-7 / 40, 12);
    expect(parts.eval.interval[1]).toBeLessThan(0);
    expect(parts.whole).toBeCloseTo(parts.eval.value, 12);
  });

  it("an app change under the same judge is the app's", async () => {
    const { given, env } = await judged();
    await given.goldloop(["run"], { env: env(8) });
    await given.goldloop(["run"], { env: env(4) });
    const parts = await partsOf(given, { RUDE: "4" });
    expect(parts.eval).toEqual({ value: 0, interval: [0, 0] });
    expect(parts.app.value).toBeCloseTo(-5 / 40, 12);
    expect(parts.dataset).toEqual({ value: 0, interval: [0, 0] });
  });

  it("both together, with a new example, are a split that adds up", async () => {
    const { given, env, strict } = await judged();
    await given.goldloop(["run"], { env: env(8) });
    strict();
    given.write({ "talk.jsonl": [...examples.slice(2), { id: "new", input: "question 41" }] });
    await given.goldloop(["run"], { env: env(4) });
    const parts = await partsOf(given, env(4));
    expect(parts.app.value).toBeLessThan(0);
    expect(parts.eval.value).toBeLessThan(0);
    expect(parts.dataset.value).not.toBe(0);
    expect(parts.app.value + parts.eval.value + parts.dataset.value).toBeCloseTo(parts.whole, 12);
    const { stdout } = await given.goldloop(["compare", "latest~1", "latest"], { env: env(4) });
    expect(stdout).toContain("The app did not change; the eval did: dataset, judges, scorers.");
    expect(stdout).toMatch(/the eval {5}−\d+\.\dpp \[−\d+\.\d, −\d+\.\d\] +old outputs, today's scorers/);
  });

  it("is not told when today's scorers are not those of the newer run", async () => {
    const { given, env, strict } = await judged();
    await given.goldloop(["run"], { env: env(8) });
    strict();
    await given.goldloop(["run"], { env: env(8) });
    given.write({ "talk.jsonl": examples.slice(1) });
    const { value } = await given.json(["compare", "latest~1", "latest"], { env: env(8) });
    expect(value["attribution"].unavailable).toMatch(/^the dataset is not the one of .* any more/);
  });
});
