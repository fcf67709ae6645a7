import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, type AddedToReview } from "../api/index.ts";
import { toast, toastFault } from "../design/index.ts";
import { useRole } from "./me.ts";

/** Roles that may put traces into the queue. */
const reviewing = new Set(["reviewer", "approver", "admin"]);

/** Puts traces into the review queue and says what became of them; undefined for who may not. */
export function useAddToReview(
  project: string,
): { add: (traceIds: readonly string[]) => void; busy: boolean } | undefined {
  const may = reviewing.has(useRole() ?? "");
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: (traceIds: readonly string[]) => api.addToReview({ project }, traceIds),
    onSuccess: async (added) => {
      toast(addedText(added));
      await client.invalidateQueries({ queryKey: ["review-next", project] });
    },
    onError: toastFault,
  });
  return may ? { add: (traceIds) => add.mutate(traceIds), busy: add.isPending } : undefined;
}

/** What became of traces that somebody wanted reviewed. */
export function addedText({ added, known, unknown }: AddedToReview): string {
  const traces = (n: number): string => `${n} ${n === 1 ? "trace" : "traces"}`;
  const parts = [
    ...(added > 0 ? [`${traces(added)} added to review`] : []),
    ...(known > 0 ? [`${traces(known)} ${known === 1 ? "was" : "were"} there before`] : []),
    ...(unknown.length > 0 ? [`${traces(unknown.length)} ${unknown.length === 1 ? "is" : "are"} gone`] : []),
  ];
  return parts.join(", ");
}
