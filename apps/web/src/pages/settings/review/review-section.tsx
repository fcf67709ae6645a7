import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, type ReviewSetup, reviewSetupQuery } from "../../../api/index.ts";
import { Button, Checkbox, Field, Select, Skeleton, TextArea, toast, toastFault } from "../../../design/index.ts";
import { useRole } from "../../../shell/me.ts";
import { NotShown } from "../settings-value.tsx";
import { type Draft, draftOf, faultsOf, setupOf } from "./draft.ts";

/** What people review, by which labels, and what brings it to them. */
export function ReviewSection({ project }: { project: string }): ReactNode {
  const setup = useQuery(reviewSetupQuery(project));
  if (setup.error) return <NotShown error={setup.error} onRetry={() => void setup.refetch()} />;
  if (!setup.data) return <Skeleton lines={6} />;
  return <Form key={JSON.stringify(setup.data)} project={project} setup={setup.data} />;
}

const outcomes = [
  { value: "yes", label: "right" },
  { value: "no", label: "wrong" },
  { value: "open", label: "neither" },
] as const;

function Form({ project, setup }: { project: string; setup: ReviewSetup }): ReactNode {
  const [draft, setDraft] = useState<Draft>(() => draftOf(setup));
  const may = useRole() === "admin";
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (changed: ReviewSetup) => api.changeReviewSetup({ project }, changed),
    onSuccess: async () => {
      toast("Saved. It holds for traces that arrive from now on.");
      await client.invalidateQueries({ queryKey: ["review-setup", project] });
    },
    onError: toastFault,
  });
  const faults = faultsOf(draft);
  const change = (some: Partial<Draft>): void => setDraft((before) => ({ ...before, ...some }));
  const changeLabel = (at: number, some: Partial<Draft["labels"][number]>): void =>
    change({ labels: draft.labels.map((one, index) => (index === at ? { ...one, ...some } : one)) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (Object.keys(faults).length === 0) save.mutate(setupOf(draft));
      }}
    >
      <fieldset disabled={!may} className="review-setup">
        <section className="settings-block">
          <h2>Labels</h2>
          <p className="muted">In the order of their keys, 1 to 9. Labels that were given stay as they were given.</p>
          {draft.labels.map((label, at) => (
            <div key={label.key} className="inline-form">
              <Field
                label={`Label ${at + 1}`}
                value={label.name}
                fault={faults[`label ${at}`]}
                onChange={(event) => changeLabel(at, { name: event.target.value })}
              />
              <Select
                label={`Answer ${at + 1} is`}
                options={outcomes}
                value={label.passes}
                onChoose={(passes) => changeLabel(at, { passes })}
              />
              {draft.labels.length > 2 && (
                <Button
                  aria-label={`Remove label ${at + 1}`}
                  onClick={() => change({ labels: draft.labels.filter((_, index) => index !== at) })}
                >
                  Remove
                </Button>
              )}
            </div>
          ))}
          {draft.labels.length < 9 && (
            <p>
              <Button
                onClick={() =>
                  change({
                    labels: [
                      ...draft.labels,
                      { key: crypto.randomUUID(), name: "", passes: "no", description: undefined },
                    ],
                  })
                }
              >
                Add a label
              </Button>
            </p>
          )}
          <TextArea
            label="Rubric"
            rows={5}
            value={draft.rubric}
            help="What makes an answer right; shown beside every trace."
            onChange={(event) => change({ rubric: event.target.value })}
          />
        </section>
        <section className="settings-block">
          <h2>What comes into the queue by itself</h2>
          <Checkbox
            label="Negative feedback"
            checked={draft.feedback}
            onChange={(event) => change({ feedback: event.target.checked })}
          />
          <Checkbox
            label="Errors"
            checked={draft.errors}
            onChange={(event) => change({ errors: event.target.checked })}
          />
          <Checkbox
            label="Failed tool calls"
            checked={draft.toolErrors}
            onChange={(event) => change({ toolErrors: event.target.checked })}
          />
          <Checkbox
            label="Refusals"
            checked={draft.refusals}
            onChange={(event) => change({ refusals: event.target.checked })}
          />
          <Field
            label="Low scores"
            value={draft.scores}
            placeholder="helpfulness<0.5, correctness<0.7"
            help="A score's name, < or <=, and a number; several with a comma between."
            fault={faults["scores"]}
            onChange={(event) => change({ scores: event.target.value })}
          />
        </section>
        <section className="settings-block">
          <h2>Random sample</h2>
          <p className="muted">
            Drawn whatever happened in a trace: only its labels can correct a rate. How likely each was to be drawn is
            kept with it.
          </p>
          <div className="inline-form">
            <Field
              label="Share of traces, %"
              inputMode="decimal"
              value={draft.samplePercent}
              fault={faults["sample"]}
              onChange={(event) => change({ samplePercent: event.target.value })}
            />
            <Field
              label="Reviewers for each"
              inputMode="numeric"
              value={draft.reviewers}
              fault={faults["reviewers"]}
              onChange={(event) => change({ reviewers: event.target.value })}
            />
          </div>
        </section>
        <Button type="submit" kind="primary" busy={save.isPending} disabled={!may || Object.keys(faults).length > 0}>
          Save
        </Button>
      </fieldset>
      {!may && <p className="muted">Only an admin of the project changes these.</p>}
    </form>
  );
}
