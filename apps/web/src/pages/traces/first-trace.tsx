import type { ReactNode } from "react";
import { Connect } from "../../connect/connect.tsx";
import { EmptyPage } from "../../design/index.ts";

/** Nothing has ever arrived in the project: how to send the first trace. */
export function FirstTrace({ project }: { project: string }): ReactNode {
  return (
    <EmptyPage
      title="Traces of your application belong here"
      text="Nothing has arrived in this project yet. Point a client you already use at this address; its traces appear by themselves."
    >
      <Connect project={project} />
    </EmptyPage>
  );
}
