import { readFileSync } from "node:fs";

/** Where the workflow runs, and for what. */
export interface WorkflowEvent {
  apiUrl: string;
  /** `owner/name` */
  repository: string;
  /** The commit that the status belongs to: of a pull request its head, not the merge that is checked out. */
  commit: string;
  /** Null outside of pull requests. */
  pullRequest: number | null;
  /** Whether the pull request comes from another repository: it has no secrets, and its token may not write. */
  fork: boolean;
  /** The branch that the change is to go into; null outside of pull requests and merge queues. */
  baseBranch: string | null;
  /** The page of this workflow run. */
  page: string;
}

/** Reads GitHub's variables and the event's file. Throws when they are not there. */
export function readEvent(variables: NodeJS.ProcessEnv): WorkflowEvent {
  const need = (name: string): string => {
    const value = variables[name];
    if (value === undefined || value === "") throw new Error(`${name} is not set: this runs as a GitHub Action only`);
    return value;
  };
  const file = variables["GITHUB_EVENT_PATH"];
  const event: unknown = file === undefined || file === "" ? {} : JSON.parse(readFileSync(file, "utf8"));
  const repository = need("GITHUB_REPOSITORY");
  const pull = at(event, "pull_request");
  const number = at(pull, "number");
  const head = at(pull, "head");
  const sha = at(head, "sha");
  const from = at(at(head, "repo"), "full_name");
  const isPull = typeof number === "number";
  return {
    apiUrl: need("GITHUB_API_URL").replace(/\/+$/, ""),
    repository,
    commit: typeof sha === "string" ? sha : need("GITHUB_SHA"),
    pullRequest: isPull ? number : null,
    // The repository of a fork that was deleted is null.
    fork: isPull && from !== repository,
    baseBranch: branchOf(at(at(pull, "base"), "ref")) ?? branchOf(at(at(event, "merge_group"), "base_ref")),
    page: `${need("GITHUB_SERVER_URL")}/${repository}/actions/runs/${need("GITHUB_RUN_ID")}`,
  };
}

function branchOf(ref: unknown): string | null {
  return typeof ref === "string" && ref !== "" ? ref.replace(/^refs\/heads\//, "") : null;
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
