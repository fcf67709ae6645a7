import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useState } from "react";
import { api, ApiError, type Redaction } from "../../../api/index.ts";
import { InertText, Select, TextArea } from "../../../design/index.ts";
import { type Action, actions } from "./actions.ts";
import { parts } from "./parts.ts";
import { useSettled } from "./use-settled.ts";

/** Shows what the rules on screen, saved or not, make of a pasted text. The text is not stored. */
export function Preview({
  project,
  rules,
  onRule,
}: {
  project: string;
  rules: Redaction;
  onRule: (kind: string, action: Action) => void;
}): ReactNode {
  const [text, setText] = useState("");
  const asked = useSettled(useDeferredValue(text), 250);
  const complete = { ...rules, patterns: rules.patterns.filter((one) => one.name !== "" && one.pattern !== "") };
  const tried = useQuery({
    queryKey: ["redaction-try", project, complete, asked],
    queryFn: ({ signal }) => api.tryRedaction({ project }, { redaction: complete, text: asked }, signal),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const counts = Map.groupBy(tried.data?.finds ?? [], (find) => find.kind);
  return (
    <section className="redaction-preview">
      <h2>Try it</h2>
      <TextArea
        label="Paste a text"
        help="It is sent to the server to be looked at and not kept."
        rows={6}
        maxLength={100_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {text === "" ? null : tried.error ? (
        <p className="field-fault" role="alert">
          ✗ {tried.error.message} {tried.error instanceof ApiError && tried.error.hint}
        </p>
      ) : tried.data && asked === text ? (
        <div className="redaction-result" aria-live="polite">
          <h3>Found</h3>
          {counts.size === 0 ? (
            <p className="muted">Nothing.</p>
          ) : (
            <ul className="rule-list">
              {[...counts].map(([kind, finds]) => (
                <li key={kind} className="rule">
                  <span>
                    <code>{kind}</code> <span className="muted">{finds.length}×</span>
                  </span>
                  <Select
                    label={`${kind} is`}
                    labelHidden
                    options={actions}
                    value={rules.kinds[kind] ?? rules.action}
                    onChoose={(action: Action) => onRule(kind, action)}
                  />
                </li>
              ))}
            </ul>
          )}
          <h3>Where</h3>
          <div className="redaction-text inert-text">
            {parts(text, tried.data.finds).map((part) =>
              part.kind === undefined ? (
                <span key={part.start}>{part.text}</span>
              ) : (
                <mark key={part.start} title={part.kind}>
                  {part.text}
                </mark>
              ),
            )}
          </div>
          <h3>What is stored</h3>
          <div className="redaction-text">
            <InertText text={tried.data.text} />
          </div>
        </div>
      ) : null}
    </section>
  );
}
