import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { api, type PersonJson, type Role } from "../../../api/index.ts";
import { Button, Checkbox, Dialog, Field, Select, Snippet, toast, toastFault } from "../../../design/index.ts";
import { dateOf, endOfDay, roles } from "./roles.ts";

/** Role and expiry of one membership, and whether the person may log in at all. */
export function ChangePerson({
  project,
  person,
  onClose,
}: {
  project: string;
  person: PersonJson;
  onClose: () => void;
}): ReactNode {
  const first = person.memberships.find((one) => one.project === project) ?? person.memberships[0];
  const [where, setWhere] = useState(first?.project ?? project);
  const membership = person.memberships.find((one) => one.project === where);
  const [role, setRole] = useState<Role>(membership?.role ?? "viewer");
  const [until, setUntil] = useState(membership?.expiresAt === undefined ? "" : dateOf(membership.expiresAt));
  const [disabled, setDisabled] = useState(person.disabled);
  const client = useQueryClient();
  const form = useId();
  const change = useMutation({
    mutationFn: () =>
      api.changePerson({ project }, person.id, {
        ...(role === membership?.role ? {} : { role }),
        project: where,
        ...(until === (membership?.expiresAt === undefined ? "" : dateOf(membership.expiresAt))
          ? {}
          : { expiresAt: until === "" ? null : endOfDay(until) }),
        ...(disabled === person.disabled ? {} : { disabled }),
      }),
    onSuccess: async () => {
      toast(`Changed ${person.email}.`);
      onClose();
      await client.invalidateQueries({ queryKey: ["people"] });
    },
    onError: toastFault,
  });
  const passwordLink = useMutation({
    mutationFn: () => api.makePasswordLink({ project }, person.id),
    onError: toastFault,
  });
  const places = [...new Set([...person.memberships.map((one) => one.project), project])];
  return (
    <Dialog
      title={person.email}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={form} busy={change.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        {places.length > 1 && (
          <Select
            label="Where"
            options={places.map((one) => ({ value: one, label: one === "*" ? "All projects" : one }))}
            value={where}
            onChoose={(to) => {
              const there = person.memberships.find((one) => one.project === to);
              setWhere(to);
              setRole(there?.role ?? "viewer");
              setUntil(there?.expiresAt === undefined ? "" : dateOf(there.expiresAt));
            }}
          />
        )}
        <Select
          label="Role"
          options={roles}
          value={role}
          onChoose={setRole}
          help={roles.find((one) => one.value === role)?.help}
        />
        <Field
          label={role === "auditor" ? "Until" : "Until (empty: for good)"}
          type="date"
          required={role === "auditor"}
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
        <Checkbox
          label="Disabled: cannot log in, sessions end at once"
          checked={disabled}
          onChange={(event) => setDisabled(event.target.checked)}
        />
      </form>
      {passwordLink.data === undefined ? (
        <Button small busy={passwordLink.isPending} onClick={() => passwordLink.mutate()}>
          Make a link for a new password
        </Button>
      ) : (
        <>
          <p>
            Give this link to <strong>{person.email}</strong>. It works once and for 7 days, and is shown only now; the
            old password works until then.
          </p>
          <Snippet label="One-time link" code={new URL(passwordLink.data.link, location.origin).href} />
        </>
      )}
    </Dialog>
  );
}
