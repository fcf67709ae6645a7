import { expect, test } from "vitest";
import { measuring } from "../../test/measured.ts";
import { repository } from "../../test/repository.ts";
import { digestOf } from "../digest/index.ts";
import { describeRelease } from "./describe.ts";

const suites = {
  support: { dataset: "data.jsonl", target: { module: "./app/target.mjs" }, scorers: ["equals"] },
};

function files(release?: Record<string, unknown>): Record<string, unknown> {
  return {
    "goldloop.yaml": { version: 1, suites, release },
    "data.jsonl": [{ id: "a", input: "a" }],
    "app/target.mjs": "export default (input) => input;\n",
    "app/b.txt": "b",
    "prompts/p.md": "p",
    "node_modules/x/app/c.txt": "c",
    ".gitignore": "node_modules\n",
  };
}

async function described(dir: string) {
  const { config, environment } = await measuring(dir);
  return describeRelease(config, environment);
}

test("a release is the commit, and the digests of the files and models that the configuration names", async () => {
  const given = repository(files({ files: ["**/app/**", "prompts/*.md"], models: ["openai/b-2026-01-01", "a/a-1"] }));
  const commit = given.commit("first");
  const { document, text, digest, dirty, undescribed } = await described(given.dir);
  expect(document).toEqual({
    schema: "goldloop/release/v1",
    commit,
    files: {
      "app/b.txt": digestOf("b"),
      "app/target.mjs": digestOf("export default (input) => input;\n"),
      "prompts/p.md": digestOf("p"),
    },
    models: ["a/a-1", "openai/b-2026-01-01"],
  });
  expect(text.startsWith(`{"commit":"${commit}","files":{"app/b.txt":"sha256:`)).toBe(true);
  expect(digest).toBe(digestOf(text));
  expect({ dirty, undescribed }).toEqual({ dirty: false, undescribed: false });
  given.write({ "app/b.txt": "c" });
  const changed = await described(given.dir);
  expect(changed.digest).not.toBe(digest);
  expect(changed.dirty).toBe(true);
});

test("without `release` the commit and the targets stand for it", async () => {
  const given = repository(files());
  const before = await described(given.dir);
  expect(before.document).toMatchObject({
    commit: null,
    files: {},
    targets: { support: expect.stringMatching(/^sha256:/) },
  });
  expect(before.undescribed).toBe(true);
  given.write({ "app/target.mjs": "export default () => 1;\n" });
  expect((await described(given.dir)).digest).not.toBe(before.digest);
});

test("a pattern that matches no file is an input error", async () => {
  const given = repository(files({ files: ["src/**"], models: [] }));
  await expect(described(given.dir)).rejects.toMatchObject({ code: "no-match", exitCode: 2 });
});
