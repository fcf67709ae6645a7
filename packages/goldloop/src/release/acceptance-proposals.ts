import type { AcceptanceFile } from "./acceptance-check.ts";

/**
 * Remarks on the acceptances that the change under test brings or rewrites: with a base ref they do not count yet, and who reads the
 * verdict should know that they are there. `counting` are the base's.
 */
export function proposedAcceptances(
  here: readonly AcceptanceFile[],
  counting: readonly AcceptanceFile[],
  baseRef: string,
): string[] {
  const base = new Map(counting.map(({ file, text }) => [file, text]));
  return here.flatMap(({ file, text }) => {
    const counts = base.get(file);
    if (counts === undefined) return [`${file} is proposed: it counts once ${baseRef} has it`];
    return counts === text ? [] : [`${file} is changed: the one of ${baseRef} counts`];
  });
}
