import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "../api/index.ts";
import { Icon, Menu, MenuItem, toastFault } from "../design/index.ts";
import { useMe, useRole } from "./me.ts";

/** Who is logged in, and out. */
export function PersonMenu(): ReactNode {
  const { person } = useMe();
  const role = useRole();
  const client = useQueryClient();
  const navigate = useNavigate();
  async function logout(): Promise<void> {
    try {
      await api.logout();
      client.clear();
      await navigate({ to: "/login", search: {} });
    } catch (error) {
      toastFault(error);
    }
  }
  return (
    <Menu label="You" bare side="right" button={<Icon name="person" />}>
      {() => (
        <>
          <div className="person-who">
            <strong>{person?.name === "" ? person.email : person?.name}</strong>
            {person?.name !== "" && <p className="muted">{person?.email}</p>}
            {role !== undefined && <p className="muted">{role} in this project</p>}
          </div>
          <MenuItem onClick={() => void logout()}>Log out</MenuItem>
        </>
      )}
    </Menu>
  );
}
