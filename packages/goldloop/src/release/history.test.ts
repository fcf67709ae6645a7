import { expect, test } from "vitest";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { repository, type Repository } from "../../test/repository.ts";
import { authorsOf } from "./authors.ts";
import { defaultBaseRef } from "./base-ref.ts";
import { listAtRef, readAtRef, resolveRef } from "./history.ts";

test.each([
  [{ GITHUB_BASE_REF: "main" }, "refs/remotes/origin/main"],
  [{ GITHUB_BASE_REF: "" }, undefined],
  // The merge base would be an older policy than the target branch has now.
  [
    { CI_MERGE_REQUEST_DIFF_BASE_SHA: "4f9c1aa", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" },
    "refs/remotes/origin/main",
  ],
  [{ CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" }, "refs/remotes/origin/main"],
  [{ BITBUCKET_PR_DESTINATION_BRANCH: "release/2" }, "refs/remotes/origin/release/2"],
  [{ SYSTEM_PULLREQUEST_TARGETBRANCH: "refs/heads/main" }, "refs/remotes/origin/main"],
  [{ CHANGE_TARGET: "main" }, "refs/remotes/origin/main"],
  [{}, undefined],
])("the base of a pull request by %j is %s", (variables, expected) => {
  expect(defaultBaseRef(variables)).toBe(expected);
});

test("a file and a folder are read as of a ref, from the project's folder, whatever is on disk now", async () => {
  const { dir, commit, git, write } = repository({
    "app/goldloop.policy.yaml": "version: 1\n",
    "app/evals/acceptances/a b.json": "{}",
    "app/evals/acceptances/deep/ä.json": "{}",
    "shared/data.jsonl": "x",
  });
  const first = commit("first");
  git("rm", "-rq", "app", "shared");
  write({ "app/other": "" });
  commit("second");
  const project = join(dir, "app");
  expect(await readAtRef(project, first, "goldloop.policy.yaml")).toBe("version: 1\n");
  expect(await readAtRef(project, "HEAD~1", "../shared/data.jsonl")).toBe("x");
  expect(await readAtRef(project, "HEAD", "goldloop.policy.yaml")).toBeUndefined();
  expect(await readAtRef(project, first, "evals")).toBeUndefined();
  const files = ["evals/acceptances/a b.json", "evals/acceptances/deep/ä.json"];
  expect(await listAtRef(project, first, "evals/acceptances")).toEqual(files);
  expect(await listAtRef(project, "HEAD", "evals/acceptances")).toEqual([]);
});

test("a ref that is not there is an input error with the command that brings it", async () => {
  const { dir, commit } = repository();
  commit("first");
  await expect(resolveRef(dir, "origin/main")).rejects.toMatchObject({
    code: "unknown-ref",
    exitCode: 2,
    hint: expect.stringContaining("git fetch origin main:refs/remotes/origin/main"),
  });
  await expect(resolveRef(dir, "--output=x")).rejects.toMatchObject({ code: "unknown-ref" });
});

function two(): Repository & { base: string } {
  const made = repository({ "a.txt": "1" });
  return { ...made, base: made.commit("first") };
}

test("authors are those of the change: authors, committers and co-authors, in lower case", async () => {
  const { dir, base, commit, write } = two();
  write({ "a.txt": "2" });
  commit(
    "second\n\nCo-authored-by: Li <Li@Example.com>\nCo-authored-by: Bo <bo@example.com>",
    "--author",
    "Kim <kim@example.com>",
  );
  expect(await authorsOf(dir, base)).toEqual([
    "ana@example.com",
    "bo@example.com",
    "kim@example.com",
    "li@example.com",
  ]);
  expect(await authorsOf(dir, "HEAD")).toEqual([]);
});

test("what is not committed is by git's user", async () => {
  const { dir, git, write } = two();
  git("config", "user.email", "Here@example.com");
  expect(await authorsOf(dir, "HEAD")).toEqual([]);
  // Who puts an acceptance there has not written what it is about.
  write({ "evals/acceptances/RA-7.json": {} });
  expect(await authorsOf(dir, "HEAD")).toEqual([]);
  write({ "new.txt": "" });
  expect(await authorsOf(dir, "HEAD")).toEqual(["here@example.com"]);
  const unborn = repository({ "a.txt": "1" });
  unborn.git("config", "user.email", "first@example.com");
  expect(await authorsOf(unborn.dir, "origin/main")).toEqual(["first@example.com"]);
});

test("a clone that does not reach back cannot name the authors", async () => {
  const { dir, base, commit, write, git } = two();
  git("branch", "old", base);
  for (const text of ["2", "3"]) {
    write({ "a.txt": text });
    commit(text);
  }
  const clone = join(repository().dir, "clone");
  const flags = ["clone", "-q", "--depth", "1", "--no-single-branch", `file://${dir}`, clone];
  execFileSync("git", flags, { stdio: "ignore" });
  await expect(authorsOf(clone, "origin/old")).rejects.toMatchObject({ code: "shallow-history" });
});
