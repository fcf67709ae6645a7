import type { Redaction } from "../../../api/index.ts";

export type Action = Redaction["action"];

/** What can become of a find. */
export const actions: readonly { value: Action; label: string; help: string }[] = [
  { value: "mask", label: "masked", help: "Replaced by its kind: [email]." },
  {
    value: "hash",
    label: "hashed",
    help: "Replaced by a code that is the same for the same value in this project, and in no other.",
  },
  { value: "drop", label: "dropped", help: "Removed without a trace in the text." },
  { value: "keep", label: "kept", help: "Stored as it is. It is still counted for the safety signals." },
];
