import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { peopleQuery, type PersonJson } from "../../../api/index.ts";
import { Badge, Button, RelativeTime, Skeleton, Table } from "../../../design/index.ts";
import { NotShown } from "../settings-value.tsx";
import { ChangePerson } from "./change-person.tsx";
import { Invite } from "./invite.tsx";

/** Who may see and do what. */
export function People({ project }: { project: string }): ReactNode {
  const people = useQuery(peopleQuery(project));
  const [open, setOpen] = useState<"invite" | PersonJson>();
  const close = () => setOpen(undefined);
  if (people.error) return <NotShown error={people.error} onRetry={() => void people.refetch()} />;
  if (!people.data) return <Skeleton lines={4} />;
  return (
    <>
      <p>
        <Button kind="primary" onClick={() => setOpen("invite")}>
          Invite somebody
        </Button>
      </p>
      <Table
        caption="People"
        rows={people.data.people}
        rowKey={(person) => person.id}
        columns={[
          {
            title: "Person",
            cell: (person) => (
              <>
                {person.name === "" ? person.email : person.name}
                {person.name !== "" && <p className="muted">{person.email}</p>}
              </>
            ),
          },
          { title: "Role", cell: (person) => <Roles person={person} /> },
          {
            title: "Last seen",
            wideOnly: true,
            cell: (person) =>
              person.lastSeenAt === undefined ? (
                <span className="muted">never</span>
              ) : (
                <RelativeTime time={person.lastSeenAt} />
              ),
          },
          {
            title: "State",
            cell: (person) => (
              <span className="person-state">
                {person.disabled && <Badge>disabled</Badge>}
                <Button small aria-label={`Change ${person.email}`} onClick={() => setOpen(person)}>
                  Change
                </Button>
              </span>
            ),
          },
        ]}
      />
      {open === "invite" && <Invite project={project} onClose={close} />}
      {typeof open === "object" && <ChangePerson project={project} person={open} onClose={close} />}
    </>
  );
}

function Roles({ person }: { person: PersonJson }): ReactNode {
  return (
    <ul>
      {person.memberships.map((one) => (
        <li key={one.project}>
          {one.role} <span className="muted">{one.project === "*" ? "everywhere" : `in ${one.project}`}</span>
          {one.expiresAt !== undefined && <Expiry at={one.expiresAt} />}
        </li>
      ))}
    </ul>
  );
}

function Expiry({ at }: { at: string }): ReactNode {
  const past = Date.parse(at) < Date.now();
  return (
    <span className="muted">
      , {past ? "expired" : "until"} {new Date(at).toLocaleDateString()}
    </span>
  );
}
