import { basename } from "node:path";
import { suiteKey, type VerdictDocument } from "../../gate/index.ts";

/** The names of the judged suites, at most three. */
export function suitesText({ runs }: VerdictDocument): string {
  const names = [...new Set(runs.map(suiteKey))];
  return names.length > 3 ? `${names.length} suites` : names.join(", ") || "nothing";
}

/** What is judged: `4f9c1aa`, with changes where the tree was not clean; a run's id where there is no commit. */
export function candidateText({ runs }: VerdictDocument): string {
  const commits = new Set(runs.map(({ commit }) => commit));
  const [commit] = commits;
  if (runs.length === 0) return "";
  if (commits.size > 1) return "of several commits";
  if (commit === null || commit === undefined) return runs.length === 1 ? (runs[0]?.id ?? "") : "without a commit";
  return `${commit.slice(0, 7)}${runs.some(({ dirty }) => dirty) ? " with changes" : ""}`;
}

/** `support 4f9c1aa against v1, stage pull-request` */
export function subjectText(document: VerdictDocument): string {
  const { baseline, stage, runs } = document;
  const candidate = candidateText(document);
  const replayed = runs.some(({ replay }) => replay) ? " (replayed outputs)" : "";
  const against = baseline === null ? "without a baseline" : `against ${againstText(document)}`;
  return `${[suitesText(document), candidate].filter((part) => part !== "").join(" ")}${replayed} ${against}, ${stage === null ? "all gates" : `stage ${stage}`}`;
}

/** What is compared with: `v1`, `approved 4bf92f3`, `no baseline`. */
export function againstText({ baseline }: VerdictDocument): string {
  if (baseline === null) return "no baseline";
  const { from, release } = baseline;
  if (release === null) return from;
  return release.startsWith("sha256:") ? `${from} ${release.slice(7, 14)}` : release;
}

/** The policy's file by its name: where it lies on a machine is nobody's business. */
export function policyName({ file }: VerdictDocument["policy"]): string {
  return basename(file.replaceAll("\\", "/"));
}
