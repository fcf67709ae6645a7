import type { ReactNode } from "react";
import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { useKey } from "../keyboard/index.ts";
import "./peek.css";

/**
 * A panel beside the page that shows one thing without leaving the list; at 390 px it covers the page. Not modal: the list
 * keeps its keys. Escape closes it.
 */
export function Peek({
  title,
  onClose,
  children,
  actions,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Beside the title: open, copy ... */
  actions?: ReactNode;
}): ReactNode {
  useKey("Escape", { does: "close the peek", group: "Peek" }, onClose);
  return (
    <aside className="peek" aria-label={title}>
      <div className="peek-head">
        <h2 className="one-line">{title}</h2>
        {actions}
        <IconButton label="Close" onClick={onClose}>
          <Icon name="close" />
        </IconButton>
      </div>
      <div className="peek-body">{children}</div>
    </aside>
  );
}
