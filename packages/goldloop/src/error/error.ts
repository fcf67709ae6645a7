/** Where a fault stands in a file. Lines and columns count from 1. */
export interface Location {
  file: string;
  line?: number;
  column?: number;
}

/** Design section 5: 2 is input, 3 is "could not complete", 1 and 4 belong to checks and gates. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

export interface GoldloopErrorOptions {
  /** What to type or change, ready to paste. */
  hint?: string | undefined;
  location?: Location | undefined;
  cause?: unknown;
}

/**
 * The base of every error that Goldloop raises on purpose.
 * `code` is stable and may be relied on; `message` is one line; `hint` says how to mend it.
 */
export class GoldloopError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly location: Location | undefined;
  readonly exitCode: ExitCode = 3;

  constructor(code: string, message: string, options: GoldloopErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
    this.location = options.location;
  }
}

/** The command, a file or an option is wrong; nothing was run. Exit code 2. */
export class InputError extends GoldloopError {
  override readonly exitCode: ExitCode = 2;
}

/** Several faults of one input, reported together so that they are mended together. Exit code 2. */
export class InputErrors extends InputError {
  readonly errors: readonly InputError[];

  constructor(errors: readonly InputError[]) {
    const first = errors[0];
    if (first === undefined) throw new TypeError("InputErrors needs at least one error");
    const rest = errors.filter(({ code }) => code !== "more-faults").length - 1;
    super(first.code, rest === 0 ? first.message : `${first.message} (and ${rest} more)`, {
      hint: first.hint,
      location: first.location,
    });
    this.errors = errors;
  }
}

/** Something outside failed or a limit was reached: network, credentials, budget, disk. Exit code 3. */
export class IncompleteError extends GoldloopError {
  override readonly exitCode: ExitCode = 3;
}

/**
 * A call to a model or target failed for a reason that is not the application's behaviour
 * (connection refused or reset, 429, 5xx). Only these are retried.
 */
export class InfrastructureError extends GoldloopError {
  override readonly exitCode: ExitCode = 3;
  /** How long the other side asked to wait, ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: string,
    message: string,
    options: GoldloopErrorOptions & { retryAfterMs?: number | undefined } = {},
  ) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** `file:line:column`, as far as known. */
export function formatLocation(location: Location): string {
  const { file, line, column } = location;
  if (line === undefined) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}

/** The message of anything that was thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replace(/\s*\n\s*/g, " ").trim();
}
