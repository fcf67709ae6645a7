import type { Span } from "../span.ts";
import type { SpanView } from "./view.ts";

/** The fields of a canonical span that dialects fill. */
export type Draft = Partial<
  Pick<
    Span,
    | "kind"
    | "model"
    | "provider"
    | "input"
    | "output"
    | "messages"
    | "toolCalls"
    | "documents"
    | "usage"
    | "costUsd"
    | "timeToFirstTokenMs"
    | "sessionId"
    | "userId"
    | "environment"
    | "release"
  >
> & {
  /** Why the span failed, where the dialect says it outside the status. */
  statusMessage?: string;
  failed?: boolean;
};

/**
 * One vocabulary of attributes. A span may speak several at once (an SDK that wraps another's spans): all that match
 * are read in the registry's order, and a field keeps the value of the first that knew it.
 */
export interface Dialect {
  name: string;
  /** The first segments of its keys (`gen_ai` of `gen_ai.system`): a span with none of them is not read by it. */
  prefixes: readonly string[];
  read(view: SpanView, span: Draft): void;
}

/** Whether the span is around calls of models and makes none itself: what it says of them they say as well. */
export function isAround({ kind }: Draft): boolean {
  return kind === "agent" || kind === "workflow";
}
