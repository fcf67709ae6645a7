/** What differs between the releases of the assistant. Everything else is the same code. */
export interface Release {
  name: string;
  retrieval: {
    /**
     * How much more a word counts in the title, and in the tags (the words customers use for the subject), than in
     * the text.
     */
    boost: { title: number; tags: number };
    /** Whether a word may differ in a letter or two, as mistyped words do. */
    forgiveTypos: boolean;
    /** How many passages go into the prompt. */
    passages: number;
    /** How many of them may come from one article. */
    passagesPerArticle: number;
    /** How many sentences of a passage go into the prompt: those nearest to the question. */
    sentencesPerPassage: number;
  };
  /** How the order that a customer means is found: see `orders/order-number.ts`. */
  orderNumber: "in-context" | "last-number";
}
