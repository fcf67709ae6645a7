const listeners = new Set<() => void>();

/** Opens the command palette from anywhere. */
export function openPalette(): void {
  for (const listener of listeners) listener();
}

/** Calls back when somebody opens it. Returns how to stop. */
export function onOpenPalette(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
