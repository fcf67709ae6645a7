import type { ReactNode } from "react";
import type { ScoreJson, SpanJson, TraceJson } from "../../api/index.ts";
import { InertText, RelativeTime } from "../../design/index.ts";
import { givenText, GivenValue } from "../../trace/index.ts";
import { useRole } from "../../shell/me.ts";
import { FeedbackForm } from "./feedback-form.tsx";

/** Scores and feedback of a trace, those of the span that is shown first; and a form for a reviewer's own. */
export function Given({
  project,
  trace,
  span,
}: {
  project: string;
  trace: TraceJson;
  span: SpanJson | undefined;
}): ReactNode {
  const role = useRole();
  const said = new Set(trace.feedback.map((one) => one.id));
  const scores = trace.scores.filter((one) => !said.has(one.id));
  return (
    <>
      <Listed title="Scores" empty="Nothing scored this trace." given={scores} span={span} />
      <Listed title="Feedback" empty="Nobody said anything." given={trace.feedback} span={span} />
      {role !== undefined && role !== "viewer" && role !== "auditor" && (
        <FeedbackForm key={span?.spanId} project={project} traceId={trace.traceId} span={span} />
      )}
    </>
  );
}

function Listed({
  title,
  empty,
  given,
  span,
}: {
  title: string;
  empty: string;
  given: readonly ScoreJson[];
  span: SpanJson | undefined;
}): ReactNode {
  const here = (one: ScoreJson) => one.spanId !== undefined && one.spanId === span?.spanId;
  const sorted = given.toSorted((a, b) => Number(here(b)) - Number(here(a)));
  return (
    <section className="given" aria-label={title}>
      <h2>
        {title} <span className="muted">{given.length}</span>
      </h2>
      {given.length === 0 && <p className="muted">{empty}</p>}
      <ul>
        {sorted.map((one) => (
          <li key={one.id} className={here(one) ? "given-one given-here" : "given-one"}>
            <p className="given-head">
              <GivenValue given={one} />
              <strong className="one-line">{one.name}</strong>
              <span className="muted">
                {one.source}, <RelativeTime time={one.time} />
              </span>
            </p>
            {one.value !== undefined && one.value !== null && (one.score === 0 || one.score === 1) && (
              <InertText text={givenText({ name: one.name, value: one.value })} foldAfter={300} />
            )}
            {one.comment !== undefined && one.comment !== "" && <InertText text={one.comment} foldAfter={500} />}
            {here(one) && <p className="muted given-where">of this span</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
