import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ApiError, type NextReview, type ReviewItem, type ReviewQueue } from "../../api/index.ts";
import { toastFault } from "../../design/index.ts";
import { useMe } from "../../shell/me.ts";
import {
  answerOf,
  begun,
  type Progress,
  type Said,
  withLabel,
  withoutLabel,
  withSkipped,
  withWritten,
  type Written,
  writtenOf,
} from "./progress.ts";
import { useLikelyNext } from "./use-likely-next.ts";

/** One reviewer going through a queue: the item at hand, what they said so far, and the way back. */
export interface Sitting {
  /** Undefined while it is asked for, null when none is left. */
  item: ReviewItem | null | undefined;
  /** Open ones in the queue, the one at hand included. */
  left: number;
  /** Labelled in this sitting. */
  done: number;
  last: Said | undefined;
  /** The label that was just taken back. */
  back: Said | undefined;
  error: Error | null;
  busy: boolean;
  /** Why the item at hand could not be labelled: somebody else has it. */
  taken: { message: string; hint: string | undefined } | undefined;
  /** What was typed beside the item at hand, for fields to begin with. */
  written: Written;
  write: (change: Partial<Written>) => void;
  label: (label: string) => void;
  skip: () => void;
  undo: () => void;
  /** Shows those that were skipped. */
  again: () => void;
  retry: () => void;
}

/** Takes items from a queue, or from one group of it. A viewer is shown one after another, and none is kept for them. */
export function useSitting(project: string, queue: ReviewQueue, group: string | undefined, may: boolean): Sitting {
  const client = useQueryClient();
  const reviewer = useMe().person?.email ?? "";
  const [back, setBack] = useState<Said>();
  const [refused, setRefused] = useState<{ id: string; error: ApiError }>();

  // Beside the data of the server, so that it outlives a look at the whole trace, and goes with the one who logs out.
  const progressKey = ["review-sitting", project, queue, group ?? ""];
  const { data: progress } = useQuery({
    queryKey: progressKey,
    queryFn: () => begun,
    initialData: begun,
    enabled: false,
    gcTime: Infinity,
  });
  const now = (): Progress => client.getQueryData<Progress>(progressKey) ?? begun;
  const change = (to: Progress): void => void client.setQueryData(progressKey, to);

  const key = ["review-next", project, queue, group ?? ""];
  const ask = async (signal?: AbortSignal): Promise<NextReview> => {
    const { skipped } = now();
    if (may) {
      const body = { queue, ...(group === undefined ? {} : { group }), except: [...skipped] };
      return await api.nextReview({ project }, body, signal);
    }
    const { items, open } = await api.reviews({ project, queue, group, state: "open", limit: 100 }, signal);
    const unseen = items.filter(({ id }) => !skipped.includes(id));
    return { item: unseen[0] ?? null, left: group === undefined ? open[queue] : items.length };
  };
  const next = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => ask(signal),
    staleTime: Infinity,
    gcTime: 0,
    // What was at hand when the page was left may be another's by now.
    refetchOnMount: "always",
    // What is there again after a while: the page may be left open.
    refetchInterval: ({ state }) => (state.data?.item === null ? 10_000 : false),
  });
  const item = next.isFetchedAfterMount ? next.data?.item : undefined;
  const left = next.data?.left ?? 0;
  useLikelyNext(project, queue, group, { item: may ? item : null, skipped: progress.skipped, reviewer });

  const show = (found: NextReview): void => void client.setQueryData(key, found);
  const goOn = async (): Promise<void> => {
    try {
      show(await ask());
    } catch {
      // The label is safe; why none follows is said by the page, which asks again.
      await client.resetQueries({ queryKey: key, exact: true });
    }
  };
  const label = useMutation({
    mutationFn: async ({ id, name }: { id: string; name: string }) => {
      const { answers } = await api.answerReview({ project }, id, answerOf(name, writtenOf(now(), id)));
      setBack(undefined);
      change(withLabel(now(), { id, label: name, others: answers.filter((one) => one.reviewer !== reviewer) }));
      await goOn();
    },
    onMutate: () => setRefused(undefined),
    onError: async (error, { id }) => {
      if (!(error instanceof ApiError)) return toastFault(error);
      if (error.code === "reserved") return setRefused({ id, error });
      toastFault(error);
      if (error.code === "unknown-label") await client.invalidateQueries({ queryKey: ["review-setup", project] });
      // Erased, or too old to be kept.
      if (error.status === 404) await goOn();
    },
  });
  const undo = useMutation({
    mutationFn: async (last: Said) => {
      const found = await api.undoReview({ project }, last.id);
      change(withoutLabel(now(), last.id));
      show({ item: found, left: left + 1 });
      setBack(last);
    },
    onError: (error, last) => {
      // There is nothing to take back any more: the one before it can be.
      if (error instanceof ApiError && error.status === 404) change(withoutLabel(now(), last.id));
      toastFault(error);
    },
  });
  const skip = useMutation({
    mutationFn: async (id: string) => {
      change(withSkipped(now(), id));
      await goOn();
    },
  });
  const again = useMutation({
    mutationFn: async () => {
      change({ ...now(), skipped: [] });
      await goOn();
    },
  });
  const busy = label.isPending || undo.isPending || skip.isPending || again.isPending;
  const last = progress.said.at(-1);
  return {
    item,
    left,
    done: progress.said.length,
    last,
    back,
    error: next.error,
    busy,
    taken: refused !== undefined && refused.id === item?.id ? refused.error : undefined,
    written: writtenOf(now(), item?.id ?? ""),
    write: (some) => {
      if (item) change(withWritten(now(), item.id, some));
    },
    label: (name) => {
      if (may && !busy && item) label.mutate({ id: item.id, name });
    },
    skip: () => {
      if (!busy && item) skip.mutate(item.id);
    },
    undo: () => {
      if (may && !busy && last) undo.mutate(last);
    },
    again: () => {
      if (!busy) again.mutate();
    },
    retry: () => void next.refetch(),
  };
}
