import type { ReactNode } from "react";
import { figureText, type FigureUnit } from "./figure-text.ts";

/** A figure with its unit; the exact value is in the tooltip. Screen readers get the same text. */
export function Figure({ value, unit }: { value: number | null | undefined; unit: FigureUnit }): ReactNode {
  const exact = value === null || value === undefined ? "not known" : String(value);
  return (
    <span className="figure" title={exact}>
      {figureText(value, unit)}
    </span>
  );
}
