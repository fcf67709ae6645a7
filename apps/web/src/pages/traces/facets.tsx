import { type ReactNode, useState } from "react";
import type { Facets } from "../../api/index.ts";
import { figureText } from "../../design/index.ts";
import { conditionsOf, type Filters, hasCondition, toggled } from "../../filter/index.ts";
import "./facets.css";

const titles: Readonly<Record<string, string>> = {
  environment: "Environment",
  release: "Release",
  model: "Model",
  route: "Route",
  tool: "Tool",
  status: "Status",
  flag: "Flag",
  score: "Score",
  feedback: "Feedback",
};
const order = ["status", "route", "release", "model", "feedback", "flag", "tool", "score", "environment"];
const shown = 6;

/** The values that traces have under all other filters, each with its count. A click filters by it, another one ends that. */
export function FacetList({
  facets,
  filters,
  onChange,
}: {
  facets: Facets["facets"] | undefined;
  filters: Filters;
  onChange: (filters: Filters) => void;
}): ReactNode {
  if (!facets) return <div className="facets" aria-busy="true" />;
  const sorted = facets
    .map((facet) => ({ ...facet, values: withChosen(facet, filters) }))
    .filter((facet) => facet.values.length > 0)
    .toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  if (sorted.length === 0) return <p className="facets muted">No values in this range.</p>;
  return (
    <div className="facets">
      {sorted.map((facet) => (
        <FacetGroup key={facet.name} facet={facet} filters={filters} onChange={onChange} />
      ))}
    </div>
  );
}

/** A chosen value stays in the list though no trace has it any more: it must be possible to take it away. */
function withChosen(facet: Facets["facets"][number], filters: Filters): Facets["facets"][number]["values"] {
  const known = new Set(facet.values.map((one) => one.value));
  const chosen = conditionsOf(filters)
    .filter((one) => one.name === facet.name && !known.has(String(one.value)))
    .map((one) => ({ value: String(one.value), traces: 0 }));
  return [...facet.values, ...chosen];
}

function FacetGroup({
  facet,
  filters,
  onChange,
}: {
  facet: Facets["facets"][number];
  filters: Filters;
  onChange: (filters: Filters) => void;
}): ReactNode {
  const [all, setAll] = useState(false);
  const { name, values } = facet;
  const most = Math.max(1, ...values.map((one) => one.traces));
  const on = (value: string) => hasCondition(filters, { name, value });
  const listed = all ? values : values.filter((one, index) => index < shown || on(one.value));
  return (
    <section aria-label={titles[name] ?? name}>
      <h3>{titles[name] ?? name}</h3>
      <ul>
        {listed.map(({ value, traces }) => (
          <li key={value}>
            <button
              type="button"
              className="facet"
              aria-pressed={on(value)}
              onClick={() => onChange(toggled(filters, { name, value }))}
            >
              <span className="facet-bar" style={{ width: `${(traces / most) * 100}%` }} />
              <span className="facet-box" aria-hidden="true">
                {on(value) ? "✓" : ""}
              </span>
              <span className="facet-value one-line" title={value}>
                {value}
              </span>
              <span className="facet-count">
                {figureText(traces, "count")}
                <span className="seen-by-readers"> traces</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {values.length > shown && (
        <button type="button" className="facet-more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Fewer" : `${values.length - listed.length} more`}
        </button>
      )}
    </section>
  );
}
