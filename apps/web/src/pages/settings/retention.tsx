import { type ReactNode, useState } from "react";
import type { Settings } from "../../api/index.ts";
import { Button, Field } from "../../design/index.ts";
import { Erasure } from "./erasure.tsx";
import { useSettingsChange } from "./settings-change.ts";
import { WithSettings } from "./settings-value.tsx";
import { ValueFrom } from "./value-from.tsx";

/** How long spans are kept, and the removal of everything about a person, a session or a trace. */
export function Retention({ project }: { project: string }): ReactNode {
  return (
    <>
      <WithSettings project={project}>
        {(settings) => <Days key={settings.retentionDays.value} project={project} retention={settings.retentionDays} />}
      </WithSettings>
      <Erasure project={project} />
    </>
  );
}

function Days({ project, retention }: { project: string; retention: Settings["retentionDays"] }): ReactNode {
  const [days, setDays] = useState(String(retention.value));
  const change = useSettingsChange(project);
  const number = Number(days);
  const valid = Number.isInteger(number) && number >= 1 && number <= 3650;
  return (
    <section className="settings-block">
      <h2>Retention</h2>
      <p className="muted">
        Spans and scores older than this are removed once a day. The signals of removed hours stay, without their
        traces.
      </p>
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (valid) change.mutate({ retentionDays: number });
        }}
      >
        <Field
          label="Days"
          type="number"
          min={1}
          max={3650}
          value={days}
          fault={valid ? undefined : "A whole number from 1 to 3650."}
          onChange={(event) => setDays(event.target.value)}
        />
        <Button type="submit" kind="primary" disabled={!valid || number === retention.value} busy={change.isPending}>
          Save
        </Button>
        {retention.from === "project" && (
          <Button onClick={() => change.mutate({ retentionDays: null })}>Back to the default</Button>
        )}
      </form>
      <ValueFrom from={retention.from} />
    </section>
  );
}
