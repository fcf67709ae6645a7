import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import type { ReviewQueue, ReviewSetup } from "../../api/index.ts";
import { Fault, Skeleton } from "../../design/index.ts";
import { useKey } from "../../keyboard/index.ts";
import { Labelling } from "./labelling.tsx";
import { NothingLeft } from "./nothing-left.tsx";
import { Subject } from "./subject.tsx";
import { type Sitting, useSitting } from "./use-sitting.ts";

const keys = "Review";

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
  const navigate = useNavigate();
  const { item, error } = sitting;
  useKey("u", { does: "take back the last label, and the one before", group: keys, enabled: may }, (event) => {
    if (!event.repeat) sitting.undo();
  });
  useKey("Enter", { does: "open the whole trace", group: keys, enabled: item !== null && item !== undefined }, () => {
    if (!item) return false;
    const { traceId, traceTime } = item;
    return void navigate({ to: "/traces/$traceId", params: { traceId }, search: { near: Date.parse(traceTime) } });
  });
  useTop(item?.id);
  if (error) return <Fault error={error} onRetry={sitting.retry} />;
  if (item === undefined) return <Skeleton lines={10} />;
  return (
    <>
      <HowFar sitting={sitting} may={may} />
      {item === null ? (
        <NothingLeft queue={queue} group={group} setup={setup} sitting={sitting} />
      ) : (
        <div className="review-item">
          <Subject project={project} item={item} group={group} />
          <Labelling key={item.id} item={item} setup={setup} sitting={sitting} may={may} />
        </div>
      )}
    </>
  );
}

/** The next item is read from its beginning. */
function useTop(id: string | undefined): void {
  const before = useRef<string>(undefined);
  useEffect(() => {
    if (id === undefined) return;
    if (before.current !== undefined && before.current !== id) window.scrollTo(0, 0);
    before.current = id;
  }, [id]);
}

/** How many are left and done, and what others had said of the last one. */
function HowFar({ sitting: { left, done, last, back }, may }: { sitting: Sitting; may: boolean }): ReactNode {
  return (
    <div className="review-progress">
      <progress value={done} max={Math.max(1, done + left)} aria-label="Labelled in this sitting" />
      <span aria-live="polite">
        <strong>{left}</strong> left
        {may && (
          <>
            , <strong>{done}</strong> labelled in this sitting
          </>
        )}
      </span>
      <span className="muted" aria-live="polite">
        {back
          ? `Taken back: ${back.label}`
          : last &&
            `Last one: ${[last.label, ...last.others.map((one) => `${one.reviewer} said ${one.label}`)].join("; ")}`}
      </span>
    </div>
  );
}
