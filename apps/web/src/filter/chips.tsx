import type { ReactNode } from "react";
import { figureText, Icon } from "../design/index.ts";
import { fieldOf, type Filters } from "./field.ts";
import { type Condition, conditionsOf, withoutCondition } from "./filters.ts";

/** The filters that are on, each taken away by a click. Nothing when there are none. */
export function FilterChips({
  filters,
  onChange,
}: {
  filters: Filters;
  onChange: (filters: Filters) => void;
}): ReactNode {
  const conditions = conditionsOf(filters);
  if (conditions.length === 0) return null;
  return (
    <ul className="filter-chips" aria-label="Filters">
      {conditions.map((one) => {
        const text = conditionText(one);
        return (
          <li key={text}>
            <button
              type="button"
              className="filter-chip"
              aria-label={`Remove filter ${text}`}
              title={text}
              onClick={() => onChange(withoutCondition(filters, one))}
            >
              <span className="one-line">{text}</span>
              <Icon name="close" />
            </button>
          </li>
        );
      })}
      {conditions.length > 1 && (
        <li>
          <button type="button" className="button button-quiet button-small" onClick={() => onChange({})}>
            Clear all
          </button>
        </li>
      )}
    </ul>
  );
}

/** A condition as people read it: `route: chat`, `latency > 2 s`, `“late refund”`. */
export function conditionText({ name, value }: Condition): string {
  const field = fieldOf(name);
  if (!field) return `“${value}”`;
  const word = field.prefix.slice(0, -1);
  if (field.number === undefined) return `${word}: ${value}`;
  return `${word} ${field.prefix.at(-1)} ${figureText(Number(value), field.number)}`;
}
