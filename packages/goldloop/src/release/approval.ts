import { z } from "zod";
import { digestOf, type Digest } from "../digest/index.ts";
import { parseJsonText, validate } from "../document/index.ts";
import { approvedFile, type ProjectFiles } from "./baseline-files.ts";

const digest = z.templateLiteral(["sha256:", z.string().regex(/^[0-9a-f]{64}$/)]);

const approvalSchema = z.strictObject({
  release: digest,
  runs: z.record(z.string(), digest),
  approvedBy: z.string().min(1),
  at: z.iso.datetime(),
  previous: digest.nullable(),
  guarded: z.array(z.string()),
});

/** evals/baselines/approved.json (design 4.6). */
export interface Approval {
  /** The release's digest. */
  release: Digest;
  /** The digest of each run, by `suite` or `suite@target`. */
  runs: Record<string, Digest>;
  /** An e-mail address. */
  approvedBy: string;
  /** ISO 8601 UTC */
  at: string;
  /** SHA-256 of the approved.json before. */
  previous: Digest | null;
  /** Ids of promoted examples that have passed in an approved baseline, sorted. */
  guarded: string[];
}

/** The approval with the digest of its file; undefined when there is none. Throws InputErrors for a broken one. */
export async function readApproval(files: ProjectFiles): Promise<{ approval: Approval; digest: Digest } | undefined> {
  const bytes = await files.read(approvedFile);
  if (bytes === undefined) return undefined;
  const file = `${approvedFile}${files.where}`;
  const { value, positionOf } = parseJsonText(bytes.toString("utf8"), file);
  return { approval: validate(approvalSchema, value, { file, positionOf }), digest: digestOf(bytes) };
}

/** The approval as it is written: keys and suites in stable order, made to be reviewed. */
export function formatApproval({ release, runs, approvedBy, at, previous, guarded }: Approval): string {
  const sorted = Object.fromEntries(Object.entries(runs).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const document = { release, runs: sorted, approvedBy, at, previous, guarded: guarded.toSorted() };
  return `${JSON.stringify(document, null, 2)}\n`;
}
