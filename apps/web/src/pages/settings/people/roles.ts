import type { Role } from "../../../api/index.ts";

/** Roles with what each may do, from least to most. */
export const roles: readonly { value: Role; label: string; help: string }[] = [
  { value: "viewer", label: "Viewer", help: "Sees traces, signals and sessions." },
  { value: "reviewer", label: "Reviewer", help: "A viewer who also gives feedback and marks releases." },
  { value: "approver", label: "Approver", help: "A reviewer who also approves releases." },
  {
    value: "auditor",
    label: "Auditor",
    help: "Sees everything, the audit log too, changes nothing, and only until a date.",
  },
  { value: "admin", label: "Admin", help: "Everything: people, keys, settings, erasure." },
];

/** The end of a day chosen in a date input, in local time, as ISO 8601. */
export function endOfDay(date: string): string {
  return new Date(`${date}T23:59:59`).toISOString();
}

/** `2026-11-24` for a date input. */
export function dateOf(time: string | number): string {
  const at = new Date(time);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
