import { type ReactNode, useState } from "react";
import type { Settings } from "../../../api/index.ts";
import { Button, Field, Icon, IconButton } from "../../../design/index.ts";
import { useSettingsChange } from "../settings-change.ts";
import { WithSettings } from "../settings-value.tsx";
import { ValueFrom } from "../value-from.tsx";
import { drafts, type PriceDraft, readPrices } from "./price-draft.ts";

/** What a million tokens of a model cost, for spans that arrive without a cost of their own. */
export function Prices({ project }: { project: string }): ReactNode {
  return (
    <WithSettings project={project}>
      {(settings) => <Form key={JSON.stringify(settings.prices.value)} project={project} stored={settings.prices} />}
    </WithSettings>
  );
}

const columns: readonly { name: keyof PriceDraft; label: string; required?: boolean; date?: boolean }[] = [
  { name: "model", label: "Model", required: true },
  { name: "input", label: "Input, $ a million", required: true },
  { name: "output", label: "Output, $ a million", required: true },
  { name: "cached", label: "Cached input, $ a million" },
  { name: "validFrom", label: "From", date: true },
];

function Form({ project, stored }: { project: string; stored: Settings["prices"] }): ReactNode {
  const [rows, setRows] = useState<PriceDraft[]>(() => drafts(stored.value));
  const change = useSettingsChange(project);
  const read = readPrices(rows);
  const changed = JSON.stringify(rows) !== JSON.stringify(drafts(stored.value));
  return (
    <>
      <p className="muted">
        Goldloop knows the prices of many models; what stands here goes first. A span is priced with the price that held
        when it started, so a new price never changes history: add a row with a date instead of changing one.
      </p>
      {rows.length === 0 && <p>This project has no prices of its own.</p>}
      <ul className="rule-list">
        {rows.map((row, index) => (
          <li key={index} className="price">
            {columns.map((column) => (
              <Field
                key={column.name}
                label={column.label}
                type={column.date === true ? "date" : "text"}
                inputMode={column.name === "model" || column.date === true ? undefined : "decimal"}
                required={column.required}
                spellCheck={false}
                value={row[column.name]}
                fault={read.faults[index]?.[column.name]}
                onChange={(event) => setRows(rows.with(index, { ...row, [column.name]: event.target.value }))}
              />
            ))}
            <IconButton
              label={`Remove the price of ${row.model || "this row"}`}
              onClick={() => setRows(rows.toSpliced(index, 1))}
            >
              <Icon name="close" />
            </IconButton>
          </li>
        ))}
      </ul>
      <div className="settings-actions">
        <Button onClick={() => setRows([...rows, { model: "", input: "", output: "", cached: "", validFrom: "" }])}>
          Add a price
        </Button>
        <Button
          kind="primary"
          disabled={!changed || !read.prices}
          busy={change.isPending}
          onClick={() => change.mutate({ prices: read.prices ?? null })}
        >
          Save
        </Button>
        {changed && <Button onClick={() => setRows(drafts(stored.value))}>Discard changes</Button>}
        {stored.from === "project" && !changed && (
          <Button onClick={() => change.mutate({ prices: null })}>Back to the default</Button>
        )}
        <ValueFrom from={stored.from} />
      </div>
    </>
  );
}
