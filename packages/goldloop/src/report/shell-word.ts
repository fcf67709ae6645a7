import { inertLine } from "./inert.ts";

/** Whether a text can be part of a command that is copied from a report: nothing hidden in it, and not endless. */
export function canBeTyped(text: string): boolean {
  return text.length <= 200 && text === inertLine(text);
}

/** A text as one word of a POSIX shell. Ids are the user's: what the shell would read otherwise is quoted. */
export function shellWord(text: string): string {
  return /^[\w.:/@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
