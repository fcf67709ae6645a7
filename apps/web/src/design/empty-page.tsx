import type { ReactNode } from "react";
import "./empty-page.css";

/** A page or a part of one that holds nothing yet: what belongs here, and (as children) the one snippet that fills it. */
export function EmptyPage({
  title,
  text,
  children,
  part = false,
}: {
  title: string;
  text: ReactNode;
  children?: ReactNode;
  /** It stands below a page's own heading. */
  part?: boolean;
}): ReactNode {
  const Heading = part ? "h2" : "h1";
  return (
    <section className="empty-page">
      <Heading>{title}</Heading>
      <p className="muted">{text}</p>
      {children}
    </section>
  );
}

/** Something could not be loaded: why, how to mend it (also by `children`), and again. */
export function Fault({
  error,
  onRetry,
  children,
}: {
  error: unknown;
  onRetry?: () => void;
  children?: ReactNode;
}): ReactNode {
  const { message, hint } = error as { message?: string; hint?: string };
  return (
    <section className="empty-page fault" role="alert">
      <h2>
        <span aria-hidden="true">! </span>This could not be loaded
      </h2>
      <p>{message ?? String(error)}</p>
      {hint !== undefined && <p className="muted">{hint}</p>}
      {children}
      {onRetry && (
        <p>
          <button type="button" className="button" onClick={onRetry}>
            Try again
          </button>
        </p>
      )}
    </section>
  );
}
