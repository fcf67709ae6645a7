import { type ReactNode, useMemo } from "react";
import { InertText, Skeleton } from "../../../design/index.ts";
import { comparedWords, type Piece } from "./align.ts";

/** Two texts side by side; words that only one has are underlined on a coloured ground. */
export function ComparedTexts({
  title,
  left,
  right,
}: {
  title: string;
  /** Undefined while it is loaded. */
  left: string | undefined;
  right: string | undefined;
}): ReactNode {
  const same = left !== undefined && left === right;
  const pieces = useMemo(
    () => (left === undefined || right === undefined || left === right ? undefined : comparedWords(left, right)),
    [left, right],
  );
  return (
    <section className="compare-part" aria-label={title}>
      <h2>
        {title} {same && <span className="muted">the same</span>}
      </h2>
      <div className="compare-sides">
        <Side mark="A" text={left} pieces={pieces?.left} />
        <Side mark="B" text={right} pieces={pieces?.right} />
      </div>
    </section>
  );
}

function Side({
  mark,
  text,
  pieces,
}: {
  mark: string;
  text: string | undefined;
  pieces: Piece[] | undefined;
}): ReactNode {
  return (
    <div className="compare-side" role="group" aria-label={mark}>
      <span className="compare-mark" aria-hidden="true">
        {mark}
      </span>
      {text === undefined ? (
        <Skeleton lines={2} />
      ) : text === "" ? (
        <p className="muted">nothing</p>
      ) : pieces ? (
        <div className="inert-text">
          {pieces.map((piece, index) =>
            // Pieces have no identity but their place.
            // eslint-disable-next-line react/no-array-index-key
            piece.own ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
          )}
        </div>
      ) : (
        <InertText text={text} />
      )}
    </div>
  );
}
