import type { ReviewAnswerBody, ReviewItem } from "../../api/index.ts";

/** What a reviewer writes beside a label. */
export interface Written {
  note: string;
  correction: string;
}

/** A label that was given, and what others had said by then. */
export interface Said {
  id: string;
  label: string;
  others: ReviewItem["answers"];
}

/** How far one reviewer has come in this sitting. */
export interface Progress {
  /** Oldest first; the last one is taken back first. */
  said: readonly Said[];
  /** Ids of items that were left for later. */
  skipped: readonly string[];
  /** By item, whether labelled or not: what was typed is there when it is seen again. */
  written: Readonly<Record<string, Written>>;
}

export const begun: Progress = { said: [], skipped: [], written: {} };

const nothing: Written = { note: "", correction: "" };

/** The API takes so many items to leave out. */
const mostSkipped = 500;

/** With a label at the end, once for each item. */
export function withLabel(progress: Progress, said: Said): Progress {
  return { ...progress, said: [...progress.said.filter(({ id }) => id !== said.id), said] };
}

/** Without the label of an item; what was written of it stays. */
export function withoutLabel(progress: Progress, id: string): Progress {
  return { ...progress, said: progress.said.filter((one) => one.id !== id) };
}

/** With an item left for later, the newest last and no more than the API takes. */
export function withSkipped(progress: Progress, id: string): Progress {
  return { ...progress, skipped: [...progress.skipped.filter((one) => one !== id), id].slice(-mostSkipped) };
}

/** With what was typed of an item. */
export function withWritten(progress: Progress, id: string, change: Partial<Written>): Progress {
  return { ...progress, written: { ...progress.written, [id]: { ...writtenOf(progress, id), ...change } } };
}

/** What was typed of an item; empty texts when nothing was. */
export function writtenOf({ written }: Progress, id: string): Written {
  return written[id] ?? nothing;
}

/** A label with what was written, as the API takes it: blank texts are left out. */
export function answerOf(label: string, { note, correction }: Written): ReviewAnswerBody {
  return {
    label,
    ...(note.trim() === "" ? {} : { note }),
    ...(correction.trim() === "" ? {} : { correction }),
  };
}

/** Which of the open items, in the order of the queue, comes after the one at hand; a guess, which reserves nothing. */
export function likelyNext(
  items: readonly ReviewItem[],
  { atHand, skipped, reviewer }: { atHand: string; skipped: readonly string[]; reviewer: string },
): ReviewItem | undefined {
  return items.find(
    ({ id, reservedBy, answers }) =>
      id !== atHand &&
      !skipped.includes(id) &&
      (reservedBy === undefined || reservedBy === reviewer) &&
      !answers.some((one) => one.reviewer === reviewer),
  );
}
