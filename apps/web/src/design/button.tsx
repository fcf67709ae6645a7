import type { ComponentPropsWithRef, ReactNode } from "react";
import "./button.css";

type Given = Omit<ComponentPropsWithRef<"button">, "className" | "style">;

/** A button. `busy` keeps its width, shows that something runs and takes no second click. */
export function Button({
  kind = "plain",
  busy = false,
  small = false,
  children,
  ...rest
}: Given & { kind?: "primary" | "plain" | "quiet" | "danger"; busy?: boolean; small?: boolean }): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${kind}${small ? " button-small" : ""}`}
      aria-busy={busy}
      disabled={rest.disabled === true || busy}
    >
      {children}
    </button>
  );
}

/** A button that shows an icon only; `label` is its name and its tooltip. */
export function IconButton({ label, children, ...rest }: Given & { label: string; children: ReactNode }): ReactNode {
  return (
    <button type="button" title={label} aria-label={label} {...rest} className="button button-quiet button-icon">
      {children}
    </button>
  );
}
