import type { ReactNode } from "react";
import type { SpanJson } from "../api/index.ts";
import { Blocks } from "./blocks.tsx";
import { KindIcon } from "./kind-icon.tsx";

type Call = NonNullable<SpanJson["toolCalls"]>[number];

/** A call of a tool: name, arguments, and what came of it when that is known. */
export function ToolCall({ call }: { call: Call }): ReactNode {
  return (
    <section
      className={call.error === undefined ? "tool-call" : "tool-call tool-call-failed"}
      aria-label={`Tool ${call.name}`}
    >
      <h4>
        <KindIcon kind="tool" />
        <span className="mono">{call.name}</span>
        {call.id !== undefined && <span className="muted mono one-line">{call.id}</span>}
      </h4>
      <Blocks content={call.arguments} />
      {call.error !== undefined && (
        <div className="tool-result">
          <p className="said-by fault-word">
            <span aria-hidden="true">! </span>error
          </p>
          <Blocks content={call.error} />
        </div>
      )}
      {call.result !== undefined && (
        <div className="tool-result">
          <p className="said-by">result</p>
          <Blocks content={call.result} />
        </div>
      )}
    </section>
  );
}
