/** Characters that split a word without being seen. */
const invisible = /[\u00AD\u200B-\u200F\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]/gu;

const role = "(?:judges?|graders?|evaluators?|scorers?|raters?|assessors?|reviewers?|examiners?)";

const signs: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:instructions?|rules?|prompts?|rubrics?|criteri(?:a|on)|guidelines?)\b/i,
  new RegExp(
    `\\b(?:dear|attention|note|message|instructions?|hello|hey)\\b[\\s,:]{0,3}(?:to|for)?\\s{0,3}(?:the|all)?\\s{0,3}\\b${role}\\b`,
    "i",
  ),
  new RegExp(`\\byou are (?:now )?(?:an?|the)\\b[^.\\n]{0,30}\\b${role}\\b`, "i"),
  new RegExp(`(?:^|\\n)[ \\t]{0,8}(?:@|#{1,6} ?)?${role}\\s?:`, "i"),
  /\b(?:give|assign|award|mark|rate|score|grade)\b[^.\n]{0,40}\b(?:full (?:marks|score|points)|(?:perfect|maximum|highest|top|best)(?: possible)? (?:score|rating|grade|marks?)|10\s*\/\s*10|5\s*\/\s*5|100\s?%)/i,
  /\b(?:score|rate|grade|rating|verdict)\b(?:\s(?:this|it|me|the (?:answer|output|response)))?\s{0,3}(?:=|:|is|as|of|with|to)?\s{0,3}(?:a\s)?(?:1(?:\.0)?|5|10|100|pass)(?![\w.%])/i,
  /["'](?:score|pass|verdict|label)["']\s*:\s*(?:true|"(?:pass|good|correct|yes)"|1(?:\.0)?\s*[,}])/i,
  /<{2,3}\s{0,3}(?:\/|end\b)|<\|(?:im_start|im_end|system|assistant|user|end)\|>|\[\/?INST\]|<\/?(?:data|output|answer|material)>/i,
  /(?:^|\n)[ \t]{0,8}(?:#{1,6} ?)?(?:system|assistant)\s?:/i,
];

/**
 * Whether a text talks to a judge: tells somebody to ignore instructions, addresses a judge, asks for a score, imitates a
 * verdict, a delimiter or a turn of the conversation. A heuristic over English words, after compatibility forms and invisible
 * characters are taken away: it marks outputs to look at, decides nothing, misses what is said in other words or
 * other languages, and also marks answers that merely speak of such things.
 * The cost grows with the length of the text only: every run of white space that a pattern takes is bounded.
 */
export function addressesJudge(text: string): boolean {
  const plain = text.normalize("NFKC").replaceAll(invisible, "");
  return signs.some((sign) => sign.test(plain));
}
