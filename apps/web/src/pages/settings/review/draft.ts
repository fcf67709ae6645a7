import type { ReviewSetup } from "../../../api/index.ts";

/** A setup as it is typed. */
export interface Draft {
  labels: readonly {
    /** Stays while the name is typed. */
    key: string;
    name: string;
    passes: "yes" | "no" | "open";
    description: string | undefined;
  }[];
  rubric: string;
  feedback: boolean;
  errors: boolean;
  refusals: boolean;
  toolErrors: boolean;
  scores: string;
  samplePercent: string;
  reviewers: string;
}

export function draftOf({ labels, rubric, rules, sampleRate, reviewers }: ReviewSetup): Draft {
  const { feedback, errors, refusals, toolErrors, scores } = rules;
  return {
    labels: labels.map(({ name, passes, description }) => ({
      key: name,
      name,
      passes: passes === null ? "open" : passes ? "yes" : "no",
      description,
    })),
    rubric,
    feedback,
    errors,
    refusals,
    toolErrors,
    scores: scores.join(", "),
    samplePercent: String(Number((sampleRate * 100).toPrecision(6))),
    reviewers: String(reviewers),
  };
}

/** The setup that was typed; only of a draft without faults. */
export function setupOf(draft: Draft): ReviewSetup {
  const { feedback, errors, refusals, toolErrors } = draft;
  return {
    labels: draft.labels.map(({ name, passes, description }) => ({
      name: name.trim(),
      passes: passes === "open" ? null : passes === "yes",
      ...(description === undefined ? {} : { description }),
    })),
    rubric: draft.rubric,
    rules: { feedback, errors, refusals, toolErrors, scores: scoresOf(draft) },
    sampleRate: Number(draft.samplePercent) / 100,
    reviewers: Number(draft.reviewers),
  };
}

/** What cannot be saved, by place: `label 0`, `scores`, `sample`, `reviewers`. */
export function faultsOf(draft: Draft): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  const names = draft.labels.map(({ name }) => name.trim().toLowerCase());
  for (const [at, name] of names.entries()) {
    if (name === "") faults[`label ${at}`] = "A name is needed.";
    else if (!/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u.test(name))
      faults[`label ${at}`] = "Up to 40 letters, digits, spaces, - and _.";
    else if (names.indexOf(name) !== at) faults[`label ${at}`] = "There is a label of this name.";
  }
  const odd = scoresOf(draft).find((one) => !/^[^<>=!]{1,200}(<=|<)-?\d+(\.\d+)?$/.test(one));
  if (odd !== undefined) faults["scores"] = `"${odd}" is no score's name, < or <=, and a number.`;
  const percent = Number(draft.samplePercent);
  if (draft.samplePercent.trim() === "" || !(percent >= 0 && percent <= 100)) faults["sample"] = "From 0 to 100.";
  const reviewers = Number(draft.reviewers);
  if (!Number.isInteger(reviewers) || reviewers < 1 || reviewers > 5)
    faults["reviewers"] = "A whole number from 1 to 5.";
  return faults;
}

function scoresOf({ scores }: Draft): string[] {
  return scores
    .split(",")
    .map((one) => one.replaceAll(/\s*(<=|<)\s*/g, "$1").trim())
    .filter((one) => one !== "");
}
