import { useQueries } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button, EmptyPage, figureText } from "../../design/index.ts";
import { presets } from "../../shell/range.ts";
import { conditionsOf, conditionText, type Filters, withoutCondition } from "../../filter/index.ts";
import { countQuery, type ListScope } from "./queries.ts";

/** No trace matches: says which filter to drop, or how far to look back, with what would then be found. */
export function NoMatch({
  scope,
  onChange,
  onRange,
}: {
  scope: ListScope;
  onChange: (filters: Filters) => void;
  onRange: (range: string) => void;
}): ReactNode {
  const conditions = conditionsOf(scope.filters);
  const drops = conditions.map((condition) => ({
    condition,
    filters: withoutCondition(scope.filters, condition),
  }));
  const dropped = useQueries({
    queries: drops.map(({ filters }) => countQuery({ ...scope, filters }, true)),
  });
  const wider = presets
    .slice(presets.findIndex((one) => one.value === scope.range) + 1)
    .filter((one) => one.value.endsWith("d"));
  const widened = useQueries({
    queries: wider.map(({ value }) => countQuery({ ...scope, range: value, from: undefined, to: undefined }, true)),
  });
  const text =
    conditions.length === 0 ? "No trace arrived in this range." : "No trace in this range passes all of these filters.";
  return (
    <EmptyPage title="No traces here" text={text}>
      <ul className="no-match">
        {drops.map(({ condition, filters }, index) => (
          <li key={conditionText(condition)}>
            <Button small onClick={() => onChange(filters)}>
              Drop {conditionText(condition)}
            </Button>
            <Found traces={dropped[index]?.data} />
          </li>
        ))}
        {wider.map((one, index) => (
          <li key={one.value}>
            <Button small onClick={() => onRange(one.value)}>
              {one.label}
            </Button>
            <Found traces={widened[index]?.data} />
          </li>
        ))}
      </ul>
    </EmptyPage>
  );
}

function Found({ traces }: { traces: number | undefined }): ReactNode {
  if (traces === undefined) return <span className="muted">counting …</span>;
  return (
    <span className="muted">
      {traces === 0 ? "still none" : `${figureText(traces, "count")} ${traces === 1 ? "trace" : "traces"}`}
    </span>
  );
}
