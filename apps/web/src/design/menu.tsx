import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Icon } from "./icon.tsx";
import "./menu.css";

/**
 * A button that opens a small panel below itself: a choice, a person's menu. Not modal; Escape, a click outside or leaving
 * it by Tab closes it. `children` gets how to close it.
 */
export function Menu({
  label,
  button,
  children,
  side = "left",
  bare = false,
}: {
  /** Name of the button for screen readers; its text when `button` is left out. */
  label: string;
  button?: ReactNode;
  children: (close: () => void) => ReactNode;
  /** Edge of the button that the panel lines up with. */
  side?: "left" | "right";
  /** An icon without the arrow. */
  bare?: boolean;
}): ReactNode {
  const [open, setOpen] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !around.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <div
      className="menu"
      ref={around}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <button
        type="button"
        ref={opener}
        className={bare ? "button button-quiet button-icon" : "button menu-button"}
        aria-label={label}
        title={bare ? label : undefined}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {button ?? label}
        {!bare && <Icon name="down" />}
      </button>
      {open && (
        <div className={`menu-panel menu-${side}`} id={id}>
          {children(close)}
        </div>
      )}
    </div>
  );
}

/** One line of a menu. */
export function MenuItem({
  onClick,
  children,
  pressed,
}: {
  onClick: () => void;
  children: ReactNode;
  pressed?: boolean;
}): ReactNode {
  return (
    <button type="button" className="menu-item" aria-pressed={pressed} onClick={onClick}>
      <span className="menu-item-mark">{pressed === true && <Icon name="check" />}</span>
      {children}
    </button>
  );
}
