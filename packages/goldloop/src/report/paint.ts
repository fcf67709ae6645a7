import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** What a mark stands for. Marks never rely on colour alone. */
export type Mark = "pass" | "fail" | "inconclusive" | "error";

export const marks: Readonly<Record<Mark, string>> = { pass: "✓", fail: "✗", inconclusive: "?", error: "!" };

const colours: Readonly<Record<Mark, Style>> = { pass: "blue", fail: "red", inconclusive: "yellow", error: "magenta" };

/** Colours for the terminal, or none. */
export interface Paint {
  mark(mark: Mark): string;
  strong(text: string): string;
  muted(text: string): string;
  as(mark: Mark, text: string): string;
}

/** Whether colours are used is decided by the caller alone: `styleText` would look at the process's own streams. */
export function paintWith(color: boolean): Paint {
  const style = (format: Style, text: string) => (color ? styleText(format, text, { validateStream: false }) : text);
  return {
    mark: (mark) => style(colours[mark], marks[mark]),
    strong: (text) => style("bold", text),
    muted: (text) => style("dim", text),
    as: (mark, text) => style(colours[mark], text),
  };
}
