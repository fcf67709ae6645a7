import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "../../api/index.ts";
import { Fault, Skeleton } from "../../design/index.ts";

/** How far reviewers agree, and what they said as a file. */
export function Agreement({ project }: { project: string }): ReactNode {
  const agreement = useQuery({
    queryKey: ["review-agreement", project],
    queryFn: ({ signal }) => api.reviewAgreement({ project }, signal),
  });
  if (agreement.error) return <Fault error={agreement.error} onRetry={() => void agreement.refetch()} />;
  if (!agreement.data) return <Skeleton lines={6} />;
  const { items, reviewers, agreement: share, alpha } = agreement.data;
  const file = (queue: string): string =>
    `/api/v1/reviews/labels?${new URLSearchParams({ project, queue }).toString()}`;
  return (
    <div className="review-agreement">
      <p>
        {share === null
          ? "No trace has been labelled by two people yet."
          : `${Math.round(share * 100)}% of pairs of labels are the same, over ${items} ${items === 1 ? "trace" : "traces"} that several people labelled`}
        {share !== null &&
          (alpha === null ? "." : `; Krippendorff's alpha ${alpha.toFixed(2)} (1 is perfect, 0 is chance).`)}
      </p>
      {reviewers.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Reviewer</th>
              <th scope="col">Labels</th>
            </tr>
          </thead>
          <tbody>
            {reviewers.map((one) => (
              <tr key={one.reviewer}>
                <td>{one.reviewer}</td>
                <td>{one.answers}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h2>What was said, as a file</h2>
      <p className="muted">
        JSONL for <code>goldloop judge calibrate</code>. Only the random sample may correct a rate: what was picked for
        its failures says nothing about the other traces.
      </p>
      <p className="review-ways">
        <a className="button" href={file("sample")} download="labels-sample.jsonl">
          Random sample
        </a>
        <a className="button" href={file("failures")} download="labels-failures.jsonl">
          Failures
        </a>
      </p>
    </div>
  );
}
