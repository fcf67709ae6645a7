import { writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { describeRelease, type Release } from "../release/index.ts";
import type { Call } from "./command.ts";
import type { Context } from "./context.ts";
import { openProject } from "./project.ts";
import { formatRelease } from "./release-text.ts";

/** `release create`: writes release.json. */
export async function createCommand(call: Call, context: Context): Promise<number> {
  const { release, directory } = await releaseOf(call, context);
  const out = call.flags["out"] as string | undefined;
  const file = out === undefined ? resolve(directory, "release.json") : resolve(context.directory, out);
  await writeFile(file, release.text);
  if (call.json) return print(release, { file }, context);
  context.stdout.write(`${formatRelease(release)}\n✓ ${relative(context.directory, file)}\n`);
  return 0;
}

/** `release show`: what the release is made of. */
export async function showCommand(call: Call, context: Context): Promise<number> {
  const { release } = await releaseOf(call, context);
  if (call.json) return print(release, {}, context);
  context.stdout.write(formatRelease(release));
  return 0;
}

async function releaseOf(call: Call, context: Context): Promise<{ release: Release; directory: string }> {
  const { config, models } = await openProject(context, call.flags, { cache: true });
  try {
    const release = await describeRelease(config, { models, variables: context.environment.variables });
    return { release, directory: config.directory };
  } finally {
    await models.close();
  }
}

function print({ document, digest, dirty }: Release, beside: Record<string, unknown>, context: Context): number {
  const value = { schema: "goldloop/release-description/v1", digest, release: document, dirty, ...beside };
  context.stdout.write(`${JSON.stringify(value)}\n`);
  return 0;
}
