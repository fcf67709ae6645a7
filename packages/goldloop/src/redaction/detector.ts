/** Personal data points at a person; a secret opens a door. */
export type DetectorGroup = "personal" | "secret";

/** One find: `text.slice(start, end)` is the value, in UTF-16 code units. */
export interface Detection {
  kind: string;
  start: number;
  end: number;
  /** Name of the detector that found it. */
  detector: string;
}

/** Called by a detector for every find. */
export type Report = (kind: string, start: number, end: number) => void;

/**
 * One way to find one sort of sensitive value. Detectors also run on every ingested span, so `scan` must take
 * time linear in the length of the text, whatever the text is: bounded or unambiguous patterns only.
 */
export interface Detector {
  name: string;
  /** Every kind that `scan` and `field` may report. */
  kinds: readonly string[];
  group: DetectorGroup;
  /** One line. */
  summary: string;
  /** What it cannot see, in one line. */
  limits: string;
  /** Reports every find, in any order. Finds may overlap. */
  scan(text: string, report: Report): void;
  /** The kind of a whole field of a JSON object where only the field's name tells what the value is. */
  field?(name: string, value: string): string | undefined;
  /** Whether `field` may say something of a field with this name. Without it, of any. */
  judges?(name: string): boolean;
  /** The form in which two spellings of one value are the same: what is hashed and compared. */
  normalise?(value: string): string;
}
