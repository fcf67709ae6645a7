import type { ReactNode } from "react";
import type { SpanJson } from "../api/index.ts";

const paths: Readonly<Record<SpanJson["kind"], string>> = {
  chat: "M2.5 3h11v7.5H8L4.5 13v-2.5h-2zM5 6h6M5 8h4",
  tool: "M10.5 2.6a3.2 3.2 0 0 0-3 4.3L2.8 11.6l1.6 1.6 4.7-4.7a3.2 3.2 0 0 0 4.3-3.9l-2 2-1.9-.4-.4-1.9z",
  retrieval: "M6.8 11.3a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10 10l3.6 3.6M5 5.5h3.6M5 8h2.4",
  agent: "M3 6h10v7H3zM8 6V3.2M6 9.2v.4M10 9.2v.4M8 2.6h.01",
  workflow: "M2.5 2.5h4v4h-4zM9.5 9.5h4v4h-4zM6.5 4.5h5v5",
  embedding: "M3 3h.01M8 3h.01M13 3h.01M3 8h.01M8 8h.01M13 8h.01M3 13h.01M8 13h.01M13 13h.01M3 13 8 8l5 2",
  guardrail: "M8 2 3 4v4c0 3 2 5 5 6 3-1 5-3 5-6V4zM6 8l1.5 1.5L10.2 6.5",
  evaluator: "M2.5 13.5h11M4 13.5V9M8 13.5V3M12 13.5V6.5",
  other: "M8 12.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Z",
};

/** The kind of a span as a 16 px line icon; the word is for screen readers and the tooltip. */
export function KindIcon({ kind }: { kind: SpanJson["kind"] }): ReactNode {
  return (
    <span className={`kind-icon kind-${kind}`} title={kind}>
      <svg
        width="15"
        height="15"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path d={paths[kind]} />
      </svg>
      <span className="seen-by-readers">{kind}</span>
    </span>
  );
}
