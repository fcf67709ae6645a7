import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findEvalFiles } from "./eval-files.ts";

let root = "";
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "goldloop-eval-files-")));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function project(name: string, files: readonly string[], links: Record<string, string> = {}): Promise<string> {
  const folder = join(root, name);
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), "");
  }
  for (const [link, target] of Object.entries(links)) await symlink(target, join(folder, link));
  return folder;
}

async function found(folder: string): Promise<string[]> {
  return (await findEvalFiles(folder)).map((file) => file.slice(folder.length + 1));
}

describe("suites in code", () => {
  it("are found at any depth, in the order of their paths, in TypeScript and JavaScript", async () => {
    const folder = await project("depth", [
      "z.eval.js",
      "a/b/c.eval.ts",
      "a/b.eval.mts",
      "a/x.eval.mjs",
      "a/x.eval.json",
    ]);
    expect(await found(folder)).toEqual(["a/b.eval.mts", "a/b/c.eval.ts", "a/x.eval.mjs", "z.eval.js"]);
  });

  it("are not looked for in installed, built and hidden folders", async () => {
    const folder = await project("ignored", [
      "node_modules/p/a.eval.ts",
      "app/dist/a.eval.ts",
      "app/.goldloop/a.eval.ts",
      ".git/a.eval.ts",
      "app/.a.eval.ts",
      "app/distance/a.eval.ts",
    ]);
    expect(await found(folder)).toEqual(["app/distance/a.eval.ts"]);
  });

  it("are found through links, which may lead in a circle or nowhere", async () => {
    const folder = await project("links", ["app/a.eval.ts", "elsewhere.txt"], {
      "app/up": "..",
      "app/lost.eval.ts": "nowhere",
      "app/b.eval.ts": "../elsewhere.txt",
    });
    await project("outside", ["c.eval.ts"]);
    await symlink(join(root, "outside"), join(folder, "linked"));
    expect(await found(folder)).toEqual(["app/a.eval.ts", "app/b.eval.ts", "linked/c.eval.ts"]);
  });

  it("are none in a folder that is not there", async () => {
    expect(await findEvalFiles(join(root, "missing"))).toEqual([]);
  });
});
