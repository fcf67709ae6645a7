import type { ReactNode } from "react";

/** Beside a span whose parent has not arrived: whether that still runs or was never sent, nobody knows. */
export function ParentMissing(): ReactNode {
  return (
    <span className="muted one-line parent-missing" title="Its parent has not arrived: it still runs, or was not sent">
      (parent missing)
    </span>
  );
}
