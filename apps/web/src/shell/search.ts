/** `?a=1&b=x&b=y` to `{ a: "1", b: ["x", "y"] }`. Plain text in the address bar: validators of routes make numbers of it. */
export function parseSearch(search: string): Record<string, string | string[]> {
  const found = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(search)) {
    const before = found.get(name);
    found.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(found);
}

/** The other way round; undefined, null and empty lists are left out. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined || one === null) continue;
      parameters.append(name, String(one as string | number | boolean));
    }
  }
  // Colons, slashes and commas are allowed in a query and keep times and names readable.
  const text = parameters.toString().replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

/** A parameter that may repeat, as a list; undefined when there is none. */
export function listOf(value: unknown): string[] | undefined {
  const list = (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined && one !== "").map(String);
  return list.length === 0 ? undefined : list;
}

/** A parameter that is one text; undefined when absent or empty. */
export function textOf(value: unknown): string | undefined {
  return listOf(value)?.[0];
}

/** A parameter that is a finite number; undefined when it is none. */
export function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}
