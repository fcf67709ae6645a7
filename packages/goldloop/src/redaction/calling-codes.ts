// Country calling codes of ITU-T E.164: all with one or two digits; three-digit ones by their first two.
const short = new Set(
  "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  ),
);
const firstTwoOfThree = new Set("21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99".split(" "));

/** Whether digits that follow a `+` start with an assigned country calling code. */
export function hasCallingCode(digits: string): boolean {
  return short.has(digits.slice(0, 1)) || short.has(digits.slice(0, 2)) || firstTwoOfThree.has(digits.slice(0, 2));
}
