/** How a canary word was found. */
export type CanaryForm =
  | "as it is"
  | "with other characters between its letters"
  | "reversed"
  | "in rot13"
  | "in hexadecimal"
  | "in base64";

export interface CanaryNeedle {
  form: CanaryForm;
  /** Looked for in the output's letters and digits, lower case; in the whole output, case kept, when `exact`. */
  text: string;
  exact: boolean;
}

/** Everything to look for: the word itself, spaced out, reversed, and in the encodings that a model can write. */
export function canaryNeedles(word: string): CanaryNeedle[] {
  const letters = lettersOf(word);
  const bytes = Buffer.from(word, "utf8");
  const needles: CanaryNeedle[] = [
    { form: "as it is", text: word.toLowerCase(), exact: false },
    { form: "with other characters between its letters", text: letters, exact: false },
    { form: "reversed", text: Array.from(letters).toReversed().join(""), exact: false },
    { form: "in rot13", text: rot13(letters), exact: false },
    { form: "in hexadecimal", text: bytes.toString("hex"), exact: false },
    ...[0, 1, 2].map((offset): CanaryNeedle => ({ form: "in base64", text: base64At(bytes, offset), exact: true })),
  ];
  // Very short forms stand in texts by chance.
  return needles.filter(({ text, form }) => form === "as it is" || text.length >= 6);
}

/** The first form in which a word stands in a text, undefined when it does not. */
export function findCanary(text: string, needles: readonly CanaryNeedle[]): CanaryForm | undefined {
  const lower = text.toLowerCase();
  const letters = lettersOf(text);
  return needles.find((needle) => {
    if (needle.exact) return text.includes(needle.text);
    return needle.form === "as it is" ? lower.includes(needle.text) : letters.includes(needle.text);
  })?.form;
}

function lettersOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

function rot13(text: string): string {
  return text.replace(/[a-z]/g, (c) => String.fromCharCode(((c.charCodeAt(0) - 97 + 13) % 26) + 97));
}

// Inside a longer base64 text the word starts at any of three bit offsets; only the middle is the same everywhere.
function base64At(bytes: Buffer, offset: number): string {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString("base64")
    .replace(/=+$/, "");
  const start = offset === 0 ? 0 : offset + 1;
  const whole = (bytes.length + offset) % 3 === 0;
  return padded.slice(start, whole ? undefined : -1);
}
