import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import type { ReviewItem, ReviewSetup } from "../../api/index.ts";
import { Button, InertText, TextArea, type Verdict, verdictMarks } from "../../design/index.ts";
import { useKey } from "../../keyboard/index.ts";
import { SettingsLink } from "./settings-link.tsx";
import type { Sitting } from "./use-sitting.ts";

const group = "Review";

/** Labels with their keys, a note and a correction, the rubric, and what others said once it is no secret. */
export function Labelling({
  item,
  setup,
  sitting,
  may,
}: {
  item: ReviewItem;
  setup: ReviewSetup;
  sitting: Sitting;
  may: boolean;
}): ReactNode {
  const { taken, busy, last } = sitting;
  const [written, setWritten] = useState(sitting.written);
  const write = (change: Partial<typeof written>): void => {
    setWritten({ ...written, ...change });
    sitting.write(change);
  };
  const noteField = useRef<HTMLTextAreaElement>(null);
  const correctionField = useRef<HTMLTextAreaElement>(null);
  useKey("n", { does: "write a note", group, enabled: may }, () => noteField.current?.focus());
  useKey("e", { does: "write what would be right", group, enabled: may }, () => correctionField.current?.focus());
  useKey("s", { does: may ? "leave it for later" : "next trace", group }, (event) => {
    if (!event.repeat) sitting.skip();
  });
  const leave = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== "Escape") return;
    // What was written stays; the keys of the page are back.
    event.stopPropagation();
    event.currentTarget.blur();
  };
  return (
    <section className="review-labelling" aria-label="Label">
      <div className="review-rubric">
        <h2>Rubric</h2>
        {setup.rubric === "" ? (
          <p className="muted">
            None yet: what makes an answer right is written in <SettingsLink />.
          </p>
        ) : (
          <InertText text={setup.rubric} foldAfter={1500} />
        )}
      </div>
      {taken && (
        <div role="alert" className="review-taken">
          <p>
            <span aria-hidden="true">! </span>
            {taken.message}. What you wrote stays here.
          </p>
          <Button small onClick={sitting.skip}>
            Take the next one <kbd>s</kbd>
          </Button>
        </div>
      )}
      <h2>Label</h2>
      <ol className="review-labels">
        {setup.labels.map((label, index) => (
          <li key={label.name}>
            <LabelButton index={index} label={label} disabled={!may || busy} onSay={sitting.label} may={may} />
          </li>
        ))}
      </ol>
      {may && (
        <>
          <TextArea
            ref={noteField}
            label="Note (n)"
            rows={2}
            value={written.note}
            onKeyDown={leave}
            onChange={(event) => write({ note: event.target.value })}
          />
          <TextArea
            ref={correctionField}
            label="Correction (e)"
            help="What would have been right. Escape goes back to the labels."
            rows={3}
            value={written.correction}
            onKeyDown={leave}
            onChange={(event) => write({ correction: event.target.value })}
          />
        </>
      )}
      <p className="review-ways">
        <Button small disabled={busy} onClick={sitting.skip}>
          {may ? "Skip" : "Next"} <kbd>s</kbd>
        </Button>
        {may && (
          <Button small disabled={busy || last === undefined} onClick={sitting.undo}>
            Undo <kbd>u</kbd>
          </Button>
        )}
      </p>
      {item.answers.length > 0 && (
        <div>
          <h2>Said so far</h2>
          <ul className="review-answers">
            {item.answers.map((one) => (
              <li key={one.reviewer}>
                {one.reviewer}: <strong>{one.label}</strong>
                {one.note !== undefined && <InertText text={one.note} foldAfter={300} />}
                {one.correction !== undefined && <InertText text={`Right: ${one.correction}`} foldAfter={300} />}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function LabelButton({
  index,
  label,
  disabled,
  may,
  onSay,
}: {
  index: number;
  label: ReviewSetup["labels"][number];
  disabled: boolean;
  may: boolean;
  onSay: (name: string) => void;
}): ReactNode {
  const key = String(index + 1);
  useKey(key, { does: `label: ${label.name}`, group, enabled: may }, (event) => {
    // A key that is held down would label what nobody has seen.
    if (!event.repeat) onSay(label.name);
  });
  const verdict = verdictOf(label.passes);
  return (
    <button
      type="button"
      className={`review-label badge-${verdict}`}
      disabled={disabled}
      onClick={() => onSay(label.name)}
    >
      <kbd>{key}</kbd>
      <span aria-hidden="true">{verdictMarks[verdict]}</span>
      <span className="review-label-name">
        {label.name}
        {label.description !== undefined && <small className="muted">{label.description}</small>}
      </span>
    </button>
  );
}

function verdictOf(passes: boolean | null): Verdict {
  return passes === null ? "inconclusive" : passes ? "pass" : "fail";
}
