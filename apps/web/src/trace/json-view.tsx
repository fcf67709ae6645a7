import { type ReactNode, useState } from "react";
import { InertText } from "../design/index.ts";
import "./json-view.css";

const chunk = 100;

/**
 * JSON, laid out; objects and lists fold, what is folded is not rendered. Everything in it is inert text. `depth` levels are
 * open at first.
 */
export function JsonView({ value, depth = 3 }: { value: unknown; depth?: number }): ReactNode {
  return (
    <div className="json-view mono">
      <Node value={value} depth={depth} last />
    </div>
  );
}

function Node({
  name,
  value,
  depth,
  last,
}: {
  name?: string;
  value: unknown;
  depth: number;
  last: boolean;
}): ReactNode {
  const key =
    name === undefined ? null : (
      <>
        <span className="json-key">{JSON.stringify(name)}</span>:{" "}
      </>
    );
  const comma = last ? "" : ",";
  if (typeof value !== "object" || value === null)
    return (
      <div className="json-line">
        {key}
        <Leaf value={value} />
        {comma}
      </div>
    );
  return <Branch head={key} value={value} depth={depth} comma={comma} />;
}

function Branch({
  head,
  value,
  depth,
  comma,
}: {
  head: ReactNode;
  value: object;
  depth: number;
  comma: string;
}): ReactNode {
  const entries = Object.entries(value);
  const list = Array.isArray(value);
  const [open, setOpen] = useState(depth > 0 && entries.length <= 200);
  const [shown, setShown] = useState(chunk);
  const [left, right] = list ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0)
    return (
      <div className="json-line">
        {head}
        {left}
        {right}
        {comma}
      </div>
    );
  const size = list
    ? `${entries.length} ${entries.length === 1 ? "item" : "items"}`
    : `${entries.length} ${entries.length === 1 ? "key" : "keys"}`;
  return (
    <div className="json-branch">
      <div className="json-line">
        <button
          type="button"
          className="json-fold"
          aria-expanded={open}
          aria-label={open ? `Fold ${size}` : `Unfold ${size}`}
          onClick={() => setOpen(!open)}
        >
          {open ? "▾" : "▸"}
        </button>
        {head}
        {left}
        {!open && (
          <>
            <span className="muted"> {size} </span>
            {right}
            {comma}
          </>
        )}
      </div>
      {open && (
        <>
          <div className="json-inside">
            {entries.slice(0, shown).map(([name, child], index) => (
              <Node
                key={name}
                {...(list ? {} : { name })}
                value={child}
                depth={depth - 1}
                last={index === entries.length - 1}
              />
            ))}
            {entries.length > shown && (
              <button type="button" className="button button-small" onClick={() => setShown(shown + 10 * chunk)}>
                {(entries.length - shown).toLocaleString("en-US")} more
              </button>
            )}
          </div>
          <div className="json-line">
            {right}
            {comma}
          </div>
        </>
      )}
    </div>
  );
}

function Leaf({ value }: { value: unknown }): ReactNode {
  if (typeof value === "string") {
    const text = JSON.stringify(value);
    if (text.length > 400 || value.includes("\n"))
      return (
        <span className="json-string json-long">
          <InertText text={`"${value}"`} foldAfter={600} />
        </span>
      );
    return <span className="json-string">{text}</span>;
  }
  return <span className="json-atom">{String(value)}</span>;
}
