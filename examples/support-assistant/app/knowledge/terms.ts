/** Words that say nothing about the subject of a question to a shop. */
const stopWords = new Set(
  `
    a about actually after ago all already also am an and any anyone anything are as ask at back be because been
    before being both but buy by came can come comes coming could day days did do does doing done dont each eight
    else even ever every five for four from get gets getting give go goes going gonna good got had half happen
    happens has have having he hello help her here hey hi him his how i id if ill im in into is isnt it its ive just
    know last let like lol look looking lot made make many may maybe me mean might mine more most much must my myself
    need never next nine no not now of off often ok okay on once one only or order ordered ordering orders other our
    out over own package packages parcel parcels placed please pls possible put question quite rather really right
    said say says see send sending sent seven she should since six so some someone something soon still sure take
    tell ten than thank thanks that the their them then there these they thing things think this those though three
    through to too try two under until up us use used very want wanted was way we week weeks well were what whats
    when where whether which while who why will with without wont would yes yet you your yours
  `.split(/\s+/),
);

/**
 * The form of a word that is indexed and searched, or `null` for a word without content. Plurals and the commonest
 * endings are cut, so that "returned" and "returns" meet; a real stemmer would do more than this needs.
 */
export function normalizeTerm(word: string): string | null {
  const term = word.toLowerCase();
  if (stopWords.has(term)) return null;
  if (/\d/.test(term) || term.length < 4) return term;
  return term
    .replace(/ies$/, "y")
    .replace(/(?<=(?:ss|sh|ch|x))es$/, "")
    .replace(/(?<![su])s$/, "")
    .replace(/(?<=[a-z]{3})(?:ing|ed)$/, "")
    .replace(/(?<=[a-z]{3})e$/, "");
}

/** The words of a text. Apostrophes vanish ("don't" is one word); hyphens separate. */
export function splitWords(text: string): string[] {
  return text.replace(/['’]/g, "").match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The normalized words of a text that carry content, in order. */
export function contentTerms(text: string): string[] {
  return splitWords(text)
    .map(normalizeTerm)
    .filter((term) => term !== null);
}
