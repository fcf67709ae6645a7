import { agentScorers } from "./agent/index.ts";
import { budgetScorers } from "./budget/index.ts";
import { codeScorers } from "./code/index.ts";
import type { AnyScorerDefinition } from "./definition.ts";
import { judgeScorers } from "./judge/index.ts";
import { retrievalScorers } from "./retrieval/index.ts";
import { safetyScorers } from "./safety/index.ts";
import { structureScorers } from "./structure/index.ts";
import { textScorers } from "./text/index.ts";

/** Every scorer by its name, in the order of the documentation. A new one is a file and a line in its family's index. */
export const scorers: ReadonlyMap<string, AnyScorerDefinition> = new Map(
  [
    ...textScorers,
    ...structureScorers,
    ...agentScorers,
    ...retrievalScorers,
    ...budgetScorers,
    ...safetyScorers,
    ...judgeScorers,
    ...codeScorers,
  ].map((definition) => [definition.name, definition]),
);
