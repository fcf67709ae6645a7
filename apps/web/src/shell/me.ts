import { createContext, use } from "react";
import type { Me, Role } from "../api/index.ts";
import { useView } from "./view.ts";

export const MeContext = createContext<Me | undefined>(undefined);

/** Who is logged in. Only below the shell. */
export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error("useMe stands outside the shell");
  return me;
}

/** The person's role in the project on screen. */
export function useRole(): Role | undefined {
  const { project } = useView();
  return useMe().projects.find((one) => one.name === project)?.role;
}
