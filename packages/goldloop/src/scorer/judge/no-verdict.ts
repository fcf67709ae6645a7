import { GoldloopError } from "../../error/index.ts";
import type { Spending } from "./spending.ts";

/** Why one answer of a judge is not a verdict. It is asked again. */
export class NoVerdict extends Error {}

/**
 * A judge gave no verdict, however often it was asked (code `judge-no-verdict`). Carries what the asking took, so that
 * it can be counted although there is no finding.
 */
export class JudgeError extends GoldloopError {
  /** All calls of the score, other votes included. */
  readonly spending: Pick<Spending, "usage" | "costUsd">;

  constructor(message: string, spending: Spending, cause: unknown) {
    super("judge-no-verdict", message, { cause, hint: "goldloop run --resume   asks the judge again" });
    this.spending = spending;
  }
}
