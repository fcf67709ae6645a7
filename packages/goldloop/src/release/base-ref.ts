import { readFileSync } from "node:fs";
import { isJsonObject } from "../digest/index.ts";

/** Variables of CI services that name the branch a pull request goes to. */
const targetBranch = [
  "GITHUB_BASE_REF",
  "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
  "BITBUCKET_PR_DESTINATION_BRANCH",
  "SYSTEM_PULLREQUEST_TARGETBRANCH",
  "CHANGE_TARGET",
] as const;

/**
 * The ref that a pull request is judged against, as the CI service tells it (GitHub, GitLab, Bitbucket, Azure, Jenkins), in full: a
 * tag or branch of the same short name must not stand in for it. In a GitHub merge queue the commit that the group is built
 * on. Undefined where nothing says that this is one. Whether it is there, `resolveRef` tells.
 */
export function defaultBaseRef(variables: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const name of targetBranch) {
    const branch = variables[name]?.replace(/^refs\/heads\//, "");
    if (branch !== undefined && branch !== "") return `refs/remotes/origin/${branch}`;
  }
  return variables["GITHUB_EVENT_NAME"] === "merge_group" ? queueBase(variables["GITHUB_EVENT_PATH"]) : undefined;
}

/** The commit that a merge group is built on; undefined where the event's file does not tell. */
function queueBase(file: string | undefined): string | undefined {
  if (file === undefined || file === "") return undefined;
  let event: unknown;
  try {
    event = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
  const group = isJsonObject(event) ? event["merge_group"] : undefined;
  const sha = isJsonObject(group) ? group["base_sha"] : undefined;
  return typeof sha === "string" && /^[0-9a-f]{40,64}$/.test(sha) ? sha : undefined;
}

/** A ref as people write it: `origin/main` for `refs/remotes/origin/main`, the first digits of a commit. */
export function shortRef(ref: string): string {
  if (/^[0-9a-f]{40,64}$/.test(ref)) return ref.slice(0, 12);
  return ref.replace(/^refs\/(?:remotes|heads|tags)\//, "");
}
