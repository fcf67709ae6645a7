import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Look, PackageManager } from "./look.ts";

const installs: Record<PackageManager, string[]> = {
  npm: ["npm ci"],
  pnpm: ["corepack enable", "pnpm install --frozen-lockfile"],
  yarn: ["corepack enable", "yarn install --immutable"],
  bun: ["npm install --global bun", "bun install --frozen-lockfile"],
};

/** Where the workflow stands, from the project's folder: GitHub reads it at the root of the repository only. */
export function workflowPath({ directory, gitRoot }: Look): string {
  const root = gitRoot === undefined ? "" : relative(directory, gitRoot).split(sep).join("/");
  return `${root === "" ? "" : `${root}/`}.github/workflows/goldloop.yml`;
}

/** A workflow that runs the suites on every pull request, with the inputs that the lock pins and no others, and gates them. */
export function workflowText(look: Look, version: string): string {
  const { directory, gitRoot, packageManager, requirements } = look;
  const folder = gitRoot === undefined ? "" : relative(gitRoot, directory).split(sep).join("/");
  const install = packageManager === undefined ? [] : installs[packageManager];
  // Without a package.json nothing fixes the version, and another one may have other scorers than the lock pins.
  const npx = packageManager === undefined ? `npx --yes goldloop@${version}` : "npx goldloop";
  const python = requirements === undefined ? [] : [`pip install -r ${requirements}`];
  const steps = [...install, ...python, `${npx} run --frozen --stage pull-request --reporter github`];
  return `name: goldloop
on:
  pull_request:
  push:
    branches: [${branchOf(gitRoot)}]
permissions:
  contents: read
jobs:
  evals:
    runs-on: ubuntu-latest
${folder === "" ? "" : `    defaults:\n      run:\n        working-directory: ${folder}\n`}    steps:
      - uses: actions/checkout@v5
        with:
          # The base's policy counts, and its history says what was removed.
          fetch-depth: 0
      - uses: actions/setup-node@v5
        with:
          node-version: 24
${steps.map((step) => `      - run: ${step}`).join("\n")}
`;
}

/** The branch that is checked out, when it is a usual main one. */
function branchOf(gitRoot: string | undefined): string {
  if (gitRoot === undefined) return "main";
  try {
    const head = readFileSync(join(gitRoot, ".git", "HEAD"), "utf8");
    const branch = /^ref: refs\/heads\/(.+)\s*$/.exec(head)?.[1];
    return branch === "master" || branch === "trunk" ? branch : "main";
  } catch {
    return "main";
  }
}
