import type { ReactNode } from "react";
import type { Redaction } from "../../../api/index.ts";
import { Button, Field, Icon, IconButton } from "../../../design/index.ts";

type Pattern = Redaction["patterns"][number];

/** The project's own patterns, beside the built-in detectors. */
export function OwnPatterns({
  rules,
  onChange,
}: {
  rules: Redaction;
  onChange: (rules: Redaction) => void;
}): ReactNode {
  const set = (patterns: Pattern[]) => onChange({ ...rules, patterns });
  return (
    <section className="settings-block">
      <h2>Own patterns</h2>
      <ul className="rule-list">
        {rules.patterns.map((one, index) => (
          // Patterns have no identity of their own while their names are typed.
          <li key={index} className="pattern">
            <Field
              label="Name"
              value={one.name}
              spellCheck={false}
              onChange={(event) => set(rules.patterns.with(index, { ...one, name: event.target.value }))}
            />
            <Field
              label="Regular expression"
              value={one.pattern}
              spellCheck={false}
              onChange={(event) => set(rules.patterns.with(index, { ...one, pattern: event.target.value }))}
            />
            <IconButton
              label={`Remove the pattern ${one.name}`}
              onClick={() => set(rules.patterns.toSpliced(index, 1))}
            >
              <Icon name="close" />
            </IconButton>
          </li>
        ))}
      </ul>
      <p>
        <Button onClick={() => set([...rules.patterns, { name: "", pattern: "" }])}>Add a pattern</Button>
      </p>
    </section>
  );
}
