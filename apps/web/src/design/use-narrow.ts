import { useSyncExternalStore } from "react";

const narrow = "(max-width: 700px)";

/** Whether the window is as narrow as a phone: where columns become tabs and a sheet covers the page. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(narrow).matches);
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(narrow);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
