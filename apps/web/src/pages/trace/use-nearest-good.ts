import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/index.ts";
import { toast, toastFault } from "../../design/index.ts";
import type { SpanTree } from "./tree.ts";
import type { TraceSearch } from "./route.ts";

const dayMs = 86_400_000;

/** Finds the newest trace of the same route before this one in which nothing failed, and puts it beside it. */
export function useNearestGood(project: string, traceId: string, tree: SpanTree): { busy: boolean; find: () => void } {
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();

  async function find(): Promise<void> {
    const route = tree.roots.find((node) => !node.orphan)?.span.name ?? tree.roots[0]?.span.name;
    if (route === undefined || busy) return;
    setBusy(true);
    try {
      const to = Math.floor(tree.startMs);
      // A day is enough most of the time, and much cheaper.
      for (const days of [1, 30]) {
        const { traces } = await api.traces({
          project,
          route: [route],
          status: "ok",
          from: to - days * dayMs,
          to,
          limit: 2,
        });
        const good = traces.find((row) => row.traceId !== traceId);
        if (!good) continue;
        const compare = good.traceId;
        await navigate({ to: ".", search: (before: TraceSearch) => ({ ...before, compare }) } as never);
        return;
      }
      toast(`No trace of ${route} without an error in the 30 days before this one`, { verdict: "inconclusive" });
    } catch (error) {
      toastFault(error);
    } finally {
      setBusy(false);
    }
  }
  return { busy, find: () => void find() };
}
