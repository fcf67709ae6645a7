import type { ReactNode } from "react";
import { Button, figureText, Icon } from "../design/index.ts";
import { fieldOf, type Filters } from "./field.ts";
import { type Condition, conditionsOf, withoutCondition } from "./filters.ts";
import { problemOf } from "./unfit.ts";

/** The filters that are on, each taken away by a click; below them those that are left out, and why. Nothing when there are none. */
export function FilterChips({
  filters,
  onChange,
}: {
  filters: Filters;
  onChange: (filters: Filters) => void;
}): ReactNode {
  const conditions = conditionsOf(filters);
  if (conditions.length === 0) return null;
  const drop = (one: Condition) => onChange(withoutCondition(filters, one));
  return (
    <div className="filter-chips">
      <ul aria-label="Filters">
        {conditions.map((one) => {
          const text = conditionText(one);
          return (
            <li key={text}>
              <button
                type="button"
                className="filter-chip"
                aria-label={`Remove filter ${text}`}
                title={text}
                onClick={() => drop(one)}
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
      {conditions.map((one) => {
        const problem = problemOf(one);
        if (problem === undefined) return null;
        return (
          <p key={conditionText(one)} className="filter-unfit" role="alert">
            <span>
              <span aria-hidden="true">✗ </span>
              {conditionText(one)} is left out: {problem}.
            </span>
            <Button small onClick={() => drop(one)}>
              Drop {conditionText(one)}
            </Button>
          </p>
        );
      })}
    </div>
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
