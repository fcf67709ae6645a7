import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { EmptyPage, Fault } from "../design/index.ts";

export function NotFound(): ReactNode {
  return (
    <EmptyPage title="There is no such page" text="The address may be from another version of Goldloop, or mistyped.">
      <p>
        <Link to="/">Overview</Link>
      </p>
    </EmptyPage>
  );
}

/** A page threw. The rest of the app stands. */
export function PageFault({ error, reset }: { error: unknown; reset?: () => void }): ReactNode {
  return <Fault error={error} onRetry={() => (reset ? reset() : location.reload())} />;
}
