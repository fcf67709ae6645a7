import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Button, toast, toastFault } from "../../design/index.ts";
import { useKey } from "../../keyboard/index.ts";
import { useAddToReview } from "../../shell/add-to-review.ts";
import { exportText, saveFile, wholeTraces } from "./export.ts";

/** What can be done with the selected traces; stands below the list while there are some. */
export function SelectionBar({
  project,
  traceIds,
  onClear,
}: {
  project: string;
  traceIds: readonly string[];
  onClear: () => void;
}): ReactNode {
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const [first, second] = traceIds;
  const review = useAddToReview(project);
  useKey("R", { does: "add the selected traces to review", group: "Traces", enabled: review !== undefined }, () =>
    review?.add(traceIds),
  );

  async function save(format: "json" | "jsonl"): Promise<void> {
    setBusy(true);
    try {
      const traces = await wholeTraces(project, traceIds);
      const type = format === "json" ? "application/json" : "application/jsonl";
      saveFile(`traces.${format}`, type, exportText(traces, format));
      toast(`${traces.length} ${traces.length === 1 ? "trace" : "traces"} saved as traces.${format}`);
    } catch (error) {
      toastFault(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="selection-bar" role="region" aria-label="Selected traces">
      <strong aria-live="polite">{traceIds.length} selected</strong>
      <Button small busy={busy} onClick={() => void save("json")}>
        Export JSON
      </Button>
      <Button small busy={busy} onClick={() => void save("jsonl")}>
        Export JSONL
      </Button>
      <Button
        small
        disabled={traceIds.length !== 2}
        title={traceIds.length === 2 ? undefined : "Select two traces to compare them"}
        onClick={() => {
          if (first === undefined || second === undefined) return;
          void navigate({ to: "/traces/$traceId", params: { traceId: first }, search: { compare: second } });
        }}
      >
        Compare
      </Button>
      {review && (
        <Button small busy={review.busy} onClick={() => review.add(traceIds)}>
          Add to review
        </Button>
      )}
      <Button small kind="quiet" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
