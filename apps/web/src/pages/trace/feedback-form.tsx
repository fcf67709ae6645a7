import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, type FeedbackInput, type SpanJson } from "../../api/index.ts";
import { Button, Checkbox, Field, TextArea, toast, toastFault } from "../../design/index.ts";

/** What a reviewer says of a trace, or of the span that is shown. A verdict, a label or a comment is needed. */
export function FeedbackForm({
  project,
  traceId,
  span,
}: {
  project: string;
  traceId: string;
  span: SpanJson | undefined;
}): ReactNode {
  const client = useQueryClient();
  const [score, setScore] = useState<0 | 1>();
  const [label, setLabel] = useState("");
  const [comment, setComment] = useState("");
  const [ofSpan, setOfSpan] = useState(false);
  const give = useMutation({
    mutationFn: (body: FeedbackInput) => api.feedback({ project }, body),
    onSuccess: async () => {
      toast("Feedback given");
      setScore(undefined);
      setLabel("");
      setComment("");
      await client.invalidateQueries({ queryKey: ["trace", project, traceId] });
    },
    onError: toastFault,
  });
  const empty = score === undefined && label.trim() === "" && comment.trim() === "";
  return (
    <form
      className="feedback-form"
      aria-label="Give feedback"
      onSubmit={(event) => {
        event.preventDefault();
        if (empty) return;
        give.mutate({
          traceId,
          ...(ofSpan && span ? { spanId: span.spanId } : {}),
          name: "review",
          source: "reviewer",
          ...(score === undefined ? {} : { score }),
          ...(label.trim() === "" ? {} : { value: label.trim() }),
          ...(comment.trim() === "" ? {} : { comment: comment.trim() }),
        });
      }}
    >
      <h2>Give feedback</h2>
      <div className="feedback-verdict" role="group" aria-label="Verdict">
        <Button small aria-pressed={score === 1} onClick={() => setScore(score === 1 ? undefined : 1)}>
          <span aria-hidden="true">✓</span> Good
        </Button>
        <Button small aria-pressed={score === 0} onClick={() => setScore(score === 0 ? undefined : 0)}>
          <span aria-hidden="true">✗</span> Bad
        </Button>
      </div>
      <Field
        label="Label"
        placeholder="e.g. wrong policy"
        maxLength={200}
        value={label}
        onChange={(event) => setLabel(event.target.value)}
      />
      <TextArea
        label="Comment"
        rows={3}
        maxLength={20_000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      {span?.parentSpanId !== undefined && (
        <Checkbox
          label={`Of ${span.name} only`}
          checked={ofSpan}
          onChange={(event) => setOfSpan(event.target.checked)}
        />
      )}
      <Button type="submit" busy={give.isPending} disabled={empty}>
        Give feedback
      </Button>
    </form>
  );
}
