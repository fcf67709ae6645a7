/**
 * The pattern that a name fits best, and what its `*` stands for: an exact one goes first, then the longest before the
 * `*`. The rule of tsconfig's `paths` and of package.json's `exports` and `imports`.
 */
export function fittingPattern(
  name: string,
  patterns: Iterable<string>,
): { pattern: string; star: string } | undefined {
  let best: { pattern: string; star: string } | undefined;
  let longest = -1;
  for (const pattern of patterns) {
    if (pattern === name) return { pattern, star: "" };
    const [prefix = "", suffix] = pattern.split("*");
    if (suffix === undefined || !name.startsWith(prefix) || !name.endsWith(suffix)) continue;
    if (name.length < prefix.length + suffix.length || prefix.length <= longest) continue;
    best = { pattern, star: name.slice(prefix.length, name.length - suffix.length) };
    longest = prefix.length;
  }
  return best;
}
