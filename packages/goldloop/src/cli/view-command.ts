import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { findProject } from "../config/index.ts";
import { renderReport } from "../report/index.ts";
import { openInBrowser } from "./open-in-browser.ts";
import { isApproved, openNamedRun } from "./named-run.ts";
import { listRuns, openRun, runsDirectory, type RunRecord } from "../run/index.ts";
import type { Call } from "./command.ts";
import type { Context } from "./context.ts";

/** Writes a run's page beside it and opens it; with `--list`, prints the runs, newest first. */
export async function viewCommand(call: Call, context: Context): Promise<number> {
  const { directory } = findProject(context.directory, call.flags["config"] as string | undefined);
  if (call.flags["list"] === true) return listCommand(directory, call, context);
  const name = call.arguments[0] ?? "latest";
  const run = await openNamedRun(directory, context.directory, name);
  // The approved baseline is committed: its page goes where git does not look.
  const folder = isApproved(name) ? join(directory, ".goldloop", "approved", run.record.suite) : run.dir;
  await mkdir(folder, { recursive: true });
  const file = join(folder, "report.html");
  await pipeline(
    Readable.from(renderReport("html", { runs: [run], options: { color: false, width: 100, all: true } })),
    createWriteStream(file),
  );
  const opened =
    call.flags["open"] !== false &&
    !call.json &&
    context.stdout.isTerminal &&
    !context.environment.ci &&
    (await openInBrowser(file));
  if (call.json) context.stdout.write(`${JSON.stringify({ schema: "goldloop/view/v1", run: run.record.id, file })}\n`);
  else context.stdout.write(`${file}\n${opened ? "" : "  open it in a browser\n"}`);
  return 0;
}

async function listCommand(directory: string, call: Call, context: Context): Promise<number> {
  const records: RunRecord[] = [];
  for (const id of await listRuns(directory)) records.push((await openRun(join(runsDirectory(directory), id))).record);
  if (call.json) {
    const runs = records.map(
      ({ id, suite, target, status, pinned, examples, trials, passed, failed, errors, startedAt }) => ({
        id,
        suite,
        target,
        status,
        pinned,
        examples,
        trials,
        passed,
        failed,
        errors,
        startedAt,
      }),
    );
    context.stdout.write(`${JSON.stringify({ schema: "goldloop/runs/v1", runs })}\n`);
    return 0;
  }
  if (records.length === 0) context.stdout.write("No runs yet.\n  goldloop run\n");
  const widest = Math.max(0, ...records.map(({ id }) => id.length));
  for (const { id, status, pinned, examples, trials, passed, failed, errors } of records) {
    const notes = [status === "complete" ? "" : status, pinned ? "" : "not pinned"].filter((note) => note !== "");
    context.stdout.write(
      `${id.padEnd(widest)}  ${examples} x ${trials}: ${passed} passed, ${failed} failed, ${errors} errors${notes.length > 0 ? `  (${notes.join(", ")})` : ""}\n`,
    );
  }
  return 0;
}
