import type { ReactNode } from "react";
import { useView } from "./view.ts";

/** Title of the tab: `Overview, support: Goldloop`. React moves it into the head. */
export function PageTitle({ title }: { title: string }): ReactNode {
  const { project } = useView();
  return <title>{`${title}, ${project}: Goldloop`}</title>;
}
