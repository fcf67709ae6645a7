import { type ReactNode, useEffect, useId, useState, useSyncExternalStore } from "react";
import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { type Verdict, verdictMarks } from "./badge.tsx";
import "./toast.css";

interface Said {
  id: number;
  text: string;
  hint?: string | undefined;
  verdict: Verdict;
  undo?: (() => void) | undefined;
}

let said: readonly Said[] = [];
let next = 1;
const listeners = new Set<() => void>();

function change(to: readonly Said[]): void {
  said = to;
  for (const listener of listeners) listener();
}

/** Says something for some seconds, aloud too. Faults stay until they are closed. */
export function toast(
  text: string,
  options: { verdict?: Verdict; hint?: string | undefined; undo?: () => void } = {},
): void {
  const { verdict = "pass", hint, undo } = options;
  const id = next++;
  change([...said.slice(-3), { id, text, hint, verdict, undo }]);
  if (verdict === "pass") setTimeout(() => dismiss(id), undo ? 10_000 : 5000);
}

/** Says what went wrong, with how to mend it when that is known. */
export function toastFault(error: unknown): void {
  const { message, hint } = error as { message?: string; hint?: string };
  toast(message ?? String(error), { verdict: "fail", hint });
}

function dismiss(id: number): void {
  change(said.filter((one) => one.id !== id));
}

let hosts: readonly string[] = [];

/** Whether this is the newest place for toasts: below a modal dialog nothing can be seen, heard or clicked. */
function useIsNewest(): boolean {
  const id = useId();
  const [newest, setNewest] = useState(true);
  useEffect(() => {
    const look = () => setNewest(hosts.at(-1) === id);
    hosts = [...hosts, id];
    listeners.add(look);
    change(said);
    return () => {
      hosts = hosts.filter((one) => one !== id);
      listeners.delete(look);
      change(said);
    };
  }, [id]);
  return newest;
}

/** Where toasts appear: in the shell, and in every open dialog; the newest one shows them. */
export function Toasts(): ReactNode {
  const newest = useIsNewest();
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
  const shown = newest ? all : [];
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((one) => (
        <div key={one.id} className={`toast toast-${one.verdict}`}>
          <span className="toast-mark" aria-hidden="true">
            {verdictMarks[one.verdict]}
          </span>
          <div className="toast-text">
            {one.text}
            {one.hint !== undefined && <p className="muted">{one.hint}</p>}
          </div>
          {one.undo && (
            <button
              type="button"
              className="button button-small"
              onClick={() => {
                one.undo?.();
                dismiss(one.id);
              }}
            >
              Undo
            </button>
          )}
          <IconButton label="Dismiss" onClick={() => dismiss(one.id)}>
            <Icon name="close" />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
