import type { ReactNode } from "react";
import "./badge.css";

export type Verdict = "pass" | "fail" | "inconclusive" | "error";

/** The mark that stands with each verdict's colour. */
export const verdictMarks: Readonly<Record<Verdict, string>> = { pass: "✓", fail: "✗", inconclusive: "?", error: "!" };

/** A verdict: its mark and its word, always both. `children` replaces the word. */
export function VerdictBadge({ verdict, children }: { verdict: Verdict; children?: ReactNode }): ReactNode {
  return (
    <span className={`badge badge-${verdict}`}>
      <span className="badge-mark" aria-hidden="true">
        {verdictMarks[verdict]}
      </span>
      {children ?? verdict}
    </span>
  );
}

/** A small word without a verdict: a role, a kind, a model. */
export function Badge({ children, title }: { children: ReactNode; title?: string }): ReactNode {
  return (
    <span className="badge" title={title}>
      {children}
    </span>
  );
}
