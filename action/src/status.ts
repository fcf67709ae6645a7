import type { Api } from "./api.ts";
import type { WorkflowEvent } from "./event.ts";
import type { Inputs } from "./inputs.ts";

const longestDescription = 140;

/** The comment's heading without its marks: `blocked by 2 rules, 1 unmeasured`. */
export function headingOf(markdown: string): string {
  const heading = /^### \S+ Goldloop: (.+?)(?: \(`[^`]*`\))?$/m.exec(markdown)?.[1] ?? "";
  return heading.slice(0, longestDescription);
}

/** Sets the status of the commit: what a protected branch can require. Throws ApiError. */
export async function setStatus(
  api: Api,
  event: WorkflowEvent,
  { stage, directory }: Inputs,
  state: "success" | "failure" | "error",
  description: string,
): Promise<void> {
  await api.send("POST", `/statuses/${event.commit}`, {
    state,
    description,
    context: ["goldloop", stage, ...(directory === "." ? [] : [directory])].join(" / "),
    target_url: event.page,
  });
}
