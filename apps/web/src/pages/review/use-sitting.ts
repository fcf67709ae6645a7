import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ApiError, type ReviewItem, type ReviewQueue } from "../../api/index.ts";
import { toast, toastFault } from "../../design/index.ts";

/** What a reviewer writes beside a label. */
export interface Written {
  note: string;
  correction: string;
}

export const nothingWritten: Written = { note: "", correction: "" };

/** What was said in this sitting, for taking it back. */
interface Said {
  id: string;
  label: string;
  written: Written;
}

/** One reviewer going through a queue: the item at hand, what they said so far, and the way back. */
export interface Sitting {
  item: ReviewItem | null | undefined;
  /** Open ones in the queue, the one at hand included. */
  left: number;
  /** Labelled in this sitting. */
  done: number;
  error: Error | null;
  busy: boolean;
  /** What was written of the item at hand when it was labelled before. */
  before: Written;
  label: (label: string, written: Written) => void;
  skip: () => void;
  undo: () => void;
  again: () => void;
}

/** Takes items from a queue, or from one group of it. A viewer is shown the newest, and none is kept for them. */
export function useSitting(project: string, queue: ReviewQueue, group: string | undefined, may: boolean): Sitting {
  const client = useQueryClient();
  const [said, setSaid] = useState<readonly Said[]>([]);
  const [skipped, setSkipped] = useState<readonly string[]>([]);
  const [before, setBefore] = useState<Written>(nothingWritten);
  const key = ["review-next", project, queue, group ?? ""];
  const next = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      if (may)
        return await api.nextReview(
          { project },
          { queue, ...(group === undefined ? {} : { group }), except: [...skipped] },
          signal,
        );
      const { items, open } = await api.reviews({ project, queue, group, state: "open", limit: 1 }, signal);
      return { item: items[0] ?? null, left: open[queue] };
    },
    staleTime: Infinity,
    // What is there again after a while: the page may be left open.
    refetchInterval: ({ state }) => (state.data?.item === null ? 10_000 : false),
  });
  const show = (item: ReviewItem | null, left: number): void => void client.setQueryData(key, { item, left });
  const take = async (except: readonly string[]): Promise<void> => {
    const found = await api.nextReview(
      { project },
      { queue, ...(group === undefined ? {} : { group }), except: [...except] },
    );
    show(found.item, found.left);
  };
  const label = useMutation({
    mutationFn: async ({ item, label: name, written }: { item: ReviewItem; label: string; written: Written }) => {
      const { note, correction } = written;
      await api.answerReview({ project }, item.id, {
        label: name,
        ...(note.trim() === "" ? {} : { note }),
        ...(correction.trim() === "" ? {} : { correction }),
      });
      setSaid((earlier) => [...earlier, { id: item.id, label: name, written }]);
      setBefore(nothingWritten);
      await take(skipped);
    },
    onError: async (error) => {
      toastFault(error);
      if (error instanceof ApiError && error.code === "reserved") await take(skipped);
    },
  });
  const undo = useMutation({
    mutationFn: async (last: Said) => {
      const item = await api.undoReview({ project }, last.id);
      setSaid((earlier) => earlier.slice(0, -1));
      setBefore(last.written);
      show(item, (next.data?.left ?? 0) + 1);
      toast(`Taken back: ${last.label}`);
    },
    onError: toastFault,
  });
  const skip = useMutation({
    mutationFn: async (id: string) => {
      const except = [...skipped, id];
      setSkipped(except);
      setBefore(nothingWritten);
      await take(except);
    },
    onError: toastFault,
  });
  const busy = label.isPending || undo.isPending || skip.isPending;
  const item = next.data?.item;
  return {
    item,
    left: next.data?.left ?? 0,
    done: said.length,
    error: next.error,
    busy,
    before,
    label: (name, written) => {
      if (may && !busy && item) label.mutate({ item, label: name, written });
    },
    skip: () => {
      if (may && !busy && item) skip.mutate(item.id);
    },
    undo: () => {
      const last = said.at(-1);
      if (may && !busy && last) undo.mutate(last);
    },
    again: () => {
      setSkipped([]);
      void take([]).catch(toastFault);
    },
  };
}
