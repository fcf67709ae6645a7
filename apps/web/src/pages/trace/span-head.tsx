import type { ReactNode } from "react";
import { Button, figureText } from "../../design/index.ts";
import { faultOf, KindIcon, tokensOf } from "../../trace/index.ts";
import type { TreeNode } from "./tree.ts";

/** The span that is shown: kind, name and figures of its own. */
export function SpanHead({ node, raw, onRaw }: { node: TreeNode; raw: boolean; onRaw: () => void }): ReactNode {
  const { span } = node;
  const tokens = tokensOf(span.usage);
  const fault = faultOf(span);
  const figures = [
    figureText(span.durationMs, "ms"),
    ...(tokens === undefined ? [] : [`${figureText(tokens, "tokens")} tokens`]),
    ...(span.costUsd === undefined ? [] : [figureText(span.costUsd, "usd")]),
    ...(span.model === undefined ? [] : [span.model]),
  ];
  return (
    <header className="span-head">
      <KindIcon kind={span.kind} />
      <h2 className="one-line" title={span.name}>
        {span.name}
      </h2>
      {fault !== undefined && (
        <span className="fault-word">
          <span aria-hidden="true">! </span>
          {fault}
        </span>
      )}
      <span className="muted one-line span-figures">{figures.join(" · ")}</span>
      <Button small aria-pressed={raw} onClick={onRaw}>
        Raw <kbd>r</kbd>
      </Button>
    </header>
  );
}
