import { useEffect, useEffectEvent } from "react";
import { bind, type Binding } from "./registry.ts";

/**
 * Binds a key while the component is shown. Bound later wins; `run` returning false passes it on. Never fires while typing
 * or in a dialog. Shown in the list under `?`.
 *
 * @example
 * useKey("j", { does: "next row", group: "Traces" }, () => move(1));
 */
export function useKey(
  key: string,
  says: { does: string; group: string; enabled?: boolean; whileTyping?: boolean },
  run: Binding["run"],
): void {
  const { does, group, enabled = true, whileTyping = false } = says;
  const latest = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return undefined;
    return bind({ key, does, group, whileTyping, run: (event) => latest(event) });
  }, [key, does, group, enabled, whileTyping]);
}
