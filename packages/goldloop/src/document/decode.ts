import { isUtf8 } from "node:buffer";
import { InputError } from "../error/index.ts";

/**
 * How many bytes of a byte order mark to skip (0 or 3).
 * Throws `not-utf8` when the bytes are not UTF-8: replacement characters would change what is evaluated without a word.
 */
export function checkUtf8(bytes: Buffer, file: string): number {
  if (isUtf8(bytes)) return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  throw new InputError("not-utf8", utf16 ? "the file is UTF-16, not UTF-8" : "the file is not UTF-8", {
    hint: `iconv -f ${utf16 ? "UTF-16" : "WINDOWS-1252"} -t UTF-8 ${shellWord(file)} > converted`,
    location: utf16 ? { file } : { file, line: firstBadLine(bytes) },
  });
}

/** The text of UTF-8 bytes, without a byte order mark. Throws `not-utf8`. */
export function decodeUtf8(bytes: Buffer, file: string): string {
  return bytes.toString("utf8", checkUtf8(bytes, file));
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end === -1 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(start, stop))) break;
    start = stop + 1;
  }
  return line;
}

function shellWord(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
