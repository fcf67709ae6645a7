import { filterFields } from "./field.ts";
import type { FacetName, FilterField, FilterName } from "./field.ts";

/** One line under the filter box. */
export interface Suggestion {
  /** What the box holds after it was taken. */
  completed: string;
  label: string;
  help: string;
  /** How many traces have it; absent for fields and where it is not known. */
  traces?: number;
  /** It is a whole condition: taking it applies it. */
  whole: boolean;
}

export type FacetValues = Partial<Record<FacetName, readonly { value: string; traces: number }[]>>;

/**
 * What could follow: fields for an empty or half-typed word, values after a prefix. Only the last word is completed.
 * At most `limit` lines, known values first; `only`: of these
 * fields.
 */
export function suggestions(
  typed: string,
  facets: FacetValues,
  { limit = 16, only }: { limit?: number; only?: readonly FilterName[] | undefined } = {},
): Suggestion[] {
  const { before, word } = lastWord(typed);
  const fields = filterFields.filter((one) => only === undefined || only.includes(one.name));
  const field = fields.find((one) => word.toLowerCase().startsWith(one.prefix));
  if (!field) return fieldsFor(fields, word, before).slice(0, limit);
  return valuesFor(field, word.slice(field.prefix.length).replaceAll('"', ""), before, facets).slice(0, limit);
}

function fieldsFor(fields: readonly FilterField[], word: string, before: string): Suggestion[] {
  const start = word.toLowerCase();
  return fields
    .filter((field) => field.prefix.startsWith(start))
    .map((field) => ({
      completed: before + field.prefix,
      label: field.prefix,
      help: field.help,
      whole: false,
    }));
}

function valuesFor(field: FilterField, start: string, before: string, facets: FacetValues): Suggestion[] {
  const counted = field.facet ? (facets[field.facet] ?? []) : [];
  const known = new Set(counted.map((one) => one.value));
  const all = [
    ...counted,
    ...(field.values ?? []).filter((value) => !known.has(value)).map((value) => ({ value, traces: undefined })),
  ];
  const wanted = start.toLowerCase();
  return all
    .filter(({ value }) => value.toLowerCase().includes(wanted) && value !== start)
    .map(({ value, traces }) => ({
      completed: before + field.prefix + (/\s/.test(value) ? `"${value}"` : value),
      label: value,
      help: "",
      traces,
      whole: true,
    }));
}

/** The word under the cursor, which stands at the end, and all before it. Spaces inside quotes belong to the word. */
function lastWord(typed: string): { before: string; word: string } {
  const word = /(?:[^\s"]|"[^"]*(?:"|$))*$/.exec(typed)?.[0] ?? "";
  return { before: typed.slice(0, typed.length - word.length), word };
}
