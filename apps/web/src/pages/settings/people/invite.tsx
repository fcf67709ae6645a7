import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { api, type Invitation, type Role } from "../../../api/index.ts";
import { Button, Dialog, Field, Select, Snippet, toastFault } from "../../../design/index.ts";
import { dateOf, endOfDay, roles } from "./roles.ts";

/** Makes an invitation; its link is shown once, to be handed over by whatever way the organisation trusts. */
export function Invite({ project, onClose }: { project: string; onClose: () => void }): ReactNode {
  const [made, setMade] = useState<Invitation>();
  return made ? (
    <Invited made={made} onClose={onClose} />
  ) : (
    <InviteForm project={project} onClose={onClose} onMade={setMade} />
  );
}

function InviteForm({
  project,
  onClose,
  onMade,
}: {
  project: string;
  onClose: () => void;
  onMade: (made: Invitation) => void;
}): ReactNode {
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [where, setWhere] = useState(project);
  const [until, setUntil] = useState("");
  const client = useQueryClient();
  const form = useId();
  const invite = useMutation({
    mutationFn: () =>
      api.invite(
        { project },
        {
          email: email.trim(),
          role,
          project: where,
          ...(name.trim() === "" ? {} : { name: name.trim() }),
          ...(until === "" ? {} : { expiresAt: endOfDay(until) }),
        },
      ),
    onSuccess: async (made) => {
      onMade(made);
      await client.invalidateQueries({ queryKey: ["people"] });
    },
    onError: toastFault,
  });
  return (
    <Dialog
      title="Invite somebody"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={form} busy={invite.isPending}>
            Make the invitation
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate();
        }}
      >
        <Field
          label="E-mail"
          type="email"
          required
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field label="Name (optional)" value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
        <Select
          label="Role"
          options={roles}
          value={role}
          onChoose={setRole}
          help={roles.find((one) => one.value === role)?.help}
        />
        <Select
          label="Where"
          options={[
            { value: project, label: `This project (${project})` },
            { value: "*", label: "All projects" },
          ]}
          value={where}
          onChoose={setWhere}
        />
        <Field
          label={role === "auditor" ? "Until" : "Until (optional)"}
          type="date"
          required={role === "auditor"}
          min={dateOf(Date.now())}
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
      </form>
    </Dialog>
  );
}

function Invited({ made, onClose }: { made: Invitation; onClose: () => void }): ReactNode {
  return (
    <Dialog
      title="Invitation"
      onClose={onClose}
      actions={
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <p>
        Give this link to <strong>{made.person.email}</strong>. It sets their password, works once and for 7 days, and
        is shown only now.
      </p>
      <Snippet label="One-time link" code={new URL(made.link, location.origin).href} />
    </Dialog>
  );
}
