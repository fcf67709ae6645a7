import { type ReactNode, useSyncExternalStore } from "react";
import { agoText } from "./ago.ts";

/** `3 min ago`, renewed by itself; the exact time is in the tooltip. */
export function RelativeTime({ time }: { time: string | number }): ReactNode {
  const now = useSyncExternalStore(subscribe, minute);
  const date = new Date(time);
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {agoText(Math.max(now, Date.now()) - date.getTime())}
    </time>
  );
}

let at = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function minute(): number {
  return at;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    at = Date.now();
    for (const one of listeners) one();
  }, 20_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
