import { useSyncExternalStore } from "react";

interface Crosshair {
  timeMs: number | undefined;
  listeners: Set<() => void>;
}

const crosshairs = new Map<string, Crosshair>();

function crosshair(key: string): Crosshair {
  const known = crosshairs.get(key);
  if (known) return known;
  const made: Crosshair = { timeMs: undefined, listeners: new Set() };
  crosshairs.set(key, made);
  return made;
}

/** Where the cursor of the charts of one key stands, ms since 1970. */
export function crosshairAt(key: string): number | undefined {
  return crosshair(key).timeMs;
}

/** Moves the cursor of all charts of a key; undefined takes it away. */
export function moveCrosshair(key: string, timeMs: number | undefined): void {
  const one = crosshair(key);
  if (one.timeMs === timeMs) return;
  one.timeMs = timeMs;
  for (const listener of one.listeners) listener();
}

export function onCrosshair(key: string, listener: () => void): () => void {
  const one = crosshair(key);
  one.listeners.add(listener);
  return () => {
    one.listeners.delete(listener);
  };
}

/** Follows the cursor: for legends and strips beside a chart. */
export function useCrosshair(key: string): number | undefined {
  return useSyncExternalStore(
    (listener) => onCrosshair(key, listener),
    () => crosshairAt(key),
  );
}
