const alphabets: readonly { letters: RegExp; encoding: "base64" | "base64url"; pad: boolean }[] = [
  { letters: /^[A-Za-z0-9+/]*={0,2}$/, encoding: "base64", pad: false },
  { letters: /^[A-Za-z0-9_-]*={0,2}$/, encoding: "base64url", pad: true },
];

/**
 * The bytes of padded base64 in the standard or the URL-safe alphabet (DSSE 1.0 asks verifiers to take both), or undefined:
 * Node reads past foreign letters, missing padding, mixed alphabets and stray bits, so that many texts would stand for the
 * same bytes.
 */
export function decodeBase64(text: string): Buffer | undefined {
  for (const { letters, encoding, pad } of alphabets) {
    if (!letters.test(text)) continue;
    const bytes = Buffer.from(text, encoding);
    const again = bytes.toString(encoding);
    if ((pad ? again.padEnd(Math.ceil(again.length / 4) * 4, "=") : again) === text) return bytes;
  }
  return undefined;
}
