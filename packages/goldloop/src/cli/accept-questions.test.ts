import { describe, expect, test } from "vitest";
import { InputError } from "../error/index.ts";
import { answerAll, type AcceptQuestion } from "./accept-questions.ts";

const questions: AcceptQuestion[] = [
  {
    key: "gate",
    flag: "--gate",
    sample: "safety",
    text: "Which gate?",
    standard: () => "safety",
    check: (typed) => {
      if (typed === "safty") throw new InputError("unknown-gate", 'there is no gate "safty"');
    },
  },
  { key: "owner", flag: "--owner", sample: "you@example.com", text: "Who?" },
  { key: "expires", flag: "--expires", sample: "30d", text: "Until when?", needed: ({ gate }) => gate !== "other" },
];

/** Somebody who types these lines, one at each question. */
function typing(...lines: string[]): { ask: (question: string) => Promise<string>; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    ask: async (question) => {
      asked.push(question);
      return lines[asked.length - 1] ?? "";
    },
  };
}

describe("what an acceptance needs from people", () => {
  test("is asked for, once more when it cannot be, and not when it is known", async () => {
    const said: string[] = [];
    const { ask, asked } = typing("safty", "", "", "ana@example.com");
    const known = await answerAll(questions, { expires: "7d" }, ask, (line) => said.push(line));
    expect(known).toEqual({ gate: "safety", owner: "ana@example.com", expires: "7d" });
    expect(asked).toEqual(["Which gate? [safety] ", "Which gate? [safety] ", "Who? ", "Who? "]);
    expect(said.join("")).toContain('no gate "safty"');
  });

  test("is named, all of it, when nobody can be asked", async () => {
    const act = answerAll(questions, { gate: "safety" }, undefined, () => undefined);
    await expect(act).rejects.toMatchObject({
      code: "missing-flags",
      message: "missing: --owner, --expires",
      hint: "goldloop accept ... --owner you@example.com --expires 30d",
    });
    const other = answerAll(questions, { gate: "other", owner: "a@x.org" }, undefined, () => undefined);
    expect(await other).toEqual({ gate: "other", owner: "a@x.org" });
  });
});
