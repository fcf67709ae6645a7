import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadDataset } from "./load.ts";
import { datasetVersions } from "./versions.ts";

let folder = "";
let repository = "";

/** Runs git with a fixed identity and clock, untouched by the machine's own configuration. */
function git(day: number, ...args: string[]): string {
  const date = `2026-11-0${day}T12:00:00+02:00`;
  const identity = { NAME: "Ana Łem", EMAIL: "ana@example.com", DATE: date };
  const entries = Object.entries(identity).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ]);
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
    ...Object.fromEntries(entries),
  };
  return execFileSync("git", ["-C", repository, ...args], {
    encoding: "utf8",
    env,
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "goldloop-versions-"));
  repository = join(folder, "repo");
  await mkdir(join(repository, "evals"), { recursive: true });
  const commit = async (day: number, subject: string, name: string, content: string) => {
    await writeFile(join(repository, "evals", name), content);
    git(day, "add", "-A");
    git(day, "commit", "-q", "-m", subject);
  };
  git(1, "init", "-q", "-b", "main");
  await commit(1, "first", "old näme.jsonl", '{"id":"a","input":"one long enough text for git to see the rename"}\n');
  git(2, "mv", "evals/old näme.jsonl", "evals/support.jsonl");
  git(2, "commit", "-q", "-m", "renamed");
  git(2, "tag", "v1");
  await commit(3, "broken", "support.jsonl", '{"id":"a"}\n');
  await commit(4, "unrelated", "other.txt", "x");
  await commit(5, "two; with | odd\tsubject", "support.jsonl", '{"id":"b","input":2}\n{"id":"a","input":"one"}\n');
  await commit(6, "reordered", "support.jsonl", '{"id":"a","input":"one"}\n{"id":"b","input":2}\n');
});
afterAll(() => rm(folder, { recursive: true }));

it("lists the versions of a file from git, newest first, through a rename", async () => {
  const { versions, more, reason, shallow } = await datasetVersions("evals/support.jsonl", { directory: repository });
  expect(versions.map(({ date, author, subject, count }) => [date, author, subject, count])).toEqual([
    ["2026-11-06T10:00:00.000Z", "Ana Łem", "reordered", 2],
    ["2026-11-05T10:00:00.000Z", "Ana Łem", "two; with | odd\tsubject", 2],
    ["2026-11-03T10:00:00.000Z", "Ana Łem", "broken", null],
    ["2026-11-02T10:00:00.000Z", "Ana Łem", "renamed", 1],
    ["2026-11-01T10:00:00.000Z", "Ana Łem", "first", 1],
  ]);
  expect([more, reason, shallow]).toEqual([false, undefined, false]);
  expect(versions[0]?.digest).toBe(versions[1]?.digest);
  expect(versions[2]).toMatchObject({ digest: null, fault: 'example "a": missing key "input"' });
  expect(versions[3]?.digest).toBe(versions[4]?.digest);
  expect(versions[0]?.digest).toBe((await loadDataset("evals/support.jsonl", { directory: repository })).digest);
  expect(versions[0]?.commit).toBe(git(9, "rev-parse", "HEAD"));
});

it("is bounded, and says that there is more", async () => {
  const { versions, more } = await datasetVersions("support.jsonl", { directory: join(repository, "evals"), limit: 2 });
  expect([versions.length, more]).toEqual([2, true]);
});

it("is empty, with the reason, where there is no history", async () => {
  const outside = join(folder, "plain");
  await mkdir(outside);
  await writeFile(join(outside, "d.jsonl"), '{"id":"a","input":1}\n');
  expect(await datasetVersions("d.jsonl", { directory: outside })).toMatchObject({
    versions: [],
    reason: "not in a git repository",
  });
  await writeFile(join(repository, "new.jsonl"), '{"id":"a","input":1}\n');
  expect(await datasetVersions("new.jsonl", { directory: repository })).toMatchObject({
    versions: [],
    reason: "the file was never committed",
  });
  const empty = join(folder, "empty");
  execFileSync("git", ["init", "-q", empty]);
  expect(await datasetVersions("d.jsonl", { directory: empty })).toMatchObject({
    versions: [],
    reason: "the file was never committed",
  });
});

it("reads file@ref as the dataset of that commit", async () => {
  const old = await loadDataset("evals/support.jsonl@v1", { directory: repository });
  expect([old.file, old.commit, old.count]).toEqual(["evals/support.jsonl@v1", git(9, "rev-parse", "v1"), 1]);
  expect(old.path).toBe(join(repository, "evals/support.jsonl"));
  expect((await loadDataset("evals/support.jsonl@HEAD~1", { directory: repository })).ids()).toEqual(["b", "a"]);
});

it.each([
  ["evals/support.jsonl@nope", "unknown-ref", "there is no commit, branch or tag nope"],
  ["evals/support.jsonl@--output=x", "unknown-ref", "there is no commit, branch or tag --output=x"],
  ["evals/none.jsonl@v1", "no-file", "none.jsonl is not in v1"],
  ["evals/suport.jsonl", "no-file", 'there is no dataset evals/suport.jsonl; did you mean "evals/support.jsonl"?'],
  ["none/deep.jsonl", "no-file", "there is no dataset none/deep.jsonl"],
  [
    "evals/other.txt",
    "unknown-format",
    "evals/other.txt is no dataset by its extension; known: .jsonl, .ndjson, .json, .yaml, .yml, .csv",
  ],
])("refuses %s", async (file, code, message) => {
  await expect(loadDataset(file, { directory: repository })).rejects.toMatchObject({ code, message, exitCode: 2 });
});

it("prefers a file whose own name has an @", async () => {
  await writeFile(join(folder, "plain@v1.jsonl"), '{"id":"x","input":1}\n');
  expect((await loadDataset("plain@v1.jsonl", { directory: folder })).ids()).toEqual(["x"]);
});

it("refuses a folder and an unknown format by name", async () => {
  await expect(loadDataset("evals", { directory: repository })).rejects.toMatchObject({ code: "unreadable-file" });
  await writeFile(join(folder, "data.txt"), '{"id":"x","input":1}\n');
  expect((await loadDataset("data.txt", { directory: folder, format: "jsonl" })).count).toBe(1);
});
