import type { ReactNode } from "react";

const paths = {
  overview: "M2.5 8.5 8 3l5.5 5.5M4 7.5V13h3v-3h2v3h3V7.5",
  traces: "M2.5 4h8M5 8h8M3.5 12h6",
  sessions: "M2.5 3.5h8v5.5h-4L4 11.5V9H2.5zM12 6h1.5v5.5H12V13l-2-1.5H7.5",
  signals: "M2 9.5h2.5l2-5.5 3 8.5 2-5h2.5",
  review: "M2.5 3h11v8h-6l-3 2.5V11h-2zM5.5 6.8l2 2 3.5-3.6",
  settings: "M2.5 4.5h6M12 4.5h1.5M2.5 11.5H4M7.5 11.5h6M10.2 2.8v3.4M5.8 9.8v3.4",
  close: "m4 4 8 8M12 4l-8 8",
  search: "M7 11.5A4.5 4.5 0 1 0 7 2.5a4.5 4.5 0 0 0 0 9ZM10.3 10.3l3.2 3.2",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  check: "m3 8.5 3.5 3.5L13 4.5",
  down: "m4 6 4 4 4-4",
  right: "m6 4 4 4-4 4",
  left: "m10 4-4 4 4 4",
  up: "m4 10 4-4 4 4",
  filter: "M2 4h12M4.5 8h7M6.5 12h3",
  renew: "M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5Z",
  system: "M2 3h12v8H2zM6 13.5h4M8 11v2.5",
  person: "M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3 13.5c.6-2.3 2.6-3.5 5-3.5s4.4 1.2 5 3.5",
  keyboard: "M1.5 4h13v8h-13zM4 6.7h.01M6.7 6.7h.01M9.3 6.7h.01M12 6.7h.01M5 9.5h6",
  key: "M10 9.5a3.5 3.5 0 1 0-3.4-2.6L2.5 11v2.5H5V12h1.5v-1.5h1.2l.6-.9c.5.2 1.1.4 1.7.4ZM11 5.2h.01",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  open: "M9 2.5h4.5V7M13.5 2.5 7.5 8.5M11.5 9.5v4h-9v-9h4",
  table: "M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 6.5V13",
  tag: "M2.5 7.5v-5h5l6 6-5 5zM5.2 5.2h.01",
  flag: "M3.5 14V2.5h9l-2 3.2 2 3.3h-9",
  plus: "M8 3v10M3 8h10",
} as const;

export type IconName = keyof typeof paths;

/** A 16 px line icon, decoration only: what holds it has the name. */
export function Icon({ name }: { name: IconName }): ReactNode {
  return (
    <svg
      className="icon"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
