/** Where the reader stood in a list: put back when they return to it. */
export interface Place {
  scrollTop: number;
  /** The trace under the cursor. */
  cursor: string | undefined;
  column: number;
}

const places = new Map<string, Place>();
const kept = 50;

/** Remembers the place of one entry of the history. */
export function keepPlace(entry: string, place: Place): void {
  places.delete(entry);
  places.set(entry, place);
  const [oldest] = places.keys();
  if (places.size > kept && oldest !== undefined) places.delete(oldest);
}

export function placeOf(entry: string): Place | undefined {
  return places.get(entry);
}
