import type { Config, Environment } from "../config/index.ts";
import { GoldloopError, InputErrors, messageOf, type ExitCode } from "../error/index.ts";
import type { OpenModels } from "../model/index.ts";
import type { Judge } from "../scorer/index.ts";

/** What one check found. */
export interface Diagnosis {
  /** `config`, `dataset`, `target`, ... */
  check: string;
  /** The suite or model it is about. */
  about?: string;
  /** `unknown` where it cannot be told from here, or is a matter of choice. */
  status: "ok" | "fault" | "unknown";
  /** One line. */
  text: string;
  /** What to do, ready to type. */
  todo?: string;
  /** Of a fault: 2 for what is wrong with files, 3 for what is missing outside of them. */
  exitCode?: ExitCode;
}

/** What is examined. */
export interface Patient {
  /** Where the command was typed. */
  directory: string;
  environment: Environment;
  /** Undefined when the configuration could not be loaded; `failure` then says why. */
  project: { config: Config; models: OpenModels; judges: ReadonlyMap<string, Judge> } | undefined;
  failure: unknown;
}

/** A part of the set-up that is in order. */
export function healthy(check: string, text: string, about?: string): Diagnosis {
  return { check, ...(about === undefined ? {} : { about }), status: "ok", text };
}

/** Something that cannot be told, or is a matter of choice. */
export function unsure(check: string, text: string, todo?: string, about?: string): Diagnosis {
  return {
    check,
    ...(about === undefined ? {} : { about }),
    status: "unknown",
    text,
    ...(todo === undefined ? {} : { todo }),
  };
}

/** Something that keeps a run from being complete or from being evidence. */
export function faulty(check: string, text: string, todo: string, exitCode: 2 | 3, about?: string): Diagnosis {
  return { check, ...(about === undefined ? {} : { about }), status: "fault", text, todo, exitCode };
}

/** What was thrown, as faults: one for each of several errors. */
export function faultsOf(check: string, error: unknown, about?: string): Diagnosis[] {
  if (error instanceof InputErrors) return error.errors.flatMap((one) => faultsOf(check, one, about));
  const known = error instanceof GoldloopError ? error : undefined;
  const { file, line } = known?.location ?? {};
  const place = file === undefined ? "" : line === undefined ? `  (${file})` : `  (${file}:${line})`;
  return [
    {
      check,
      ...(about === undefined ? {} : { about }),
      status: "fault",
      text: `${messageOf(error)}${place}`,
      ...(known?.hint === undefined ? {} : { todo: known.hint }),
      exitCode: known?.exitCode ?? 3,
    },
  ];
}
