/**
 * A decimal number in its shortest form, so that equal numbers are equal texts whatever their length:
 * commas, currency and percent signs, white space and a closing full stop do not count. `$1,200.50` gives `1200.5`,
 * `7.0` gives `7`, `-0` gives `0`. Undefined when the text is not one number.
 */
export function decimalOf(text: string): string | undefined {
  const bare = text
    .replaceAll("−", "-")
    .replace(/[\p{Sc}%,\s]/gu, "")
    .replace(/\.$/, "");
  return shortest(bare);
}

/**
 * The numbers in a text, each as `decimalOf` writes it, in order. A unit may follow (`5 km`, `7%`), but a number that is
 * part of a word (`v2`) or carries a magnitude (`24k`, `3M`) is left out, since its value is another one.
 */
export function decimalsIn(text: string): string[] {
  const numbers =
    /(?<![\p{L}\d_.,])[-+]?(?:\d+(?:,\d+)*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?(?![\d]|[kKmMbBtT](?!\p{L}))(?!,?\.?\d)/gu;
  const bare = text.replaceAll("−", "-").replace(/\p{Sc}\s?/gu, "");
  return [...bare.matchAll(numbers)].flatMap(([match]) => decimalOf(match) ?? []);
}

function shortest(text: string): string | undefined {
  const parts = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent] = parts;
  if (whole === "" && fraction === "") return undefined;
  if (exponent !== undefined) {
    const value = Number(text);
    return Number.isFinite(value) ? String(value) : undefined;
  }
  const left = whole.replace(/^0+(?=\d)/, "") || "0";
  const right = fraction.replace(/0+$/, "");
  const digits = right === "" ? left : `${left}.${right}`;
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
}
