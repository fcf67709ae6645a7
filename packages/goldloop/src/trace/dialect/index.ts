import type { Dialect } from "./definition.ts";
import { genai } from "./genai.ts";
import { generic } from "./generic.ts";
import { langfuse } from "./langfuse.ts";
import { langsmith } from "./langsmith.ts";
import { mlflow } from "./mlflow.ts";
import { openinference } from "./openinference.ts";
import { openllmetry } from "./openllmetry.ts";
import { vercel } from "./vercel.ts";

/**
 * In the order they are read. What an application sets itself (Langfuse) goes before what an instrumentation records;
 * GenAI goes after the vocabularies that carry parts of it along; the generic one reads every span last.
 */
export const dialects: readonly Dialect[] = [
  langfuse,
  langsmith,
  mlflow,
  openinference,
  vercel,
  openllmetry,
  genai,
  generic,
];
