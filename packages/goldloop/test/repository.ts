import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A git repository in a folder of its own, removed after the test. */
export interface Repository {
  dir: string;
  /** Adds or replaces files; objects are written as JSON, lists as JSON lines. */
  write(files: Record<string, unknown>): void;
  /** Runs git as Ana, untouched by the machine's own configuration. */
  git(...args: string[]): string;
  /** Commits everything and returns the commit. */
  commit(message: string, ...flags: string[]): string;
}

const environment = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };

/** Makes files and a repository around them, without a commit. */
export function repository(files: Record<string, unknown> = {}): Repository {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "goldloop-repository-")));
  onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  return repositoryIn(dir, files);
}

/** The same in a folder that is there. */
export function repositoryIn(dir: string, files: Record<string, unknown> = {}): Repository {
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", ...args], {
      cwd: dir,
      encoding: "utf8",
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  const write = (more: Record<string, unknown>): void => {
    for (const [name, content] of Object.entries(more)) {
      const file = join(dir, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, textOf(content));
    }
  };
  git("init", "-q", "-b", "main");
  write({ ".gitignore": ".goldloop\n", ...files });
  return {
    dir,
    write,
    git,
    commit: (message, ...flags) => {
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", message, ...flags);
      return git("rev-parse", "HEAD");
    },
  };
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map((row) => `${JSON.stringify(row)}\n`).join("");
  return `${JSON.stringify(content, null, 2)}\n`;
}
