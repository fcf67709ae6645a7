import type { ReactNode } from "react";
import { Badge } from "../../design/index.ts";

const words: Readonly<Record<string, string>> = {
  default: "Goldloop's default",
  environment: "the server's environment",
  project: "this project",
};

/** Where a value comes from. */
export function ValueFrom({ from }: { from: string }): ReactNode {
  return (
    <span className="value-from">
      <span className="muted">from</span> <Badge>{words[from] ?? from}</Badge>
    </span>
  );
}
