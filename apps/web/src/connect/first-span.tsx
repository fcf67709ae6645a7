import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { keysQuery } from "../api/index.ts";
import { RelativeTime } from "../design/index.ts";
import "./connect.css";

/** Waits, live, for the first span that comes with a key, and says so aloud. */
export function FirstSpan({ project, keyId }: { project: string; keyId: string }): ReactNode {
  const keys = useQuery({
    ...keysQuery(project),
    refetchInterval: ({ state }) =>
      state.data?.keys.find((one) => one.id === keyId)?.firstSpanAt === undefined ? 2000 : false,
  });
  const at = keys.data?.keys.find((one) => one.id === keyId)?.firstSpanAt;
  return (
    <p className={at === undefined ? "first-span" : "first-span first-span-there"} role="status">
      <span className="first-span-dot" aria-hidden="true">
        {at === undefined ? "" : "✓"}
      </span>
      {at === undefined ? (
        "Waiting for the first span with this key …"
      ) : (
        <span>
          First span received <RelativeTime time={at} />.
        </span>
      )}
    </p>
  );
}
