import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { promisify } from "node:util";
import {
  calibrationFileOf,
  drawOutputs,
  judgeNamed,
  Labelling,
  mendLabels,
  readCalibration,
  scaleOfJudge,
} from "../calibration/index.ts";
import { InputError } from "../error/index.ts";
import { findRun, openJudges, openRun } from "../run/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { itemText, keysText, labelKeys } from "./judge-item-text.ts";
import { openConfig } from "./project.ts";

interface Flags {
  run?: string;
  sample?: number;
  seed?: number;
  by?: string;
  out?: string;
  keys?: "-";
}

/** Lets a person label a run's outputs with the keyboard. Every label is saved before the next output is shown; exit 0 whenever they stop. */
export async function labelCommand(call: Call, context: Context): Promise<number> {
  const flags = call.flags as Flags;
  const [name = ""] = call.arguments;
  const config = await openConfig(context, call.flags);
  const setting = { config, judges: openJudges(config) };
  const judge = judgeNamed(name, setting);
  const file = flags.out === undefined ? calibrationFileOf(name, setting) : resolve(context.directory, flags.out);
  const scale = scaleOfJudge(judge);
  const keys = labelKeys(scale, name);
  const run = await openRun(await findRun(config.directory, context.directory, flags.run ?? "latest"));
  const by = flags.by ?? (await gitEmail(config.directory));
  const outputs = await drawOutputs(run, { sample: flags.sample, seed: flags.seed ?? 1 });
  const pressed = context.keys?.(flags.keys === "-");
  if (pressed === undefined) {
    throw new InputError("no-keyboard", "labelling needs a terminal", {
      hint: `printf yyn | goldloop judge label ${name} --keys -   takes the keys from the standard input`,
    });
  }
  if (existsSync(file)) await mendLabels(file);
  const items = existsSync(file) ? (await readCalibration(file, scale, { allowEmpty: true })).items : [];
  const labelling = Labelling.open(file, by, outputs, items);
  const color = hasColor(context.stderr, context.environment);
  const show = (): void => {
    const { current, progress } = labelling;
    if (current === undefined) return;
    context.stderr.write(
      itemText(current, { name, progress, random: flags.sample !== undefined, rubric: judge.prompt, color }),
    );
    context.stderr.write(keysText(keys, scale, color));
  };
  show();
  if (labelling.current !== undefined) {
    await loop(pressed, labelling, keys, context, { show, rubric: judge.prompt });
  }
  const { labelled, total, skipped } = labelling.progress;
  const path = relative(context.directory, file);
  const shown = path.startsWith("..") ? file : path;
  if (call.json) {
    const document = {
      schema: "goldloop/labels/v1",
      judge: name,
      run: run.record.id,
      by,
      file: shown,
      labelled,
      total,
      skipped,
    };
    context.stdout.write(`${JSON.stringify(document)}\n`);
    return 0;
  }
  const left = total - labelled;
  const next =
    left === 0
      ? `  goldloop judge calibrate ${name}`
      : `  ${left} to go${skipped > 0 ? `, ${skipped} of them put off` : ""}: the same command goes on`;
  context.stdout.write(`${left === 0 ? "✓" : "!"} ${labelled} of ${total} labelled by ${by}  ${shown}\n${next}\n`);
  return 0;
}

interface Screen {
  show: () => void;
  rubric: string | undefined;
}

const interrupt = "\u0003";
const endOfInput = "\u0004";

async function loop(
  pressed: AsyncIterable<string>,
  labelling: Labelling,
  keys: ReturnType<typeof labelKeys>,
  context: Context,
  { show, rubric }: Screen,
): Promise<void> {
  /** What was typed of a note; undefined outside of one. */
  let note: string | undefined;
  for await (const key of pressed) {
    if (key === interrupt || key === endOfInput) return;
    if (note !== undefined) {
      note = typed(note, key, context, labelling);
      continue;
    }
    const label = keys.byKey.get(key);
    if (label !== undefined) {
      await labelling.label(label);
      context.stderr.write(`  -> ${String(label)}\n`);
    } else if (key === " ") {
      labelling.skip();
      context.stderr.write("  -> later\n");
      if (labelling.onlySkipped) return;
    } else if (key === "u") {
      context.stderr.write((await labelling.undo()) ? "  -> taken back\n" : "  nothing to take back\n");
    } else if (key === keys.note) {
      note = "";
      context.stderr.write("  note: ");
      continue;
    } else if (key === "r") {
      context.stderr.write(`${rubric ?? "The judge has no prompt of its own: is the output a good answer?"}\n`);
      continue;
    } else if (key === "q") return;
    else continue;
    if (labelling.current === undefined) return;
    show();
  }
}

/** One key of a note: Enter ends it, Backspace takes a character back. Returns what is typed so far. */
function typed(note: string, key: string, context: Context, labelling: Labelling): string | undefined {
  if (key === "\r" || key === "\n") {
    labelling.note = note;
    context.stderr.write("\n");
    return undefined;
  }
  if (key === "\u007f" || key === "\b") {
    if (note !== "") context.stderr.write("\b \b");
    return Array.from(note).slice(0, -1).join("");
  }
  // Other control keys and escape sequences are no text.
  if (key < " ") return note;
  context.stderr.write(key);
  return note + key;
}

async function gitEmail(directory: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", ["config", "user.email"], { cwd: directory });
    if (stdout.trim() !== "") return stdout.trim();
  } catch {
    // No git, or no address in it: said below.
  }
  throw new InputError("who-labels", "nobody knows who labels: git has no user.email", {
    hint: "--by ana@example.com",
  });
}
