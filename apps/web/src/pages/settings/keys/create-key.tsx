import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { api, type KeyScope, type NewKey } from "../../../api/index.ts";
import { Button, Dialog, Field, Select, toastFault } from "../../../design/index.ts";

/** Asks for name and scope, then makes the key. */
export function CreateKey({
  project,
  onClose,
  onMade,
}: {
  project: string;
  onClose: () => void;
  onMade: (made: NewKey) => void;
}): ReactNode {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<KeyScope>("ingest");
  const client = useQueryClient();
  const form = useId();
  const create = useMutation({
    mutationFn: () => api.createKey({ project }, { name: name.trim(), scope }),
    onSuccess: async (made) => {
      onMade(made);
      await client.invalidateQueries({ queryKey: ["keys", project] });
    },
    onError: toastFault,
  });
  return (
    <Dialog
      title="Create a key"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={form} busy={create.isPending}>
            Create
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Field
          label="Name"
          help="Where it will be used, such as “production” or “ci”."
          required
          autoFocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          label="It may"
          help={
            scope === "ingest"
              ? "For applications: it can send spans, scores and feedback, and read nothing."
              : "For the command line and scripts: it can read as well. It manages neither people nor keys."
          }
          options={[
            { value: "ingest", label: "Send only" },
            { value: "full", label: "Send and read" },
          ]}
          value={scope}
          onChoose={setScope}
        />
      </form>
    </Dialog>
  );
}
