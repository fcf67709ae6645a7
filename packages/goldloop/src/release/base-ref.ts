/** Variables of CI services that name the branch a pull request goes to. */
const targetBranch = [
  "GITHUB_BASE_REF",
  "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
  "BITBUCKET_PR_DESTINATION_BRANCH",
  "SYSTEM_PULLREQUEST_TARGETBRANCH",
  "CHANGE_TARGET",
] as const;

/**
 * The ref that a pull request is judged against, as the CI service tells it (GitHub, GitLab, Bitbucket, Azure, Jenkins);
 * undefined where nothing says that this is one. Whether it is there, `resolveRef` tells.
 */
export function defaultBaseRef(variables: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const name of targetBranch) {
    const branch = variables[name]?.replace(/^refs\/heads\//, "");
    if (branch !== undefined && branch !== "") return `origin/${branch}`;
  }
  return undefined;
}
