import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, meQuery } from "../api/index.ts";
import { Button, Dialog, Field } from "../design/index.ts";

/** Creates a project and opens it. */
export function NewProjectForm({ onMade }: { onMade?: () => void }): ReactNode {
  const [name, setName] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: api.createProject,
    onSuccess: async (project) => {
      await client.refetchQueries(meQuery);
      onMade?.();
      await navigate({
        to: "/",
        search: { project: project.name, environment: undefined, release: undefined },
      });
    },
  });
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(name.trim());
      }}
    >
      <Field
        label="Name of the project"
        value={name}
        required
        autoFocus
        maxLength={100}
        fault={create.error?.message}
        onChange={(event) => setName(event.target.value)}
      />
      <Button kind="primary" type="submit" busy={create.isPending}>
        Create project
      </Button>
    </form>
  );
}

export function NewProjectDialog({ onClose }: { onClose: () => void }): ReactNode {
  return (
    <Dialog title="New project" onClose={onClose}>
      <p className="muted">A project holds the traces of one application. Keys, people and settings belong to it.</p>
      <NewProjectForm onMade={onClose} />
    </Dialog>
  );
}
