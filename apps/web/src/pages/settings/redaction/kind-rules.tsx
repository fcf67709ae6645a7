import { type ReactNode, useState } from "react";
import type { Redaction } from "../../../api/index.ts";
import { Button, Field, Icon, IconButton, Select } from "../../../design/index.ts";
import { type Action, actions } from "./actions.ts";

/** Kinds that are treated otherwise than all others. */
export function KindRules({ rules, onChange }: { rules: Redaction; onChange: (rules: Redaction) => void }): ReactNode {
  const [kind, setKind] = useState("");
  const name = kind.trim();
  const set = (key: string, action: Action) => onChange({ ...rules, kinds: { ...rules.kinds, [key]: action } });
  return (
    <section className="settings-block">
      <h2>Kinds that are treated otherwise</h2>
      <ul className="rule-list">
        {Object.entries(rules.kinds).map(([key, action]) => (
          <li key={key} className="rule">
            <code>{key}</code>
            <Select
              label={`${key} is`}
              labelHidden
              options={actions}
              value={action}
              onChoose={(to: Action) => set(key, to)}
            />
            <IconButton
              label={`Remove the rule for ${key}`}
              onClick={() => {
                const { [key]: _, ...kinds } = rules.kinds;
                onChange({ ...rules, kinds });
              }}
            >
              <Icon name="close" />
            </IconButton>
          </li>
        ))}
      </ul>
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name === "" || name in rules.kinds) return;
          set(name, "keep");
          setKind("");
        }}
      >
        <Field
          label="Kind"
          help="As the preview names it, such as email or credit-card."
          value={kind}
          spellCheck={false}
          onChange={(event) => setKind(event.target.value)}
        />
        <Button type="submit" disabled={name === "" || name in rules.kinds}>
          Add
        </Button>
      </form>
    </section>
  );
}
