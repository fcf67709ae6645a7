import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, type ErasureBody } from "../../api/index.ts";
import { Button, Dialog, Field, Select, toast, toastFault } from "../../design/index.ts";
import { useRole } from "../../shell/me.ts";

type What = keyof ErasureBody;

const kinds: readonly { value: What; label: string }[] = [
  { value: "userId", label: "User id" },
  { value: "sessionId", label: "Session id" },
  { value: "traceId", label: "Trace id" },
];

/** Removes every copy of what belongs to one user, session or trace. It asks for the id a second time. */
export function Erasure({ project }: { project: string }): ReactNode {
  const [what, setWhat] = useState<What>("userId");
  const [id, setId] = useState("");
  const [asking, setAsking] = useState(false);
  const admin = useRole() === "admin";
  const trimmed = id.trim();
  const valid = trimmed !== "" && (what !== "traceId" || /^[0-9a-f]{32}$/i.test(trimmed));
  return (
    <section className="settings-block">
      <h2>Erasure</h2>
      <p className="muted">
        Removes all spans, scores and feedback of one user, session or trace, everywhere they are kept. Counts of
        signals are made anew. This cannot be undone; the audit log says who did it and when.
      </p>
      {admin ? (
        <form
          className="inline-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (valid) setAsking(true);
          }}
        >
          <Select label="Erase by" options={kinds} value={what} onChoose={setWhat} />
          <Field
            label="Id"
            required
            spellCheck={false}
            autoComplete="off"
            value={id}
            fault={trimmed === "" || valid ? undefined : "A trace id has 32 hexadecimal digits."}
            onChange={(event) => setId(event.target.value)}
          />
          <Button type="submit" kind="danger" disabled={!valid}>
            Erase …
          </Button>
        </form>
      ) : (
        <p>Only an admin of the project can erase.</p>
      )}
      {asking && (
        <Confirm
          project={project}
          what={what}
          id={trimmed}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            setId("");
          }}
        />
      )}
    </section>
  );
}

function Confirm({
  project,
  what,
  id,
  onClose,
  onDone,
}: {
  project: string;
  what: What;
  id: string;
  onClose: () => void;
  onDone: () => void;
}): ReactNode {
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  const erase = useMutation({
    mutationFn: () => api.erase({ project }, { [what]: id }),
    onSuccess: async ({ traces, spans, scores }) => {
      toast(`Erased ${traces} traces, ${spans} spans, ${scores} scores.`);
      onDone();
      await client.invalidateQueries();
    },
    onError: toastFault,
  });
  return (
    <Dialog
      title="Erase for good"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep everything</Button>
          <Button kind="danger" disabled={typed.trim() !== id} busy={erase.isPending} onClick={() => erase.mutate()}>
            Erase
          </Button>
        </>
      }
    >
      <p>
        Everything with the {kinds.find((one) => one.value === what)?.label.toLowerCase()} <code>{id}</code> in project{" "}
        <strong>{project}</strong> will be removed.
      </p>
      <Field
        label="Type the id again"
        value={typed}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
    </Dialog>
  );
}
