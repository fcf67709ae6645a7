import { useQuery } from "@tanstack/react-query";
import { api, type ReviewItem, type ReviewQueue } from "../../api/index.ts";
import { traceQuery } from "../../trace/index.ts";
import { likelyNext } from "./progress.ts";

/** Reads ahead the trace that probably comes next, so that it is there when it does. It reserves nothing. */
export function useLikelyNext(
  project: string,
  queue: ReviewQueue,
  group: string | undefined,
  { item, skipped, reviewer }: { item: ReviewItem | null | undefined; skipped: readonly string[]; reviewer: string },
): void {
  const atHand = item?.id ?? "";
  const list = useQuery({
    queryKey: ["review-ahead", project, queue, group ?? "", atHand],
    queryFn: ({ signal }) => api.reviews({ project, queue, group, state: "open", limit: 20 }, signal),
    enabled: atHand !== "" && reviewer !== "",
    staleTime: Infinity,
    gcTime: 0,
  });
  const next = likelyNext(list.data?.items ?? [], { atHand, skipped, reviewer });
  const nearMs = next === undefined ? undefined : Date.parse(next.traceTime);
  useQuery({ ...traceQuery(project, next?.traceId ?? "", { nearMs }), enabled: next !== undefined });
}
