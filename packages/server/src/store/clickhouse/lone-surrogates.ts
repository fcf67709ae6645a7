const backslash = 0x5c;

/**
 * Replaces escapes of surrogates that have no partner (`\ud800`) by `\ufffd`, in place: ClickHouse refuses a whole batch for
 * one of them, and `JSON.stringify` writes them for texts that were cut in the middle of a character.
 */
export function mendLoneSurrogates(json: Buffer): void {
  for (const start of ["\\ud", "\\uD"]) {
    for (let at = json.indexOf(start); at !== -1; at = json.indexOf(start, at + 2)) {
      const kind = surrogateAt(json, at);
      if (kind === undefined || isEscaped(json, at)) continue;
      if (kind === "high" && surrogateAt(json, at + 6) === "low") continue;
      if (kind === "low" && surrogateAt(json, at - 6) === "high" && !isEscaped(json, at - 6)) continue;
      json.write("fffd", at + 2, "latin1");
    }
  }
}

function surrogateAt(json: Buffer, at: number): "high" | "low" | undefined {
  if (at < 0) return undefined;
  const text = json.toString("latin1", at, at + 6);
  if (/^\\u[dD][89abAB][0-9a-fA-F]{2}$/.test(text)) return "high";
  return /^\\u[dD][c-fC-F][0-9a-fA-F]{2}$/.test(text) ? "low" : undefined;
}

/** Whether the backslash at `at` is itself the second of a pair. */
function isEscaped(json: Buffer, at: number): boolean {
  let before = 0;
  while (json[at - 1 - before] === backslash) before += 1;
  return before % 2 === 1;
}
