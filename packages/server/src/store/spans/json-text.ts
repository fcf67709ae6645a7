/** A stored JSON text as its value; what is no JSON is given back as the text that it is. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The texts that are not empty, each as what `read` makes of it: in the store empty means absent. */
export function present<Key extends string>(texts: Readonly<Record<Key, string>>): { [One in Key]?: string };
export function present<Key extends string, Value>(
  texts: Readonly<Record<Key, string>>,
  read: (text: string) => Value,
): { [One in Key]?: Value };
export function present(
  texts: Readonly<Record<string, string>>,
  read = (text: string): unknown => text,
): Record<string, unknown> {
  const entries = Object.entries(texts).filter(([, text]) => text !== "");
  return Object.fromEntries(entries.map(([key, text]) => [key, read(text)]));
}
