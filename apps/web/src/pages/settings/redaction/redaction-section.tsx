import { type ReactNode, useState } from "react";
import type { Redaction, Settings } from "../../../api/index.ts";
import { Button, Select } from "../../../design/index.ts";
import { useSettingsChange } from "../settings-change.ts";
import { WithSettings } from "../settings-value.tsx";
import { ValueFrom } from "../value-from.tsx";
import { type Action, actions } from "./actions.ts";
import { KindRules } from "./kind-rules.tsx";
import { OwnPatterns } from "./own-patterns.tsx";
import { Preview } from "./preview.tsx";

/** What becomes of personal data and secrets before anything is stored; text can be pasted to see it. */
export function RedactionSection({ project }: { project: string }): ReactNode {
  return (
    <WithSettings project={project}>
      {(settings) => (
        <Rules key={JSON.stringify(settings.redaction.value)} project={project} stored={settings.redaction} />
      )}
    </WithSettings>
  );
}

function Rules({ project, stored }: { project: string; stored: Settings["redaction"] }): ReactNode {
  const [rules, setRules] = useState<Redaction>(stored.value);
  const change = useSettingsChange(project);
  const changed = JSON.stringify(rules) !== JSON.stringify(stored.value);
  return (
    <>
      <p className="muted">
        Applied when spans arrive, in every field, before they are stored. What was stored before stays as it is. Safety
        signals count what was found, so they do not suffer from it.
      </p>
      <div className="redaction">
        <div className="redaction-rules">
          <Select
            label="What is found is"
            help={actions.find((one) => one.value === rules.action)?.help}
            options={actions}
            value={rules.action}
            onChoose={(action: Action) => setRules({ ...rules, action })}
          />
          <KindRules rules={rules} onChange={setRules} />
          <OwnPatterns rules={rules} onChange={setRules} />
          <div className="settings-actions">
            <Button
              kind="primary"
              disabled={!changed}
              busy={change.isPending}
              onClick={() => change.mutate({ redaction: rules })}
            >
              Save
            </Button>
            {changed && <Button onClick={() => setRules(stored.value)}>Discard changes</Button>}
            {stored.from === "project" && !changed && (
              <Button onClick={() => change.mutate({ redaction: null })}>Back to the default</Button>
            )}
            <ValueFrom from={stored.from} />
          </div>
        </div>
        <Preview
          project={project}
          rules={rules}
          onRule={(kind, action) => setRules({ ...rules, kinds: { ...rules.kinds, [kind]: action } })}
        />
      </div>
    </>
  );
}
