function ascending(p: readonly number[]): number[] {
  return p.map((_, i) => i).toSorted((a, b) => (p[a] ?? 0) - (p[b] ?? 0) || a - b);
}

/** P values corrected by Holm's step-down method (Scand. J. Stat. 6, 1979), in the order given: family-wise error. */
export function holm(p: readonly number[]): number[] {
  const adjusted = p.slice();
  let least = 0;
  ascending(p).forEach((index, rank) => {
    least = Math.max(least, Math.min(1, (p.length - rank) * (p[index] ?? 1)));
    adjusted[index] = least;
  });
  return adjusted;
}

/** P values corrected by the step-up method of Benjamini and Hochberg (J. R. Stat. Soc. B 57, 1995), in the order given: false discovery rate. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const adjusted = p.slice();
  const order = ascending(p);
  let most = 1;
  for (let rank = p.length; rank >= 1; rank--) {
    const index = order[rank - 1] ?? 0;
    most = Math.min(most, (p.length / rank) * (p[index] ?? 1));
    adjusted[index] = most;
  }
  return adjusted;
}
