import type { ReactNode } from "react";
import { Button, Fault } from "../design/index.ts";
import { conditionText } from "./chips.tsx";
import type { Filters } from "./field.ts";
import { conditionsOf, withoutCondition } from "./filters.ts";

/** The list could not be loaded. Where the server refused what was asked for, each filter can be dropped here. */
export function ListFault({
  error,
  filters,
  onChange,
  onRetry,
}: {
  error: Error & { status?: number };
  filters: Filters;
  onChange: (filters: Filters) => void;
  onRetry: () => void;
}): ReactNode {
  const conditions = error.status === 400 ? conditionsOf(filters) : [];
  return (
    <Fault error={error} onRetry={onRetry}>
      {conditions.length > 0 && (
        <ul className="refused-filters">
          {conditions.map((one) => (
            <li key={conditionText(one)}>
              <Button small onClick={() => onChange(withoutCondition(filters, one))}>
                Drop {conditionText(one)}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Fault>
  );
}
