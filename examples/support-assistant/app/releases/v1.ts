import type { Release } from "./release.ts";

/** The first release: generous with passages, careful with words. */
export const v1: Release = {
  name: "v1",
  retrieval: {
    boost: { title: 2, tags: 2 },
    forgiveTypos: true,
    passages: 16,
    passagesPerArticle: 3,
    sentencesPerPassage: 10,
  },
  orderNumber: "in-context",
};
