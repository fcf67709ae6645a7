import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api } from "../../api/index.ts";
import { Button, Field, RelativeTime, Skeleton, Table, toast, toastFault } from "../../design/index.ts";
import { useRole } from "../../shell/me.ts";
import { NotShown } from "./settings-value.tsx";

/** Lines in the charts that say "from here on this release": those marked by hand or by a deployment script. */
export function ReleaseMarkers({ project }: { project: string }): ReactNode {
  const markers = useQuery({
    queryKey: ["markers", project],
    queryFn: ({ signal }) => api.markers({ project, to: Date.now() + 86_400_000 }, signal),
  });
  const role = useRole();
  return (
    <>
      <p className="muted">
        A release is marked in the charts when its first span arrives. Mark one by hand when it begins elsewhere, or
        when something else changed that the figures may show.
      </p>
      {role !== "viewer" && role !== "auditor" && <MarkForm project={project} />}
      {markers.error ? (
        <NotShown error={markers.error} onRetry={() => void markers.refetch()} />
      ) : !markers.data ? (
        <Skeleton lines={3} />
      ) : markers.data.markers.length === 0 ? (
        <p className="muted">No marker yet.</p>
      ) : (
        <Table
          caption="Release markers"
          rows={markers.data.markers}
          rowKey={(one) => one.release + one.time}
          columns={[
            { title: "Release", cell: (one) => one.release },
            { title: "Time", cell: (one) => <RelativeTime time={one.time} /> },
            { title: "Note", cell: (one) => one.note ?? "" },
          ]}
        />
      )}
    </>
  );
}

function MarkForm({ project }: { project: string }): ReactNode {
  const [release, setRelease] = useState("");
  const [time, setTime] = useState("");
  const [note, setNote] = useState("");
  const client = useQueryClient();
  const mark = useMutation({
    mutationFn: () =>
      api.mark(
        { project },
        {
          release: release.trim(),
          ...(time === "" ? {} : { time: new Date(time).toISOString() }),
          ...(note.trim() === "" ? {} : { note: note.trim() }),
        },
      ),
    onSuccess: async (marked) => {
      toast(`Marked ${marked.release}.`);
      setRelease("");
      setTime("");
      setNote("");
      await client.invalidateQueries({ queryKey: ["markers", project] });
    },
    onError: toastFault,
  });
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        mark.mutate();
      }}
    >
      <Field
        label="Release"
        required
        maxLength={200}
        value={release}
        onChange={(event) => setRelease(event.target.value)}
      />
      <Field
        label="Time (empty: now)"
        type="datetime-local"
        value={time}
        onChange={(event) => setTime(event.target.value)}
      />
      <Field label="Note (optional)" maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      <Button type="submit" kind="primary" disabled={release.trim() === ""} busy={mark.isPending}>
        Mark
      </Button>
    </form>
  );
}
