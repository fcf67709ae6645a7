import type { ReactNode } from "react";
import { Button } from "../../design/index.ts";
import { useKey } from "../../keyboard/index.ts";
import { useAddToReview } from "../../shell/add-to-review.ts";
import { useView } from "../../shell/view.ts";

/** Puts the trace into the review queue; nothing for who may not. */
export function ReviewButton({ traceId }: { traceId: string }): ReactNode {
  const review = useAddToReview(useView().project);
  useKey("R", { does: "add the trace to review", group: "Trace", enabled: review !== undefined }, () =>
    review?.add([traceId]),
  );
  return (
    review && (
      <Button small busy={review.busy} onClick={() => review.add([traceId])}>
        Review <kbd>R</kbd>
      </Button>
    )
  );
}
