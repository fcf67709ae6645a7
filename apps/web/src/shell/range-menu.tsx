import { type ReactNode, useState } from "react";
import { Button, Field, Menu, MenuItem } from "../design/index.ts";
import { presets, rangeWords } from "./range.ts";
import { useChangeView, useView } from "./view.ts";
import "./range-menu.css";

/** The time range: a preset that ends now, or two fixed ends. */
export function RangeMenu(): ReactNode {
  const words = rangeWords(useView());
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return (
    <Menu label={`Time: ${text}`} button={<span className="one-line">{text}</span>}>
      {(close) => <RangeChoice onChosen={close} />}
    </Menu>
  );
}

export function RangeChoice({ onChosen }: { onChosen: () => void }): ReactNode {
  const view = useView();
  const change = useChangeView();
  const [from, setFrom] = useState(() => localInput(view.fromMs));
  const [to, setTo] = useState(() => localInput(view.toMs));
  const fromMs = Date.parse(from);
  const toMs = Date.parse(to);
  const fault = fromMs < toMs ? undefined : "The end must be after the start.";
  return (
    <div className="range-choice">
      {presets.map((one) => (
        <MenuItem
          key={one.value}
          pressed={view.range === one.value}
          onClick={() => {
            change({ range: one.value });
            onChosen();
          }}
        >
          {one.label}
        </MenuItem>
      ))}
      <form
        className="range-custom"
        onSubmit={(event) => {
          event.preventDefault();
          if (fault !== undefined) return;
          change({ from: fromMs, to: toMs });
          onChosen();
        }}
      >
        <Field
          label="From"
          type="datetime-local"
          required
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
        <Field
          label="To"
          type="datetime-local"
          required
          value={to}
          fault={fault}
          onChange={(event) => setTo(event.target.value)}
        />
        <Button type="submit">Show this range</Button>
      </form>
    </div>
  );
}

/** `2026-11-24T08:30` in local time. */
function localInput(timeMs: number): string {
  const local = new Date(timeMs - new Date(timeMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
