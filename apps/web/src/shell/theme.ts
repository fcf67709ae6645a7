import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

/** Read by public/theme.js before the first paint. */
const storageKey = "goldloop.theme";
const listeners = new Set<() => void>();

function theme(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

export function useTheme(): Theme {
  return useSyncExternalStore(onTheme, theme);
}

/** Calls back when the theme is switched here or in the system. For what is drawn by hand: canvases. */
export function onTheme(listener: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  listeners.add(listener);
  system.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", listener);
  };
}

export function setTheme(to: Theme): void {
  if (to === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = to;
  remember(storageKey, to === "system" ? undefined : to);
  for (const listener of listeners) listener();
}

/** Keeps a small choice in this browser; does nothing where storage is off. */
export function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
}

/** What `remember` kept. */
export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}
