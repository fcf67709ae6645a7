import type { ReactNode } from "react";
import { Badge, InertText } from "../design/index.ts";
import { blocksOf } from "./content.ts";
import { JsonView } from "./json-view.tsx";

/** Content of a message, an input or an output, inert: nothing in it is loaded, followed or run. */
export function Blocks({ content, foldAfter = 2000 }: { content: unknown; foldAfter?: number }): ReactNode {
  const blocks = blocksOf(content);
  if (blocks.length === 0) return <p className="muted">nothing</p>;
  return blocks.map((block, index) => {
    if (block.kind === "text") return <InertText key={index} text={block.text} foldAfter={foldAfter} />;
    if (block.kind === "json") return <JsonView key={index} value={block.value} />;
    if (block.kind === "media")
      return (
        <p key={index} className="media-reference">
          <Badge>{block.type}</Badge> <span className="mono muted">{block.reference}</span>
        </p>
      );
    return (
      <details key={index} className="reasoning">
        <summary>Reasoning</summary>
        <InertText text={block.text} foldAfter={foldAfter} />
      </details>
    );
  });
}
