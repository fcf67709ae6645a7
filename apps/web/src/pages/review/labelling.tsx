import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import type { ReviewItem, ReviewSetup } from "../../api/index.ts";
import { Button, InertText, TextArea, type Verdict, verdictMarks } from "../../design/index.ts";
import { useKey } from "../../keyboard/index.ts";
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
  const [note, setNote] = useState(sitting.before.note);
  const [correction, setCorrection] = useState(sitting.before.correction);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const correctionField = useRef<HTMLTextAreaElement>(null);
  const say = (name: string): void => sitting.label(name, { note, correction });
  useKey("n", { does: "write a note", group, enabled: may }, () => noteField.current?.focus());
  useKey("e", { does: "write what would be right", group, enabled: may }, () => correctionField.current?.focus());
  useKey("s", { does: "leave it for later", group, enabled: may }, () => sitting.skip());
  const leave = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== "Escape") return;
    // What was written stays; the keys of the page are back.
    event.stopPropagation();
    event.currentTarget.blur();
  };
  return (
    <section className="review-labelling" aria-label="Label">
      {setup.rubric !== "" && (
        <div className="review-rubric">
          <h2>Rubric</h2>
          <InertText text={setup.rubric} foldAfter={1500} />
        </div>
      )}
      <h2>Label</h2>
      <ol className="review-labels">
        {setup.labels.map((label, index) => (
          <li key={label.name}>
            <LabelButton index={index} label={label} disabled={!may || sitting.busy} onSay={say} may={may} />
          </li>
        ))}
      </ol>
      {may && (
        <>
          <TextArea
            ref={noteField}
            label="Note (n)"
            rows={2}
            value={note}
            onKeyDown={leave}
            onChange={(event) => setNote(event.target.value)}
          />
          <TextArea
            ref={correctionField}
            label="Correction (e)"
            help="What would have been right. Escape goes back to the labels."
            rows={3}
            value={correction}
            onKeyDown={leave}
            onChange={(event) => setCorrection(event.target.value)}
          />
          <p className="review-ways">
            <Button small disabled={sitting.busy} onClick={sitting.skip}>
              Skip <kbd>s</kbd>
            </Button>
            <Button small disabled={sitting.busy || sitting.done === 0} onClick={sitting.undo}>
              Undo <kbd>u</kbd>
            </Button>
          </p>
        </>
      )}
      {item.answers.length > 0 && (
        <div>
          <h2>Said so far</h2>
          <ul className="review-answers">
            {item.answers.map((one) => (
              <li key={one.reviewer}>
                {one.reviewer}: <strong>{one.label}</strong>
                {one.note !== undefined && <InertText text={one.note} foldAfter={300} />}
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
  useKey(key, { does: `label: ${label.name}`, group, enabled: may }, () => onSay(label.name));
  const verdict = verdictOf(label.passes);
  return (
    <button
      type="button"
      className={`review-label badge-${verdict}`}
      disabled={disabled}
      title={label.description}
      onClick={() => onSay(label.name)}
    >
      <kbd>{key}</kbd>
      <span aria-hidden="true">{verdictMarks[verdict]}</span>
      {label.name}
    </button>
  );
}

function verdictOf(passes: boolean | null): Verdict {
  return passes === null ? "inconclusive" : passes ? "pass" : "fail";
}
