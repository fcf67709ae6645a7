import { type ReactNode, useState } from "react";
import "./inert-text.css";

/** Characters shown before a long text is folded. */
const foldAt = 4000;

/**
 * Text that a model or a user wrote, rendered inert: as text, never as HTML; nothing in it is a link, nothing is loaded.
 * Line breaks are kept; long texts are folded.
 */
export function InertText({
  text,
  mono = false,
  foldAfter = foldAt,
}: {
  text: string;
  mono?: boolean;
  foldAfter?: number;
}): ReactNode {
  const [open, setOpen] = useState(false);
  const long = text.length > foldAfter;
  const shown = long && !open ? text.slice(0, foldAfter) : text;
  return (
    <div className={mono ? "inert-text mono" : "inert-text"}>
      {shown}
      {long && (
        <>
          {open ? " " : "… "}
          <button type="button" className="button button-small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Fold" : `Show all ${text.length.toLocaleString("en-US")} characters`}
          </button>
        </>
      )}
    </div>
  );
}
