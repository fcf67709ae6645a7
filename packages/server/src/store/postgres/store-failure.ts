import { DrizzleQueryError } from "drizzle-orm";
import { GoldloopError } from "goldloop/error";
import pg from "pg";
import { StoreError } from "../error.ts";

/** A statement that would have broken a rule of the tables. Carries the rule's name, never the value. */
class ConstraintError extends StoreError {
  readonly constraint: string;

  constructor(sqlState: string, constraint: string) {
    super("rejected", `PostgreSQL refused the statement: ${constraint} (${sqlState})`);
    this.constraint = constraint;
  }
}

/** The name of the constraint that a statement violated (`people_email_unique`), undefined for every other failure. */
export function constraintOf(error: unknown): string | undefined {
  return error instanceof ConstraintError ? error.constraint : undefined;
}

/** Conditions (SQLSTATE, by their start) that another try may not meet. */
const passing = /^(?:08|53|58|57P|40001|40P01|25006|25S|55006|55P03|28|3D000|XX)/;
/** A cap on time or size was reached. */
const limits = /^(?:57014|54|25P03|25P04)/;
/** Conditions whose text speaks of the statement alone, which holds no values: unknown names, wrong syntax. */
const speaksOfStatement = /^42(?!P1)/;

const hints: Readonly<Record<string, string>> = {
  "28": "check the user and password in GOLDLOOP_DATABASE_URL",
  "3D": "check the name of the database in GOLDLOOP_DATABASE_URL",
};

/**
 * Any failure of a statement or a connection as a StoreError. The texts of PostgreSQL can quote stored values, so that only
 * codes, names of constraints and what is said of the statement itself are kept, and no cause. Errors of Goldloop and faults of
 * the program (TypeError and the like) are returned as they are.
 */
export function storeErrorOf(error: unknown): unknown {
  if (error instanceof DrizzleQueryError) return storeErrorOf(error.cause);
  if (error instanceof GoldloopError || error instanceof TypeError || error instanceof RangeError) return error;
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return unanswered(error);
  const { code, constraint, message } = error;
  if (code.startsWith("23") && constraint !== undefined) return new ConstraintError(code, constraint);
  if (limits.test(code)) return new StoreError("limit", `PostgreSQL stopped the statement (${code})`);
  if (passing.test(code)) {
    const hint = hints[code.slice(0, 2)] ?? (code === "53100" ? "free disk space" : undefined);
    return new StoreError("unavailable", `PostgreSQL cannot do it now (${code})`, hint === undefined ? {} : { hint });
  }
  const said = speaksOfStatement.test(code) ? `: ${message.split("\n", 1).join("").slice(0, 400)}` : "";
  return new StoreError("rejected", `PostgreSQL refused the statement (${code})${said}`);
}

function unanswered(error: unknown): StoreError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const reason = typeof code === "string" && /^[A-Z_]+$/.test(code) ? ` (${code})` : "";
  return new StoreError("unavailable", `PostgreSQL does not answer${reason}`, {
    hint: "is it running, and is GOLDLOOP_DATABASE_URL right?",
  });
}
