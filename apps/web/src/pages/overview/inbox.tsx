import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, type Overview } from "../../api/index.ts";
import { Button, RelativeTime, toast, toastFault, type Verdict, VerdictBadge } from "../../design/index.ts";
import { useRole } from "../../shell/me.ts";
import { TraceLink } from "../../shell/traces-link.tsx";
import { useView } from "../../shell/view.ts";

type Item = Overview["inbox"][number];

const kinds: Readonly<Record<Item["kind"], { verdict: Verdict; word: string }>> = {
  error: { verdict: "error", word: "error" },
  feedback: { verdict: "fail", word: "bad feedback" },
  safety: { verdict: "inconclusive", word: "safety" },
};

/** Roles that may say that something was looked at. */
const reviewing = new Set(["reviewer", "approver", "admin"]);

/** What asks for a person, newest first. Done is said as a reviewer's feedback, so that the next one sees it too. */
export function Inbox({ items }: { items: readonly Item[] }): ReactNode {
  const { project } = useView();
  const may = reviewing.has(useRole() ?? "");
  const client = useQueryClient();
  const done = useMutation({
    mutationFn: (item: Item) =>
      api.feedback({ project }, { traceId: item.traceId, name: "reviewed", value: true, metadata: { inbox: item.id } }),
    onSuccess: async (_, item) => {
      toast(`Done: ${item.title}`);
      await client.invalidateQueries({ queryKey: ["overview", project] });
    },
    onError: toastFault,
  });
  return (
    <section className="overview-part">
      <h2>Inbox</h2>
      {items.length === 0 ? (
        <p className="muted">Nothing asks for a person in this range: no bad feedback, no errors, no safety flags.</p>
      ) : (
        <ul className="inbox">
          {items.map((item) => (
            <li key={item.id} className="inbox-item">
              <VerdictBadge verdict={kinds[item.kind].verdict}>{kinds[item.kind].word}</VerdictBadge>
              <span className="inbox-title">
                <TraceLink traceId={item.traceId}>{item.title}</TraceLink>
              </span>
              <span className="muted inbox-when">
                {item.traces > 1 && `${item.traces} traces, `}
                <RelativeTime time={item.time} />
              </span>
              {may && (
                <Button
                  small
                  aria-label={`Done: ${item.title}`}
                  busy={done.isPending && done.variables.id === item.id}
                  onClick={() => done.mutate(item)}
                >
                  Done
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
