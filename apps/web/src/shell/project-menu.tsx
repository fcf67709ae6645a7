import { type ReactNode, useState } from "react";
import { Menu, MenuItem } from "../design/index.ts";
import { useMe } from "./me.ts";
import { NewProjectDialog } from "./new-project.tsx";
import { useChangeView, useView } from "./view.ts";

/** Which project is looked at; an admin makes another here. */
export function ProjectMenu(): ReactNode {
  const me = useMe();
  const { project } = useView();
  const change = useChangeView();
  const [making, setMaking] = useState(false);
  const admin = me.projects.some((one) => one.role === "admin");
  if (me.projects.length < 2 && !admin) return <strong className="bar-project one-line">{project}</strong>;
  return (
    <>
      <Menu label={`Project: ${project}`} button={<strong className="one-line">{project || "No project"}</strong>}>
        {(close) => (
          <>
            {me.projects.map((one) => (
              <MenuItem
                key={one.id}
                pressed={one.name === project}
                onClick={() => {
                  // Environments and releases of one project mean nothing in another.
                  change({ project: one.name, environment: undefined, release: undefined });
                  close();
                }}
              >
                {one.name}
              </MenuItem>
            ))}
            {admin && (
              <MenuItem
                onClick={() => {
                  close();
                  setMaking(true);
                }}
              >
                New project …
              </MenuItem>
            )}
          </>
        )}
      </Menu>
      {making && <NewProjectDialog onClose={() => setMaking(false)} />}
    </>
  );
}
