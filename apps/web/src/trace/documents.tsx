import type { ReactNode } from "react";
import type { SpanJson } from "../api/index.ts";
import { figureText, InertText } from "../design/index.ts";
import { JsonView } from "./json-view.tsx";

/** What was retrieved, best first as it came, each with its score. */
export function Documents({ documents }: { documents: NonNullable<SpanJson["documents"]> }): ReactNode {
  return (
    <section className="documents" aria-label="Documents">
      <p className="said-by">
        {documents.length} {documents.length === 1 ? "document" : "documents"}
      </p>
      <ol>
        {documents.map((one, index) => (
          <li key={one.id ?? index}>
            <p className="document-head">
              <span className="mono one-line">{one.id ?? `#${index + 1}`}</span>
              {one.score !== undefined && <span className="muted">score {figureText(one.score, "score")}</span>}
            </p>
            {one.text !== undefined && <InertText text={one.text} foldAfter={400} />}
            {one.metadata !== undefined && <JsonView value={one.metadata} depth={0} />}
          </li>
        ))}
      </ol>
    </section>
  );
}
