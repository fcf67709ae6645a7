import { classifyRefusal, type RefusalReading } from "./classify.ts";
import { refusalLanguages } from "./languages/index.ts";

/** Scripts that a language's rules are written in; Latin for the others. */
const scripts: Record<string, RegExp> = {
  ru: /\p{Script=Cyrillic}/u,
  zh: /\p{Script=Han}/u,
  ja: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  ko: /\p{Script=Hangul}/u,
};
const latin = /[a-z]/i;

/** Every rule of the language needs one of these words: without any of them its rules, slow as they are, need not be tried. */
const words: Record<string, readonly string[]> = {
  de: "ich kann darf werde gegen verstößt widerspricht verletzt es das dies halte finde".split(" "),
  fr: "je il ce cela c mes nos les".split(" "),
  es: "no debo tengo prefiero voy me rechazo mis nuestras nuestros las los es sería".split(" "),
  it: "non devo preferisco sono mi rifiuto contro contrario contraria contrarie viola violerebbe vìola è sarebbe".split(
    " ",
  ),
  pt: "não devo preciso tenho prefiro recuso contra contrário contrária viola violaria é seria".split(" "),
  nl: "ik mijn onze de het dat dit".split(" "),
};

/**
 * Whether the beginning of a text refuses, as `classifyRefusal` says over all languages that are known. Made for streams of
 * outputs: of a long text only the first `longest` characters are read, and only languages that it can be in.
 */
export function readRefusal(text: string, longest = 800): RefusalReading {
  const opening = text.slice(0, longest);
  const said = new Set(
    opening
      .toLowerCase()
      .replace(/[*_`#>]+/g, "")
      .match(/\p{L}+/gu),
  );
  const spoken = refusalLanguages.filter(({ code }) => {
    if (!(scripts[code] ?? latin).test(opening)) return false;
    const needed = words[code];
    return needed === undefined || needed.some((word) => said.has(word));
  });
  return classifyRefusal(opening, spoken);
}
