import type { Detection, Detector } from "./detector.ts";
import { detectors as builtIn } from "./registry.ts";

export interface DetectOptions {
  /** Only these kinds. All, when absent. */
  kinds?: readonly string[] | undefined;
  /** Further detectors; one with the name of a built-in one takes its place. */
  detectors?: readonly Detector[] | undefined;
}

/** Detectors made ready for many texts. */
export interface Scanner {
  /** Finds in ascending order, never overlapping. */
  text(text: string): Detection[];
  /** As `text`, for the value of a named field: the name may tell what the value is. */
  field(name: string, value: string): Detection[];
  /** Whether the name of a field may tell what its value is; otherwise `field` sees what `text` sees. */
  judges(name: string): boolean;
  /** Length of the shortest text in which `text` may find something. */
  readonly shortest: number;
  /** The form in which two spellings of one value of a kind are the same. */
  normalise(kind: string, value: string): string;
}

interface RankedDetection extends Detection {
  rank: number;
}

/**
 * Makes a scanner. Reuse it: choosing detectors costs more than scanning a short text.
 * Throws a RangeError for a kind that no detector reports.
 */
export function createScanner(options: DetectOptions = {}): Scanner {
  const all = chosenDetectors(options.detectors ?? []);
  const known = new Set(all.flatMap((d) => d.kinds));
  for (const kind of options.kinds ?? []) {
    if (!known.has(kind))
      throw new RangeError(`unknown kind ${JSON.stringify(kind)}; known: ${[...known].toSorted().join(", ")}`);
  }
  const wanted = new Set(options.kinds ?? known);
  const active = all.filter((d) => d.kinds.some((kind) => wanted.has(kind)));

  function found(text: string): RankedDetection[] {
    const finds: RankedDetection[] = [];
    active.forEach((detector, rank) => {
      detector.scan(text, (kind, start, end) => {
        if (wanted.has(kind)) finds.push({ kind, start, end, detector: detector.name, rank });
      });
    });
    return finds;
  }

  // an own pattern may be shorter than anything that is known
  const shortest = (options.detectors ?? []).length > 0 ? 1 : shortestFind;
  const judging = active.filter((d) => d.field !== undefined);
  const judged = new Map<string, boolean>();
  function judges(name: string): boolean {
    let answer = judged.get(name);
    if (answer === undefined) {
      answer = judging.some((d) => d.judges?.(name) ?? true);
      // names repeat from span to span; a sender that makes up ever new ones must not fill the memory
      if (judged.size >= 10_000) judged.clear();
      judged.set(name, answer);
    }
    return answer;
  }

  return {
    judges,
    shortest,
    text: (text) => (text.length < shortest ? [] : merged(found(text))),
    field(name, value) {
      const finds = value.length < shortest ? [] : found(value);
      if (!judges(name)) return merged(finds);
      active.forEach((detector, rank) => {
        const kind = detector.field?.(name, value);
        if (kind !== undefined && wanted.has(kind))
          finds.push({ kind, start: 0, end: value.length, detector: detector.name, rank });
      });
      return merged(finds);
    },
    normalise: (kind, value) => all.find((d) => d.kinds.includes(kind))?.normalise?.(value) ?? value,
  };
}

// `a@b.co`
const shortestFind = 6;

function chosenDetectors(own: readonly Detector[]): Detector[] {
  const byName = new Map(own.map((d) => [d.name, d]));
  const replaced = builtIn.map((d) => byName.get(d.name) ?? d);
  return [...own.filter((d) => !builtIn.some((b) => b.name === d.name)), ...replaced];
}

/** Joins finds that overlap into one that covers both: nothing that any detector saw may stay visible. */
function merged(finds: RankedDetection[]): Detection[] {
  if (finds.length === 0) return [];
  finds.sort((a, b) => a.start - b.start || b.end - a.end || a.rank - b.rank);
  const out: Detection[] = [];
  let last: RankedDetection | undefined;
  for (const find of finds) {
    if (last !== undefined && find.start < last.end) {
      const named = find.rank < last.rank ? find : last;
      last = {
        kind: named.kind,
        detector: named.detector,
        rank: named.rank,
        start: last.start,
        end: Math.max(last.end, find.end),
      };
      out[out.length - 1] = plain(last);
    } else {
      last = find;
      out.push(plain(find));
    }
  }
  return out;
}

function plain({ kind, start, end, detector }: RankedDetection): Detection {
  return { kind, start, end, detector };
}

const everything = createScanner();

/**
 * Finds personal data and secrets in a text: finds in ascending order, never overlapping; where two kinds overlap,
 * one find covers both. Time is linear in the length of the text. For many texts with the same options, make one `createScanner`.
 *
 * Throws a RangeError for a kind that no detector reports.
 *
 * @example
 * detect("Write to ana@example.com", { kinds: ["email"] }); // [{ kind: "email", start: 9, end: 24, detector: "email" }]
 */
export function detect(text: string, options?: DetectOptions): Detection[] {
  return (options === undefined ? everything : createScanner(options)).text(text);
}
