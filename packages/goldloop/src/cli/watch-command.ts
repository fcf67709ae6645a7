import { spawn } from "node:child_process";
import { relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import { watch } from "chokidar";
import { loadPolicy, type Config } from "../config/index.ts";
import { messageOf } from "../error/index.ts";
import {
  planSuite,
  selectSuites,
  takeSnapshot,
  touched,
  type RunOptions,
  type Snapshot,
  type Touch,
} from "../run/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { formatFailure } from "./failure.ts";
import { openConfig, openProject } from "./project.ts";

const quietMs = 150;

/**
 * Runs suites, then again what each change touches: the new and changed examples when only the dataset changed, all of
 * a suite otherwise. Where the policy has a stage `development`, or one is named, all of a suite runs and its gates are shown. Each run is a process of its own, since a module that was imported once stays as it was. Ends with Ctrl-C.
 */
export async function watchCommand(call: Call, context: Context): Promise<number> {
  const { directory } = await openConfig(context, call.flags);
  const watcher = watch(directory, {
    ignoreInitial: true,
    ignored: (path) => /(^|[\\/])(node_modules|\.git|\.goldloop|dist)([\\/]|$)/.test(relative(directory, path)),
  });
  let changed = false;
  let wake: (() => void) | undefined;
  watcher.on("all", () => {
    changed = true;
    wake?.();
  });
  try {
    // Before the first look, so that what is saved while the first run goes on is seen too.
    await new Promise<void>((resolve) => watcher.once("ready", resolve));
    let { config, snapshots } = await look(call, context);
    const stage = (call.flags["stage"] as string | undefined) ?? (await developmentStage(config, call));
    const passed = [...childArguments(call), ...(stage === undefined ? [] : ["--stage", stage])];
    await runChild([...call.arguments, ...passed], context);
    context.stderr.write(`\nWatching ${directory}. Ctrl-C ends.\n`);
    while (!context.signal.aborted) {
      if (!changed) await woken(context.signal, (resolve) => (wake = resolve));
      // Editors write a file in several steps: waits until nothing has changed for a moment.
      while (changed && !context.signal.aborted) {
        changed = false;
        await setTimeout(quietMs);
      }
      if (context.signal.aborted) break;
      try {
        const now = await look(call, context);
        const touches = compare(snapshots, now.snapshots);
        ({ config, snapshots } = now);
        // Gates take all suites together, and all of each: a part is judged by none.
        const rounds: readonly Touch[] = stage === undefined ? touches : touches.slice(0, 1);
        for (const touch of rounds) {
          context.stderr.write(`\n${touch.files.map((file) => relative(config.directory, file)).join(", ")} changed\n`);
          const what =
            stage === undefined
              ? [touch.suite, ...passed, ...(touch.ids ?? []).flatMap((id) => ["--filter", id])]
              : [...call.arguments, ...passed];
          await runChild(what, context);
        }
      } catch (error) {
        context.stderr.write(formatFailure(error, context.directory, hasColor(context.stderr, context.environment)));
      }
    }
  } finally {
    await watcher.close();
  }
  return 0;
}

/** The stage whose gates are shown while working: the policy's `development`, where nothing narrows what runs. */
async function developmentStage(config: Config, { flags }: Call): Promise<string | undefined> {
  if (["filter", "split", "limit", "shard"].some((name) => flags[name] !== undefined)) return undefined;
  const policy = await loadPolicy(config.directory, flags["policy"] as string | undefined);
  return policy?.stages["development"] === undefined ? undefined : "development";
}

async function look(call: Call, context: Context): Promise<{ config: Config; snapshots: Map<string, Snapshot> }> {
  const project = await openProject(context, call.flags, { cache: true });
  const { models, judges, config } = project;
  const snapshots = new Map<string, Snapshot>();
  const options = call.flags as RunOptions;
  try {
    for (const suite of selectSuites(config, call.arguments)) {
      const [plan] = await planSuite(
        suite,
        { ...options },
        { models, judges, variables: context.environment.variables },
        context.directory,
      );
      if (plan !== undefined) snapshots.set(suite.name, await takeSnapshot(plan, config));
    }
  } finally {
    await models.close();
  }
  return { config, snapshots };
}

function compare(before: ReadonlyMap<string, Snapshot>, now: ReadonlyMap<string, Snapshot>): Touch[] {
  return [...now].flatMap(([name, snapshot]) => {
    const earlier = before.get(name);
    if (earlier === undefined) return [{ suite: name, ids: undefined, files: [snapshot.datasetFile] }];
    return touched(earlier, snapshot) ?? [];
  });
}

/** The command line as it was typed, without what chooses suites and without --watch. */
function childArguments(call: Call): string[] {
  const given: string[] = [];
  for (const [name, value] of Object.entries(call.flags)) {
    if (name === "watch" || name === "stage" || value === undefined) continue;
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) {
      if (name !== "cache") given.push(flag);
    } else if (value === false) given.push(`--no-${flag.slice(2)}`);
    else if (name === "shard")
      given.push(flag, `${(value as { index: number }).index}/${(value as { count: number }).count}`);
    else for (const one of Array.isArray(value) ? value : [value]) given.push(flag, String(one));
  }
  return given;
}

function runChild(passed: readonly string[], context: Context): Promise<void> {
  const [command, script] = [process.execPath, process.argv[1] ?? ""];
  return new Promise((resolve) => {
    const child = spawn(command, [script, "run", ...passed], {
      cwd: context.directory,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...context.environment.variables, GOLDLOOP_WATCH: "" },
    });
    const stop = (): void => void child.kill("SIGTERM");
    context.signal.addEventListener("abort", stop, { once: true });
    child.once("error", (error) => {
      context.stderr.write(`✗ the run could not be started: ${messageOf(error)}\n`);
      resolve();
    });
    child.once("exit", () => {
      context.signal.removeEventListener("abort", stop);
      resolve();
    });
  });
}

function woken(signal: AbortSignal, register: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    register(resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
