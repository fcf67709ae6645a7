import type { ReactNode } from "react";
import type { ReviewQueue, ReviewSetup } from "../../api/index.ts";
import { Button, EmptyPage, Fault, Skeleton } from "../../design/index.ts";
import { useKey } from "../../keyboard/index.ts";
import { Labelling } from "./labelling.tsx";
import { Subject } from "./subject.tsx";
import { type Sitting, useSitting } from "./use-sitting.ts";

/** One item after another: what happened on the left, the labels on the right. */
export function Queue({
  project,
  queue,
  group,
  setup,
  may,
}: {
  project: string;
  queue: ReviewQueue;
  group: string | undefined;
  setup: ReviewSetup;
  may: boolean;
}): ReactNode {
  const sitting = useSitting(project, queue, group, may);
  const { item, left, done, error } = sitting;
  useKey("u", { does: "take back the last label", group: "Review", enabled: may }, () => sitting.undo());
  if (error) return <Fault error={error} onRetry={sitting.again} />;
  if (item === undefined) return <Skeleton lines={10} />;
  return (
    <>
      <Progress left={left} done={done} />
      {item === null ? (
        <Nothing queue={queue} setup={setup} left={left} sitting={sitting} />
      ) : (
        <div className="review-item">
          <Subject project={project} item={item} />
          <Labelling key={item.id} item={item} setup={setup} sitting={sitting} may={may} />
        </div>
      )}
    </>
  );
}

function Progress({ left, done }: { left: number; done: number }): ReactNode {
  return (
    <div className="review-progress">
      <progress value={done} max={Math.max(1, done + left)} aria-label="Labelled in this sitting" />
      <span aria-live="polite">
        <strong>{left}</strong> left, <strong>{done}</strong> labelled in this sitting
      </span>
    </div>
  );
}

function Nothing({
  queue,
  setup,
  left,
  sitting,
}: {
  queue: ReviewQueue;
  setup: ReviewSetup;
  left: number;
  sitting: Sitting;
}): ReactNode {
  if (left > 0) {
    return (
      <EmptyPage
        part
        title="Nothing for you right now"
        text="What is left was skipped, or somebody else has it at hand."
      >
        <p>
          <Button onClick={sitting.again}>Show skipped ones again</Button>
        </p>
      </EmptyPage>
    );
  }
  if (queue === "sample") {
    const text =
      setup.sampleRate === 0
        ? "Traces that were drawn at random, whatever happened in them: only their labels can correct a rate. The sample is off; Settings, Review turns it on."
        : `Traces that were drawn at random, ${setup.sampleRate * 100}% of them, some seconds after they ended. All of them are labelled.`;
    return <EmptyPage part title="No trace of the sample is open" text={text} />;
  }
  return (
    <EmptyPage
      part
      title="No failure is open"
      text="Traces with negative feedback, errors, failed tool calls or low scores come here by themselves, as Settings, Review says; others from the list of traces."
    />
  );
}
