const bands = 16;
const rows = 2;

/**
 * Sets that have much in common share at least one of these 16 numbers: MinHash in bands of two (Broder 1997; Leskovec, Rajaraman,
 * Ullman, Mining of Massive Datasets, 3.4). With a Jaccard similarity of .3 in 78 of 100 cases, of .5 in 99. An empty set has none.
 */
export function bandsOf(words: Iterable<string>): number[] {
  const least = new Uint32Array(bands * rows).fill(0xffffffff);
  let any = false;
  for (const word of words) {
    any = true;
    const [first, second] = hashesOf(word);
    // Two hashes stand for all others (Kirsch, Mitzenmacher 2006).
    for (let at = 0, hash = first; at < least.length; at++, hash = (hash + second) >>> 0) {
      const mixed = mix(hash);
      if (mixed < (least[at] as number)) least[at] = mixed;
    }
  }
  if (!any) return [];
  return Array.from({ length: bands }, (_, band) => {
    const low = mix((least[band * rows] as number) ^ mix(band + 1));
    return low * 0x20_0000 + (mix(low ^ (least[band * rows + 1] as number)) >>> 11);
  });
}

/** FNV-1a, and a second from it, odd so that it steps through all. */
function hashesOf(word: string): [number, number] {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193) >>> 0;
  return [hash, (mix(hash ^ 0x9e3779b9) | 1) >>> 0];
}

/** Finaliser of MurmurHash3. */
function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
