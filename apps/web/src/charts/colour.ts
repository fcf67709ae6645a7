/** Dashes of the series of a chart, one for each `--series-n`: colour is never the only difference. In px; none is solid. */
export const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 2], [1, 4]];

/** How many series have a look of their own. */
export const looks = dashes.length;

/** Colour and dash of the series at an index, going round. */
export function lookOf(index: number): { variable: string; dash: readonly number[] } {
  const at = index % looks;
  return { variable: `--series-${at + 1}`, dash: dashes[at] ?? [] };
}

/** A token's colour as the canvas wants it, in the theme on screen. */
export function canvasColour(variable: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
