export { directScorers, matchers } from "./matchers.ts";
export type { DirectScorer, GoldloopMatchers, MatcherResult, MatcherThis } from "./matchers.ts";
export type { SubjectParts } from "./subject.ts";
