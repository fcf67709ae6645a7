import { relative } from "node:path";
import { styleText } from "node:util";
import { diagnose, exitCodeOf, type Diagnosis, type Patient } from "../doctor/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { openProject } from "./project.ts";

const marks = { ok: "✓", fault: "✗", unknown: "?" } as const;
const colors = { ok: "green", fault: "red", unknown: "yellow" } as const;

/** Checks the set-up. 0 when nothing is at fault, 2 for faults of files, 3 for what is missing outside of them. */
export async function doctorCommand(call: Call, context: Context): Promise<number> {
  const patient: Patient = {
    directory: context.directory,
    environment: context.environment,
    project: undefined,
    failure: undefined,
  };
  try {
    patient.project = await openProject(context, call.flags, { cache: true });
  } catch (error) {
    patient.failure = error;
  }
  const color = hasColor(context.stdout, context.environment);
  const diagnoses: Diagnosis[] = [];
  let last = "";
  for await (const diagnosis of diagnose(patient)) {
    diagnoses.push(diagnosis);
    if (!call.json) context.stdout.write(lineOf(diagnosis, last, color, context.directory));
    last = diagnosis.check;
  }
  await patient.project?.models.close();
  const code = exitCodeOf(diagnoses);
  const faults = diagnoses.filter(({ status }) => status === "fault").length;
  if (call.json)
    context.stdout.write(
      `${JSON.stringify({ schema: "goldloop/doctor/v1", healthy: faults === 0, checks: diagnoses })}\n`,
    );
  else
    context.stdout.write(
      faults === 0 ? "\nNothing is at fault.\n  goldloop run\n" : `\n${faults} ${faults === 1 ? "fault" : "faults"}.\n`,
    );
  return code;
}

function lineOf(
  { check, about, status, text, todo }: Diagnosis,
  last: string,
  color: boolean,
  directory: string,
): string {
  const mark = color ? styleText(colors[status], marks[status], { validateStream: false }) : marks[status];
  const name = check === last ? "" : check;
  const subject = about === undefined ? "" : `${about}: `;
  // Files are named from where the command was typed.
  const shown = text.replaceAll(
    /\((\/[^():]+)(:\d+)?\)/g,
    (_, file: string, line: string | undefined) => `(${relative(directory, file) || "."}${line ?? ""})`,
  );
  const lines = [`${mark} ${name.padEnd(10)} ${subject}${shown}`];
  if (todo !== undefined && status !== "ok") lines.push(...todo.split("\n").map((line) => `             ${line}`));
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}
