import { glob } from "tinyglobby";
import type { Config, SuiteConfig } from "../config/index.ts";
import { git, GitError } from "../dataset/index.ts";
import { canonicalJson, digestOf, type Digest } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import { suiteKey } from "../gate/index.ts";
import { digestOfFiles } from "../module/index.ts";
import { identifyTarget, type TargetEnvironment, type TargetSpec } from "../target/index.ts";

/** release.json (design 10): what is shipped. */
export interface ReleaseDocument {
  schema: "goldloop/release/v1";
  /** Null outside of git and before the first commit. */
  commit: string | null;
  /** Digests of the files that `release.files` names, by path from the project's folder. */
  files: Record<string, Digest>;
  /** The model ids that `release.models` names, sorted. */
  models: string[];
  /** Without `release` in the configuration: the digests of the targets' identities, by `suite` or `suite@target`. */
  targets?: Record<string, Digest>;
}

/** A release and its name. */
export interface Release {
  document: ReleaseDocument;
  /** The document by RFC 8785: the bytes of release.json. */
  text: string;
  /** SHA-256 of the text. */
  digest: Digest;
  /** Paths of the files, sorted. */
  files: string[];
  /** The configuration has no `release`: only commit and targets name it. */
  undescribed: boolean;
  /** There are uncommitted changes: the commit alone does not lead back to these files. */
  dirty: boolean;
}

const ignored = ["**/node_modules/**", "**/.git/**", "**/.goldloop/**"];

/**
 * What is shipped, as the configuration's `release` names it: the git commit, and digests of files and model ids. Without
 * `release`, the commit and what the targets are. Throws InputError `no-match` for a pattern that matches no file.
 */
export async function describeRelease(
  config: Config,
  environment: Omit<TargetEnvironment, "directory">,
): Promise<Release> {
  const { commit, dirty } = await stateOf(config.directory);
  const files = await digestOfFiles(await shipped(config), config.directory);
  const document: ReleaseDocument = {
    schema: "goldloop/release/v1",
    commit,
    files,
    models: [...new Set(config.release?.models)].toSorted(),
    ...(config.release === undefined ? { targets: await targetsOf(config, environment) } : {}),
  };
  const text = canonicalJson(document);
  return {
    document,
    text,
    digest: digestOf(text),
    files: Object.keys(files),
    undescribed: config.release === undefined,
    dirty,
  };
}

async function shipped({ directory, release, file }: Config): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of release?.files ?? []) {
    const matches = await glob(pattern, { cwd: directory, absolute: true, ignore: ignored });
    if (matches.length === 0) {
      throw new InputError("no-match", `release.files: "${pattern}" matches no file`, {
        location: file === undefined ? undefined : { file },
        hint: "correct the pattern; it counts from the folder of the configuration",
      });
    }
    for (const match of matches) found.add(match);
  }
  return [...found];
}

async function stateOf(directory: string): Promise<{ commit: string | null; dirty: boolean }> {
  try {
    const head = await git(directory, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
    const changes = await git(directory, "status", "--porcelain", "--untracked-files=no");
    return { commit: head.toString("utf8").trim(), dirty: changes.length > 0 };
  } catch (error) {
    if (error instanceof GitError) return { commit: null, dirty: false };
    throw error;
  }
}

async function targetsOf(
  { suites }: Config,
  environment: Omit<TargetEnvironment, "directory">,
): Promise<Record<string, Digest>> {
  const digests: [string, Digest][] = [];
  for (const suite of suites.values()) {
    for (const [target, spec] of specsOf(suite)) {
      const codeFile = suite.inCode ? suite.file : undefined;
      const identity = await identifyTarget(spec, { ...environment, directory: suite.directory }, codeFile);
      digests.push([suiteKey({ suite: suite.name, target }), identity.digest]);
    }
  }
  return Object.fromEntries(digests.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function specsOf({ target, targets }: SuiteConfig): [string | null, TargetSpec][] {
  if (targets !== undefined) return Object.entries(targets);
  return target === undefined ? [] : [[null, target]];
}
