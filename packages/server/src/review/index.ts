export { createReview } from "./create-review.ts";
export type { Review } from "./review.ts";
