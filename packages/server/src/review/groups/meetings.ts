/** Of groups that may be alike so many are compared, those with the most in common first. */
const mostCompared = 24;
/** Places where more meet are looked at in part. */
const mostMeeting = 64;

/** Where things that may be alike meet: they share a number of the same kind. */
export class Meetings<Thing> {
  readonly #places: Map<number, Thing[]>[] = [];

  /** `numbers` by kind, the same kinds each time. */
  add(thing: Thing, numbers: readonly (readonly number[])[]): void {
    for (const [kind, ofKind] of numbers.entries()) {
      const places = (this.#places[kind] ??= new Map());
      for (const number of ofKind) {
        const there = places.get(number);
        if (there === undefined) places.set(number, [thing]);
        else if (there.at(-1) !== thing && !there.includes(thing)) there.push(thing);
      }
    }
  }

  /** What shares any of the numbers, what shares the most first. */
  of(numbers: readonly (readonly number[])[]): Thing[] {
    const votes = new Map<Thing, number>();
    for (const [kind, ofKind] of numbers.entries()) {
      for (const number of ofKind) {
        const there = this.#places[kind]?.get(number) ?? [];
        // Where many meet it says little that one more does.
        for (const thing of there.slice(0, mostMeeting)) votes.set(thing, (votes.get(thing) ?? 0) + 1 / there.length);
      }
    }
    return [...votes]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, mostCompared)
      .map(([thing]) => thing);
  }
}
