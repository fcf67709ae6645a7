import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { lookAround } from "./look.ts";

function folder(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), "goldloop-look-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

it.each<[string, Record<string, string>, object]>([
  ["nothing", {}, { language: "none", frameworks: [], packageManager: undefined, hasGoldloop: false }],
  [
    "a package without anything",
    { "package.json": "{}" },
    { language: "javascript", frameworks: [], packageManager: "npm" },
  ],
  ["a broken package.json", { "package.json": "{" }, { language: "javascript", frameworks: [] }],
  [
    "Next.js with the AI SDK",
    {
      "package.json": '{"dependencies":{"next":"16","ai":"7"},"devDependencies":{"goldloop":"1"}}',
      "tsconfig.json": "{}",
      "yarn.lock": "",
    },
    { language: "typescript", frameworks: ["AI SDK", "Next.js"], packageManager: "yarn", hasGoldloop: true },
  ],
  [
    "LangChain by two packages, named once",
    {
      "package.json": '{"dependencies":{"langchain":"1","@langchain/core":"1"},"devDependencies":{"typescript":"7"}}',
      "bun.lock": "",
    },
    { language: "typescript", frameworks: ["LangChain"], packageManager: "bun" },
  ],
  [
    "Python by pyproject",
    { "pyproject.toml": 'dependencies = [\n  "openai[voice]>=1.2",\n  "pydantic_ai",\n]\n' },
    { language: "python", frameworks: ["Pydantic AI", "OpenAI"], requirements: undefined },
  ],
  [
    "Python by requirements",
    { "requirements.txt": "openai-agents==1.0\nFlask\n" },
    { language: "python", frameworks: ["OpenAI Agents", "Flask"], requirements: "requirements.txt" },
  ],
  [
    "a Node project with a script in Python",
    { "package.json": "{}", "requirements.txt": "openai\n" },
    { language: "javascript", frameworks: [], requirements: undefined },
  ],
])("sees %s", (_, files, seen) => {
  const { frameworks, ...look } = lookAround(folder(files));
  expect({ ...look, frameworks: frameworks.map(({ name }) => name) }).toMatchObject(seen);
});

it("finds the lock file and the repository above a workspace's folder", () => {
  const root = folder({ ".git/HEAD": "ref: refs/heads/main\n", "pnpm-lock.yaml": "", "apps/bot/package.json": "{}" });
  expect(lookAround(join(root, "apps/bot"))).toMatchObject({ packageManager: "pnpm", gitRoot: root });
});
