import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { SpanJson } from "../../api/index.ts";
import { CopyButton, Field, Icon, InertText } from "../../design/index.ts";
import { JsonView } from "../../trace/index.ts";

/** Everything else that is known of a span, by name; searchable, each to be copied or filtered by. */
export function Attributes({ span }: { span: SpanJson }): ReactNode {
  const [typed, setTyped] = useState("");
  const rows = rowsOf(span);
  const words = typed.toLowerCase();
  const shown = rows.filter(
    (row) => row.name.toLowerCase().includes(words) || textOf(row.value).toLowerCase().includes(words),
  );
  return (
    <section className="attributes" aria-label="Attributes">
      <h2>
        Attributes <span className="muted">{rows.length}</span>
      </h2>
      {rows.length > 8 && (
        <Field
          label="Search attributes"
          labelHidden
          placeholder="Search attributes"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <dl>
        {shown.map((row) => (
          <div key={row.name} className="attribute">
            <dt className="mono">{row.name}</dt>
            <dd>
              {typeof row.value === "object" && row.value !== null ? (
                <JsonView value={row.value} depth={1} />
              ) : (
                <InertText text={textOf(row.value)} mono foldAfter={300} />
              )}
              <span className="attribute-actions">
                {row.filter !== undefined && (
                  <Link
                    to="/traces"
                    search={{ attribute: [row.filter] }}
                    className="button button-small button-quiet"
                    aria-label={`Traces with ${row.filter}`}
                    title="Traces with this value"
                  >
                    <Icon name="filter" />
                  </Link>
                )}
                <CopyButton text={textOf(row.value)} label={`Copy ${row.name}`} word="" />
              </span>
            </dd>
          </div>
        ))}
      </dl>
      {shown.length === 0 && rows.length > 0 && <p className="muted">No attribute has “{typed}”.</p>}
    </section>
  );
}

interface Row {
  name: string;
  value: unknown;
  /** `key=value` for the list; undefined for what it cannot filter by. */
  filter?: string;
}

function rowsOf(span: SpanJson): Row[] {
  const own: Row[] = [
    { name: "span id", value: span.spanId },
    ...(span.provider === undefined ? [] : [{ name: "provider", value: span.provider }]),
    ...(span.usage === undefined || Object.keys(span.usage).length === 0 ? [] : [{ name: "usage", value: span.usage }]),
    ...(span.timeToFirstTokenMs === undefined
      ? []
      : [{ name: "time to first token, ms", value: span.timeToFirstTokenMs }]),
    { name: "start", value: span.startTime },
  ];
  const given = Object.entries(span.attributes ?? {}).map(([name, value]): Row => {
    const plain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    const short = plain && String(value).length <= 200 && !String(value).includes("\n");
    return short ? { name, value, filter: `${name}=${String(value)}` } : { name, value };
  });
  return [...own, ...given.toSorted((a, b) => (a.name < b.name ? -1 : 1))];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
