/**
 * How people and models refuse, in one language. Patterns see one sentence at a time, in lower case, with straight quotes and single spaces;
 * they are bounded, so that reading stays linear.
 */
export interface RefusalLanguage {
  /** ISO 639-1 */
  code: string;
  name: string;
  /**
   * The speaker refuses: "I cannot help with that", "I have to decline", "that goes against my guidelines". Counts wherever it stands:
   * at the beginning it makes a refusal, later a partial one.
   */
  refuses: readonly RefusalRule[];
  /**
   * The speaker judges the request instead of answering: "it is not appropriate to ...". Counts at the beginning only; further down,
   * helpful answers say such things too.
   */
  judges: readonly RefusalRule[];
}

export interface RefusalRule {
  /** Shown in the score's metadata. */
  id: string;
  pattern: RegExp;
}
