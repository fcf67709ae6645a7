import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { facetsQuery } from "../api/index.ts";
import { Button, Checkbox, Fault, Menu, Skeleton } from "../design/index.ts";
import { countText } from "../design/figure-text.ts";
import { useChangeView, useView } from "./view.ts";
import "./choice-menu.css";

type Name = "environment" | "release";

/** Chooses any number of environments or releases; none chosen means all. */
export function ChoiceMenu({ name, all }: { name: Name; all: string }): ReactNode {
  const chosen = useView()[name];
  const text = chosen === undefined ? all : chosen.length === 1 ? chosen[0] : `${chosen.length} ${name}s`;
  return (
    <Menu label={`${name}: ${text}`} button={<span className="one-line">{text}</span>}>
      {() => <ChoiceList name={name} />}
    </Menu>
  );
}

/** The values with their counts in the range on screen, and those that are chosen but did not occur. */
export function ChoiceList({ name }: { name: Name }): ReactNode {
  const view = useView();
  const change = useChangeView();
  // Five minutes more or less do not change the list, and keep it from being asked again with every half minute.
  const toMs = Math.ceil(view.toMs / 300_000) * 300_000;
  const fromMs = Math.floor(view.fromMs / 300_000) * 300_000;
  const facets = useQuery({
    ...facetsQuery({ project: view.project, from: fromMs, to: toMs }),
    placeholderData: keepPreviousData,
  });
  const chosen = view[name] ?? [];
  if (facets.isError) return <Fault error={facets.error} onRetry={() => void facets.refetch()} />;
  if (!facets.data) return <Skeleton lines={2} />;
  const counted = facets.data.facets.find((one) => one.name === name)?.values ?? [];
  const absent = chosen.filter((value) => !counted.some((one) => one.value === value));
  const values = [...counted, ...absent.map((value) => ({ value, traces: 0 }))];
  if (values.length === 0) return <p className="choice-none muted">No trace in this range names {article(name)}.</p>;
  return (
    <div className="choice-list">
      {values.map(({ value, traces }) => (
        <Checkbox
          key={value}
          label={<span className="choice-value">{value === "" ? "(none)" : value}</span>}
          checked={chosen.includes(value)}
          onChange={(event) => {
            const next = event.target.checked ? [...chosen, value] : chosen.filter((one) => one !== value);
            change({ [name]: next.length === 0 ? undefined : next });
          }}
        >
          <span className="muted">{countText(traces)}</span>
        </Checkbox>
      ))}
      {chosen.length > 0 && (
        <Button small kind="quiet" onClick={() => change({ [name]: undefined })}>
          Show all
        </Button>
      )}
    </div>
  );
}

function article(name: Name): string {
  return name === "environment" ? "an environment" : "a release";
}
