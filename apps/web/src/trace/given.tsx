import type { ReactNode } from "react";
import { figureText, noFigure } from "../design/index.ts";
import "./given.css";

interface Given {
  name: string;
  score?: number | undefined;
  value?: unknown;
}

/** Scores or feedback in one line: mark, name and value of the worst, and how many more there are. */
export function GivenList({ given }: { given: readonly Given[] }): ReactNode {
  const [worst, ...more] = given.toSorted((a, b) => (a.score ?? Infinity) - (b.score ?? Infinity));
  if (!worst) return <span className="muted">{noFigure}</span>;
  return (
    <span title={given.map((one) => `${one.name}: ${givenText(one)}`).join("\n")}>
      <GivenValue given={worst} /> <span className="muted">{worst.name}</span>
      {more.length > 0 && <span className="muted"> +{more.length}</span>}
    </span>
  );
}

/** `✓ yes`, `✗ no`, a figure, or a label; yes and no are shortened to their mark with the word for screen readers. */
export function GivenValue({ given }: { given: Given }): ReactNode {
  if (given.score === 1 || given.score === 0)
    return (
      <span className={given.score === 1 ? "given-yes" : "given-no"}>
        <span aria-hidden="true">{given.score === 1 ? "✓" : "✗"}</span>
        <span className="seen-by-readers">{given.score}</span>
      </span>
    );
  return <span className="given-value">{givenText(given)}</span>;
}

/** The value as plain text. */
export function givenText({ score, value }: Given): string {
  if (value !== undefined && value !== null) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return score === undefined ? text : `${text} (${figureText(score, "score")})`;
  }
  return figureText(score, "score");
}
