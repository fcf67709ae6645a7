/** How long ago, in one word and a unit: `just now`, `40 s ago`, `3 min ago`, `5 h ago`, `2 d ago`, `in 5 min`. */
export function agoText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 5) return "just now";
  const text =
    seconds < 60
      ? `${seconds} s`
      : seconds < 3570
        ? `${Math.round(seconds / 60)} min`
        : seconds < 84_600
          ? `${Math.round(seconds / 3600)} h`
          : `${Math.round(seconds / 86_400)} d`;
  return ms < 0 ? `in ${text}` : `${text} ago`;
}
