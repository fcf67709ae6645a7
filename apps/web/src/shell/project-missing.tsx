import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { EmptyPage } from "../design/index.ts";
import { useMe } from "./me.ts";
import { NewProjectForm } from "./new-project.tsx";

/** The person sees no project at all. */
export function FirstProject(): ReactNode {
  return (
    <EmptyPage
      title="No project yet"
      text="A project holds the traces of one application. Keys, people and settings belong to it."
    >
      <NewProjectForm />
      <p className="muted">Only an admin can create one. Otherwise ask an admin to invite you to theirs.</p>
    </EmptyPage>
  );
}

/** The address names a project that the person does not see. */
export function UnknownProject({ name }: { name: string }): ReactNode {
  const me = useMe();
  return (
    <EmptyPage title={`You see no project “${name}”`} text="It does not exist, or you are not a member. These you see:">
      <ul>
        {me.projects.map((one) => (
          <li key={one.id}>
            <Link to="/" search={{ project: one.name }}>
              {one.name}
            </Link>
          </li>
        ))}
      </ul>
    </EmptyPage>
  );
}
