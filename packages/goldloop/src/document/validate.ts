import type { z } from "zod";
import { InputError } from "../error/index.ts";
import { FaultList } from "./fault-list.ts";
import { formatPath, type Path, type PositionOf } from "./position.ts";
import { type Problem, problemsOf, unworded } from "./problem.ts";

/** Where a value came from, so that its faults can be found again. */
export interface ValidateOptions {
  file: string;
  positionOf?: PositionOf | undefined;
  /** Names the value in messages when it is a part of the file: `example "refund-014"`. */
  where?: string | undefined;
  /** How the value itself is called when it is of the wrong type as a whole. Default: "the document", or `where`. */
  root?: string | undefined;
}

/**
 * The value as the schema's type, with its defaults and transforms.
 *
 * Throws an InputError, or InputErrors when there are several, at file:line:column. Codes: `unknown-key`, `missing-key`,
 * `wrong-type`, `wrong-value`, `out-of-range`, `wrong-format`, `invalid-key`, `ambiguous`, `invalid-value`; a schema's `refine` may
 * give its own `code` and `hint` in `params`.
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, options: ValidateOptions): T {
  const result = schema.safeParse(value, { error: () => unworded });
  if (result.success) return result.data;
  const faults = new FaultList();
  faults.add(...toFaults(schema, result.error.issues, value, options));
  faults.throwIfAny();
  throw new TypeError("a schema refused a value without an issue");
}

/** The faults that `validate` would throw; empty when the value is valid. */
export function findFaults(schema: z.ZodType, value: unknown, options: ValidateOptions): InputError[] {
  const result = schema.safeParse(value, { error: () => unworded });
  return result.success ? [] : toFaults(schema, result.error.issues, value, options);
}

function toFaults(
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  options: ValidateOptions,
): InputError[] {
  const seen = new Set<string>();
  const faults: InputError[] = [];
  for (const problem of problemsOf(issues, { schemas: [schema], value, path: [] })) {
    const fault = toFault(problem, options);
    const key = `${fault.message}\n${fault.location?.line}:${fault.location?.column}`;
    if (!seen.has(key)) faults.push(fault);
    seen.add(key);
  }
  return faults.toSorted(byPosition);
}

function byPosition(a: InputError, b: InputError): number {
  const [one, two] = [a.location, b.location];
  return (one?.line ?? 0) - (two?.line ?? 0) || (one?.column ?? 0) - (two?.column ?? 0);
}

function toFault(problem: Problem, options: ValidateOptions): InputError {
  const { file, where, positionOf } = options;
  const { code, hint, path, part } = problem;
  const keyed = problem.text.includes("{in}");
  const rootName = options.root ?? (where === undefined ? "the document" : "it");
  const name = path.length === 0 ? rootName : formatPath(path);
  const parent = formatPath(path.slice(0, -1));
  const text = problem.text.replace("{path}", () => name).replace("{in}", () => (parent === "" ? "" : ` in ${parent}`));
  const position = positionOf?.(...placeOf(path, part, keyed && code === "missing-key"));
  return new InputError(code, where === undefined ? text : `${where}: ${text}`, {
    hint,
    location: { file, line: position?.line, column: position?.column },
  });
}

/** A missing key is shown at the key of the object that lacks it. */
function placeOf(path: Path, part: Problem["part"], missing: boolean): [Path, Problem["part"]] {
  return missing ? [path.slice(0, -1), "key"] : [path, part];
}
