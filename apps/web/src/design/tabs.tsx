import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import "./tabs.css";

/** Tabs after the WAI-ARIA pattern: arrows move, Home and End jump. The panel of the chosen one is rendered, no other. */
export function Tabs<V extends string>({
  label,
  tabs,
  value,
  onChoose,
  children,
}: {
  label: string;
  tabs: readonly { value: V; label: ReactNode }[];
  value: V;
  onChoose: (value: V) => void;
  /** The panel's content. */
  children: ReactNode;
}): ReactNode {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const chosen = tabs.findIndex((one) => one.value === value);

  function move(event: KeyboardEvent): void {
    const to: Record<string, number> = { ArrowRight: chosen + 1, ArrowLeft: chosen - 1, Home: 0, End: tabs.length - 1 };
    const index = to[event.key];
    if (index === undefined) return;
    event.preventDefault();
    const next = tabs[(index + tabs.length) % tabs.length];
    if (!next) return;
    onChoose(next.value);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[tabs.indexOf(next)]?.focus();
  }

  return (
    <div className="tabs">
      <div className="tab-list" role="tablist" aria-label={label} ref={list}>
        {tabs.map((one, index) => (
          <button
            key={one.value}
            type="button"
            role="tab"
            className="tab"
            id={`${id}-${index}`}
            aria-selected={index === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={index === chosen ? 0 : -1}
            onClick={() => onChoose(one.value)}
            onKeyDown={move}
          >
            {one.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`}>
        {children}
      </div>
    </div>
  );
}
