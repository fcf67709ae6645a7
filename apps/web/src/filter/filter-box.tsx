import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { figureText, Icon } from "../design/index.ts";
import type { FilterName, Filters } from "./field.ts";
import { conditionsOf, withCondition, withoutCondition } from "./filters.ts";
import { type FacetValues, suggestions } from "./suggest.ts";
import { read } from "./syntax.ts";
import "./filter-box.css";

/**
 * Where filters are typed: words, and `key:value`. What is half typed is suggested below, values with their counts. Enter
 * applies and closes the suggestions; typing and the arrows open them again. Backspace in the empty box takes the last filter
 * away; Escape leaves.
 */
export function FilterBox({
  filters,
  facets,
  only,
  label = "Filter traces",
  placeholder = "Words, or route: model: status:error latency>2s …",
  onChange,
}: {
  filters: Filters;
  facets: FacetValues;
  /** Nothing but these fields. */
  only?: readonly FilterName[];
  label?: string;
  placeholder?: string;
  onChange: (filters: Filters) => void;
}): ReactNode {
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [marked, setMarked] = useState(-1);
  const [problem, setProblem] = useState<string>();
  const id = useId();
  const found = open ? suggestions(typed, facets, { only }) : [];

  function write(text: string): void {
    setTyped(text);
    setOpen(true);
    setMarked(-1);
    setProblem(undefined);
  }
  function apply(text: string): void {
    const { conditions, problem: fault } = read(text, only);
    setProblem(fault);
    if (fault !== undefined || conditions.length === 0) return;
    onChange(conditions.reduce(withCondition, filters));
    setTyped("");
    setMarked(-1);
    setOpen(false);
  }
  function take(index: number): void {
    const suggestion = found[index];
    if (!suggestion) return;
    if (suggestion.whole) apply(suggestion.completed);
    else write(suggestion.completed);
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!open) setOpen(true);
      else setMarked((marked + step + found.length + 1) % (found.length + 1));
    } else if (event.key === "Tab" && !event.shiftKey && found.length > 0 && typed !== "") {
      event.preventDefault();
      take(Math.max(0, marked));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (marked >= 0 && marked < found.length) take(marked);
      else apply(typed);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (open && found.length > 0 && typed !== "") setOpen(false);
      else event.currentTarget.blur();
    } else if (event.key === "Backspace" && typed === "") {
      const last = conditionsOf(filters).findLast((one) => only === undefined || only.includes(one.name));
      if (last) onChange(withoutCondition(filters, last));
    }
  }

  return (
    <div className="filter-box">
      <Icon name="search" />
      <input
        type="text"
        role="combobox"
        data-filter
        aria-label={label}
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={marked >= 0 && marked < found.length ? `${id}-${marked}` : undefined}
        aria-invalid={problem === undefined ? undefined : true}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        placeholder={placeholder}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => write(event.target.value)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <kbd aria-hidden="true">/</kbd>
      {problem !== undefined && (
        <p className="filter-problem" id={`${id}-problem`} role="alert">
          <span aria-hidden="true">✗ </span>
          {problem}
        </p>
      )}
      {found.length > 0 && problem === undefined && (
        <ul className="filter-list" role="listbox" id={`${id}-list`} aria-label="Suggestions">
          {found.map((one, index) => (
            <li
              key={one.completed}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === marked}
              className="filter-option"
              // The focus stays in the box.
              onPointerDown={(event) => {
                event.preventDefault();
                take(index);
              }}
            >
              <span className="one-line mono">{one.label}</span>
              <span className="muted one-line">{one.help}</span>
              {one.traces !== undefined && <span className="filter-count">{figureText(one.traces, "count")}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
