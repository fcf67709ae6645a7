import type {
  Agreement,
  FailureGroupJson,
  NextReviewBody,
  ReviewAnswerBody,
  ReviewItem,
  ReviewList,
  ReviewListQuery,
  ReviewQueue,
  ReviewSetup,
} from "../api/contract/reviews.ts";
import type { Queryable } from "../store/postgres/index.ts";
import type { LabelledLine } from "./labels.ts";

/** What people look at and what they say of it. Reviewers are named as in the audit log. Everything may throw a StoreError. */
export interface Review {
  setup(projectId: string): Promise<ReviewSetup>;
  /** `record` writes the change down elsewhere, in its transaction. */
  changeSetup(
    projectId: string,
    setup: ReviewSetup,
    record: (transaction: Queryable, before: ReviewSetup) => Promise<void>,
  ): Promise<void>;
  list(projectId: string, reader: string, query: ReviewListQuery): Promise<ReviewList>;
  /** Throws RequestError 404. */
  item(projectId: string, reader: string, id: string): Promise<ReviewItem>;
  add(
    projectId: string,
    traceIds: readonly string[],
    note: string | undefined,
  ): Promise<{ added: number; known: number; unknown: string[] }>;
  next(projectId: string, reviewer: string, body: NextReviewBody): Promise<{ item: ReviewItem | null; left: number }>;
  /** Throws RequestError 404, 409, 422. */
  answer(projectId: string, reviewer: string, id: string, body: ReviewAnswerBody): Promise<ReviewItem>;
  /** Throws RequestError 404. */
  undo(projectId: string, reviewer: string, id: string): Promise<ReviewItem>;
  groups(projectId: string, limit: number): Promise<FailureGroupJson[]>;
  agreement(projectId: string, range: { fromMs?: number; toMs?: number }): Promise<Agreement>;
  labels(projectId: string, queue: ReviewQueue): Promise<LabelledLine[]>;
  /** Removes what is kept of the traces of a person, a session, or of one; returns how many items. */
  erase(projectId: string, what: { userId?: string; sessionId?: string; traceId?: string }): Promise<number>;
  /** Removes items of traces that started before, with what was said of them: they hold their texts. */
  removeBefore(projectId: string, beforeMs: number): Promise<void>;
  /** Brings what arrived into the queues of all projects, and puts failures into groups. */
  fill(signal: AbortSignal): Promise<void>;
}
