import { type ReactNode, useState } from "react";
import type { Overview } from "../../api/index.ts";
import { PointTable, Sparkline } from "../../charts/index.ts";
import { Dialog, Figure, type FigureUnit, figureText, Icon, IconButton, verdictMarks } from "../../design/index.ts";
import { TracesLink, useOpenTraces } from "../../shell/traces-link.tsx";
import { changeOf, type Compared } from "./change.ts";
import { tracesOf } from "./opens.ts";

type SignalFigure = Overview["signals"][number];

/** A card for each signal: figure, change against the range before, line with release marks. */
export function SignalCards({
  overview,
  fromMs,
  toMs,
}: {
  overview: Overview;
  fromMs: number;
  toMs: number;
}): ReactNode {
  const [table, setTable] = useState<SignalFigure>();
  const marks = overview.releases
    .filter((one) => one.firstSeenMs >= fromMs && one.firstSeenMs < toMs)
    .map((one) => ({ timeMs: one.firstSeenMs, label: one.release }));
  return (
    <section aria-label="Signals">
      <ul className="signal-cards">
        {overview.signals.map((signal) => (
          <SignalCard
            key={signal.name}
            {...{ signal, marks, fromMs, toMs }}
            stepMs={overview.stepMs}
            onTable={setTable}
          />
        ))}
      </ul>
      {table && (
        <Dialog title={nameOf(table.name)} wide onClose={() => setTable(undefined)}>
          <p className="muted">{table.title}</p>
          <PointTable
            caption={table.title}
            unit={table.unit as FigureUnit}
            series={[{ label: nameOf(table.name), points: table.points }]}
          />
        </Dialog>
      )}
    </section>
  );
}

function SignalCard({
  signal,
  marks,
  fromMs,
  toMs,
  stepMs,
  onTable,
}: {
  signal: SignalFigure;
  marks: { timeMs: number; label: string }[];
  fromMs: number;
  toMs: number;
  stepMs: number;
  onTable: (signal: SignalFigure) => void;
}): ReactNode {
  const openTraces = useOpenTraces();
  const unit = signal.unit as FigureUnit;
  const filters = tracesOf(signal.name);
  const name = nameOf(signal.name);
  return (
    <li className="signal-card">
      <div className="signal-card-head">
        <h2 title={signal.title}>{name}</h2>
        <IconButton label={`${name} as a table`} onClick={() => onTable(signal)}>
          <Icon name="table" />
        </IconButton>
      </div>
      <p className="signal-card-figure">
        <TracesLink filters={filters} label={`${name}: ${figureText(signal.value, unit)}, open the traces`}>
          <Figure value={signal.value} unit={unit} />
        </TracesLink>
        <ChangeNote signal={signal} />
      </p>
      <Sparkline
        label={`${name}: ${signal.title}. Arrow keys read points, Enter opens their traces.`}
        points={signal.points}
        {...{ fromMs, toMs, stepMs, unit, marks }}
        volume={unit === "count"}
        idle={`n ${signal.n.toLocaleString("en-US")}`}
        onSelect={(from, to) => openTraces({ ...filters, from, to })}
      />
    </li>
  );
}

function ChangeNote({ signal }: { signal: SignalFigure }): ReactNode {
  const compared = { ...signal, unit: signal.unit, worse: signal.worse } as Compared;
  const { mark, amount, word, verdict } = changeOf(compared);
  const before = `${figureText(signal.before.value, compared.unit)}, n ${signal.before.n} in the range before`;
  return (
    <span className={`change change-${verdict}`} title={before}>
      {verdict !== "none" && <span aria-hidden="true">{verdictMarks[verdict]} </span>}
      {mark} {amount} {word}
    </span>
  );
}

/** `errorRate` as `Error rate`, `score.helpfulness` as it is called. */
function nameOf(signal: string): string {
  if (signal.startsWith("score.")) return signal.slice("score.".length);
  const words = (short[signal] ?? signal).replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const short: Readonly<Record<string, string>> = {
  latencyMs: "latency",
  timeToFirstTokenMs: "time to first token",
  costUsd: "cost",
};
