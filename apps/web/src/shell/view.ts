import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { defaultRange, rangeMs } from "./range.ts";
import { listOf, numberOf, textOf } from "./search.ts";

/** What the bar chooses. It lives in the address, on every page, and links keep it. */
export interface ViewSearch {
  project?: string | undefined;
  environment?: string[] | undefined;
  release?: string[] | undefined;
  /** `24h`, relative to now; absent with `from` and `to`, or for the default. */
  range?: string | undefined;
  /** ms since 1970. Both or none. */
  from?: number | undefined;
  to?: number | undefined;
}

export const viewKeys = ["project", "environment", "release", "range", "from", "to"] as const;

/** Reads it out of an address; what makes no sense is left out. */
export function validateView(search: Record<string, unknown>): ViewSearch {
  const from = numberOf(search["from"]);
  const to = numberOf(search["to"]);
  const fixed = from !== undefined && to !== undefined && from < to;
  const range = textOf(search["range"]);
  return {
    project: textOf(search["project"]),
    environment: listOf(search["environment"]),
    release: listOf(search["release"]),
    range: !fixed && range !== undefined && range !== defaultRange && rangeMs(range) !== undefined ? range : undefined,
    from: fixed ? from : undefined,
    to: fixed ? to : undefined,
  };
}

export interface View {
  /** The project's name; always one that the person sees. */
  project: string;
  environment: string[] | undefined;
  release: string[] | undefined;
  /** `24h`, or undefined when the ends are fixed. */
  range: string | undefined;
  fromMs: number;
  toMs: number;
  /** All of it as the API's query wants it. */
  query: {
    project: string;
    environment: string[] | undefined;
    release: string[] | undefined;
    from: number;
    to: number;
  };
}

/**
 * The view on screen. A relative range ends now; "now" moves on every half minute while the page is seen, and when
 * `renewView` is called, so queries that carry `query` in their key renew themselves with it.
 */
export function useView(): View {
  const search: ViewSearch = useSearch({ strict: false });
  const now = useSyncExternalStore(clock.subscribe, clock.now);
  const { project = "", environment, release, range, from, to } = search;
  return useMemo(() => {
    const length = rangeMs(range ?? defaultRange) ?? 86_400_000;
    const toMs = to ?? now;
    const fromMs = from ?? now - length;
    return {
      project,
      environment,
      release,
      range: from === undefined ? (range ?? defaultRange) : undefined,
      fromMs,
      toMs,
      query: { project, environment, release, from: fromMs, to: toMs },
    };
  }, [project, environment, release, range, from, to, now]);
}

/** Changes parts of the view; the page stays. Choosing a relative range forgets fixed ends and the other way round. */
export function useChangeView(): (change: ViewSearch) => void {
  const navigate = useNavigate();
  return useCallback(
    (change: ViewSearch) => {
      const ends =
        change.range === undefined
          ? change.from === undefined
            ? {}
            : { range: undefined }
          : { from: undefined, to: undefined };
      void navigate({ to: ".", search: (before: ViewSearch) => ({ ...before, ...ends, ...change }) } as never);
    },
    [navigate],
  );
}

/** Ends relative ranges at this moment. */
export function renewView(): void {
  clock.renew();
}

const clock = makeClock(30_000);

function makeClock(everyMs: number) {
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const listeners = new Set<() => void>();
  const renew = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  const tick = () => {
    if (document.visibilityState === "visible") renew();
  };
  return {
    now: () => now,
    renew,
    subscribe: (listener: () => void): (() => void) => {
      if (listeners.size === 0) {
        if (Date.now() - now > everyMs) now = Date.now();
        timer = setInterval(tick, everyMs);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
}
