/** An answer says first that it is none. */
const longestOpening = 600;

// One row each; sentences in lower case with straight quotes and single spaces. Bounded, so that reading stays linear.
const patterns: readonly RegExp[] = [
  // English
  /\b(?:i|we) (?:could not|couldn't|cannot|can't|can not|was unable to|wasn't able to|were unable to|am unable to|was not able to|did not|didn't) (?:seem to )?(?:find|locate|see) (?:any|an|a|the|that|this|your|you|anything|information|relevant|what)\b/,
  /\b(?:i|we) (?:do not|don't) (?:currently |really )?(?:know the answer|know how to (?:answer|help)|know about that|have (?:enough|that|any|the|this|more|sufficient|an answer|details|information)\b)/,
  /\bi (?:do not|don't) know\s*[.!]?$/,
  /\b(?:no|not enough) (?:relevant |matching |further |such )?(?:information|results?|articles?|documents?|answers?|data) (?:was |were |is |are |has been |have been )?(?:found|available)\b/,
  /\b(?:did not|didn't|do not|don't|could not|couldn't) (?:quite |really |fully )?(?:understand|catch|get) (?:that|your|you|what|the question)\b/,
  /\b(?:i'm|i am) not (?:quite |really )?sure (?:i |what you|how to (?:help|answer))/,
  /\b(?:could|can|would) you (?:please )?(?:rephrase|reword)\b|\bplease (?:rephrase|try rephrasing)\b/,
  /\b(?:connect|transfer|forward|escalate|route|refer|hand|put|pass) (?:you|this|your (?:request|question|case|ticket)) (?:over |on |through |along )?(?:to|with) (?:a |an |one of our |our |the |my )?(?:[a-z]+ )?(?:human|agent|person|colleague|representative|rep|specialist|advisor|operator|team|support|supervisor|manager|someone)\b/,
  /\b(?:a|an|one of our|our) (?:[a-z]+ )?(?:human|agent|colleague|representative|specialist|team|member of our team) will (?:get back|reach out|contact|follow up|be in touch|take over|assist)\b/,
  /\b(?:something went wrong|an error (?:has )?occurred)\b.{0,60}\b(?:try again|later)\b/,
  // German
  /(?:konnte|kann) (?:ich |wir )?(?:leider )?(?:dazu |hierzu |darüber )?(?:keine?n?|nichts)\b.{0,60}\bfinden\b/,
  /\b(?:dazu|hierzu|darüber) (?:habe|haben|liegen) (?:ich|wir|mir|uns) (?:leider )?keine\b/,
  /\b(?:das|es) wei(?:ß|ss) ich (?:leider )?nicht\b|\bich wei(?:ß|ss) (?:es |das )?(?:leider )?nicht\s*[.!]?$/,
  /\b(?:verbinde|leite|übergebe)\b.{0,60}\b(?:mitarbeiter(?:in)?|kolleg(?:en|in)|support|team|menschen)\b/,
  // French
  /\bje n'ai (?:malheureusement )?(?:pas|rien|aucune?) ?(?:pu )?(?:trouv|d'info|de réponse|information|réponse)/,
  /\bje ne (?:trouve (?:pas|rien|aucune?)|peux pas trouver)\b/,
  /\bje ne sais pas\s*[.!]?$/,
  /\bje vous (?:mets en relation|transfère|passe)\b/,
  // Spanish
  /\bno (?:he podido|pude|puedo|logré|he logrado) encontrar\b|\bno (?:encontré|he encontrado) (?:ningun|información|nada)/,
  /\bno (?:tengo|dispongo de) (?:suficiente )?información\b|\bno lo sé\s*[.!]?$/,
  /\b(?:te|le|lo|la) (?:paso|transfiero|comunico|conecto) con\b/,
];

/**
 * Whether an answer says that the application had none: it found nothing, did not understand, or hands over to a person. By
 * rules in English, German, French and Spanish; docs/reference/detectors.md says what it cannot see.
 */
export function readsAsFallback(answer: string): boolean {
  const sentences = answer
    .slice(0, longestOpening)
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) =>
      sentence
        .replace(/[*_`#>]+/g, "")
        .replace(/\s+/g, " ")
        .trim(),
    );
  return sentences.slice(0, 4).some((sentence) => patterns.some((pattern) => pattern.test(sentence)));
}
