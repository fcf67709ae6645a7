import { formatLocation, GoldloopError, InputErrors, messageOf, type InputError } from "../error/index.ts";
import { styleText } from "node:util";
import { relative } from "node:path";

const shown = 21;

/** An error as a person reads it: what, where, how to mend it. */
export function formatFailure(error: unknown, directory: string, color: boolean): string {
  const red = (text: string): string => (color ? styleText("red", text, { validateStream: false }) : text);
  const dim = (text: string): string => (color ? styleText("dim", text, { validateStream: false }) : text);
  if (error instanceof InputErrors) {
    const lines = error.errors.slice(0, shown).map((one) => describe(one, directory, red, dim));
    const more = error.errors.length - shown;
    if (more > 0) lines.push(dim(`and ${more} more`));
    return `${lines.join("\n")}\n`;
  }
  if (error instanceof GoldloopError) return `${describe(error, directory, red, dim)}\n`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${red("✗")} A fault of Goldloop itself: ${messageOf(error)}\n${dim(stack)}\n`;
}

/** An error as `--json` prints it. */
export function failureDocument(error: unknown): Record<string, unknown> {
  if (error instanceof InputErrors) return { ...document(error), errors: error.errors.map(document) };
  if (error instanceof GoldloopError) return document(error);
  return { error: messageOf(error), code: "internal", hint: null };
}

function document(error: GoldloopError): Record<string, unknown> {
  return { error: error.message, code: error.code, hint: error.hint ?? null, ...error.location };
}

function describe(
  error: GoldloopError | InputError,
  directory: string,
  red: (text: string) => string,
  dim: (text: string) => string,
): string {
  const lines = [`${red("✗")} ${error.message}`];
  if (error.location !== undefined) {
    const file = relative(directory, error.location.file);
    lines.push(
      `  ${dim(formatLocation({ ...error.location, file: file.startsWith("..") ? error.location.file : file || "." }))}`,
    );
  }
  if (error.hint !== undefined) lines.push(...error.hint.split("\n").map((line) => `  ${line}`));
  return lines.join("\n");
}
