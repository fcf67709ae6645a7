import { GoldloopError } from "../../error/index.ts";
import type { Usage } from "../../trace/index.ts";

/** Why one answer of a judge is not a verdict. It is asked again. */
export class NoVerdict extends Error {}

/**
 * A judge gave no verdict, however often it was asked (code `judge-no-verdict`). Carries what the asking took, so that
 * it can be counted although there is no finding.
 */
export class JudgeError extends GoldloopError {
  readonly usage: Usage;
  /** Undefined when the cost is not known. */
  readonly costUsd: number | undefined;

  constructor(message: string, spent: { usage: Usage; costUsd: number | undefined }, cause: unknown) {
    super("judge-no-verdict", message, { cause, hint: "goldloop run --resume   asks the judge again" });
    this.usage = spent.usage;
    this.costUsd = spent.costUsd;
  }
}
