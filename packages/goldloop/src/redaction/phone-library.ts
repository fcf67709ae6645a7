import { digitsOf } from "./characters.ts";
import type { Detector } from "./detector.ts";

/** The part of libphonenumber-js that is used (its `/max` entry knows the patterns of every country). */
interface PhoneLibrary {
  findPhoneNumbersInText(text: string, options?: { defaultCountry?: never }): { startsAt: number; endsAt: number }[];
  isSupportedCountry(country: string): boolean;
}

export interface PhoneLibraryOptions {
  /** ISO 3166-1 alpha-2: whose national numbers are recognised without a country code. */
  country?: string | undefined;
}

// The library's search backtracks over long runs of digits and brackets; numbers are found in pieces of this length.
const pieceLength = 2_000;
const overlap = 64;

/**
 * A phone detector that knows the numbering plan of every country, over the optional peer libphonenumber-js. It
 * replaces the built-in one when passed as `detectors: [await ...]`. About a hundred times slower than the built-in
 * one: made for scoring, not for ingest.
 *
 * Throws a RangeError for a country that the library does not know.
 */
function libraryPhone(library: PhoneLibrary, options: PhoneLibraryOptions = {}): Detector {
  const { country } = options;
  if (country !== undefined && !library.isSupportedCountry(country))
    throw new RangeError(`unknown country ${JSON.stringify(country)}; write two letters, such as US or DE`);
  return {
    name: "phone",
    kinds: ["phone"],
    group: "personal",
    summary: "Phone numbers that are valid in their country (libphonenumber-js).",
    limits: "Not seen: national numbers of other countries than the given one, numbers that no country assigns.",
    scan(text, report) {
      if (!/\d\d/.test(text)) return;
      for (let from = 0; from < text.length; from += pieceLength - overlap) {
        const piece = text.slice(from, from + pieceLength);
        const found = library.findPhoneNumbersInText(
          piece,
          country === undefined ? {} : { defaultCountry: country as never },
        );
        for (const { startsAt, endsAt } of found) report("phone", from + startsAt, from + endsAt);
      }
    },
    normalise: digitsOf,
  };
}

/** The detector of `libraryPhone` over the installed library. Rejects when libphonenumber-js is not installed. */
export async function loadLibraryPhone(options: PhoneLibraryOptions = {}): Promise<Detector> {
  const library = await import("libphonenumber-js/max");
  return libraryPhone(library, options);
}
