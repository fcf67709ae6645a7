import { shortDigest } from "../digest/index.ts";
import { suiteKey } from "../gate/index.ts";
import type { Release, WrittenApproval } from "../release/index.ts";
import type { StoredRun } from "../run/index.ts";

const most = 10;

/** What is shipped, for people. */
export function formatRelease({ document, digest, files, undescribed, dirty }: Release): string {
  const { commit, models, targets } = document;
  const lines = [`release ${digest}`, `  commit  ${commit ?? "none: this is no git repository, or has no commit"}`];
  if (commit !== null && dirty) lines.push("          with uncommitted changes: the commit does not lead back to them");
  if (undescribed) {
    lines.push(
      ...some(
        "targets",
        Object.entries(targets ?? {}).map(([name, own]) => `${name}  ${shortDigest(own)}`),
      ),
    );
    lines.push(
      "",
      "The configuration does not say what is shipped: the commit and the targets stand for it.",
      "  release: { files: [app/**, prompts/**], models: [openai/gpt-4.1-2025-04-14] }",
    );
  } else {
    lines.push(
      ...some(
        "files",
        files.map((file) => `${file}  ${shortDigest(document.files[file] ?? "")}`),
      ),
    );
    lines.push(...some("models", models));
  }
  return `${lines.join("\n")}\n`;
}

function some(title: string, entries: readonly string[]): string[] {
  const shown = entries.length === 0 ? ["none"] : entries.slice(0, most);
  if (entries.length > most) shown.push(`and ${entries.length - most} more`);
  return shown.map((text, index) => `  ${(index === 0 ? title : "").padEnd(7)} ${text}`);
}

/** What was approved, for people. `folder` is that of the baselines, as the reader names it. */
export function formatApproved(
  { approval, kept, dropped, newlyGuarded, notes }: WrittenApproval,
  runs: readonly StoredRun[],
  folder: string,
): string {
  const widest = Math.max(...runs.map(({ record }) => suiteKey(record).length), "guarded".length);
  const lines = [`APPROVED  release ${shortDigest(approval.release)} by ${approval.approvedBy}`];
  for (const { record } of runs) {
    const { examples, trials, passed, failed, errors, id } = record;
    const counts = `${examples} examples x ${trials}: ${passed} passed, ${failed} failed, ${errors} errors`;
    lines.push(`  ${suiteKey(record).padEnd(widest)}  ${counts}  ${id}`);
  }
  for (const key of kept)
    lines.push(`  ${key.padEnd(widest)}  stays as it was approved before: no run of it was given`);
  for (const key of dropped)
    lines.push(`  ${key.padEnd(widest)}  dropped: the configuration has no such suite any more`);
  const total = approval.guarded.length;
  if (total > 0) {
    const fresh = newlyGuarded.length === 0 ? "" : `, ${newlyGuarded.length} of them from now on`;
    lines.push(`  ${"guarded".padEnd(widest)}  ${total} promoted ${total === 1 ? "example" : "examples"}${fresh}`);
  }
  for (const note of notes) lines.push(`  ! ${note}`);
  lines.push("", "Gates compare with it once it is committed:", `  git add ${folder}`);
  return `${lines.join("\n")}\n`;
}
