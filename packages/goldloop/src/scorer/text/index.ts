import type { AnyScorerDefinition } from "../definition.ts";
import { answer } from "./answer.ts";
import { bleu } from "./bleu.ts";
import { contains, containsAny, icontains } from "./contains.ts";
import { equals } from "./equals.ts";
import { f1 } from "./f1.ts";
import { levenshtein } from "./levenshtein.ts";
import { numeric } from "./numeric.ts";
import { regex } from "./regex.ts";
import { rouge } from "./rouge.ts";
import { startsWith } from "./starts-with.ts";
import { wordCount } from "./word-count.ts";

/** Scorers that read the output as text. */
export const textScorers: readonly AnyScorerDefinition[] = [
  equals,
  contains,
  containsAny,
  icontains,
  startsWith,
  regex,
  answer,
  numeric,
  levenshtein,
  f1,
  wordCount,
  rouge,
  bleu,
];
