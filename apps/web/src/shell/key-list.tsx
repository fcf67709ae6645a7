import type { ReactNode } from "react";
import { Dialog } from "../design/index.ts";
import { bound } from "../keyboard/index.ts";

const names: Readonly<Record<string, string>> = {
  " ": "Space",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};

/** Every key that does something on the page on screen, by group. */
export function KeyList({ onClose }: { onClose: () => void }): ReactNode {
  const groups = Map.groupBy(bound(), (one) => one.group);
  return (
    <Dialog title="Keys" onClose={onClose}>
      {[...groups].map(([group, bindings]) => (
        <section key={group} className="key-list">
          <h3>{group}</h3>
          <dl>
            {bindings.toReversed().map((one) => (
              <div key={one.key + one.does}>
                <dt>
                  <KeyName name={one.key} />
                </dt>
                <dd>{one.does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className="muted">Keys do nothing while you type.</p>
    </Dialog>
  );
}

function KeyName({ name }: { name: string }): ReactNode {
  const modified = name.startsWith("mod+");
  const key = modified ? name.slice(4) : name;
  return (
    <>
      {modified && (
        <>
          <kbd>{/Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl"}</kbd>{" "}
        </>
      )}
      <kbd>{names[key] ?? (modified ? key.toUpperCase() : key)}</kbd>
    </>
  );
}
