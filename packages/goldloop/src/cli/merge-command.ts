import { findRun, mergeRuns, openRun } from "../run/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { openConfig } from "./project.ts";
import { report } from "./reporting.ts";

/** Merges the parts of a sharded run and reports the whole. */
export async function mergeCommand(call: Call, context: Context): Promise<number> {
  const config = await openConfig(context, call.flags);
  const dirs = await Promise.all(call.arguments.map((name) => findRun(config.directory, context.directory, name)));
  const parts = await Promise.all(dirs.map(openRun));
  const { dir, record } = await mergeRuns(parts, config.directory, call.flags["out"] as string | undefined);
  await report([await openRun(dir)], undefined, [{ name: call.json ? "json" : "terminal", file: undefined }], {
    context,
    directory: config.directory,
    json: call.json,
    all: false,
    color: hasColor(context.stdout, context.environment),
  });
  return record.status === "complete" && record.errors === 0 ? 0 : 3;
}
