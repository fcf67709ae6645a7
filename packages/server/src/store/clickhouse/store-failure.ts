import { ClickHouseError } from "@clickhouse/client";
import { StoreError } from "../error.ts";

/** Codes of ClickHouse (src/Common/ErrorCodes.cpp): a cap on time, memory or amount was reached. */
const limits = new Set([158, 159, 160, 191, 241, 307, 394, 396]);

/**
 * Codes that another try may not meet: disk full, parts piled up, network, keeper, shutting down, too many queries,
 * read-only replica, quorum, credentials that are being changed.
 */
const passing = new Set([
  164, 192, 193, 194, 202, 203, 209, 210, 225, 236, 242, 243, 252, 279, 285, 286, 288, 290, 319, 374, 425, 439, 499,
  516, 517, 574, 669, 700, 745, 999,
]);

/** Codes whose text speaks of the statement only, never of values: unknown names, wrong types, wrong syntax. */
const speaksOfStatement = new Set([
  34, 35, 42, 43, 44, 46, 47, 48, 57, 60, 62, 63, 80, 81, 82, 115, 179, 184, 215, 344, 386, 456, 497, 524, 536, 583,
]);

interface Failure {
  code: number | undefined;
  type: string | undefined;
  text: string;
}

/**
 * Any failure of the client or of chDB as a StoreError. Its text names the error's code and, where that is about the
 * statement alone, what ClickHouse said; the text of the others can quote stored values and is dropped with its cause.
 */
export function storeErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const failure = failureOf(error);
  if (failure.code === undefined) {
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    const reason = typeof code === "string" && /^[A-Z_]+$/.test(code) ? ` (${code})` : "";
    return new StoreError("unavailable", `ClickHouse does not answer${reason}`, {
      hint: "is it running, and is GOLDLOOP_CLICKHOUSE_URL right?",
    });
  }
  const name = `${failure.type ?? "error"} (${failure.code})`;
  if (limits.has(failure.code)) return new StoreError("limit", `ClickHouse stopped the query: ${name}`);
  // One insert over more days than it may touch stays wrong, however often it is tried.
  const forGood = failure.code === 252 && failure.text.includes("single INSERT block");
  if (passing.has(failure.code) && !forGood) {
    return new StoreError("unavailable", `ClickHouse cannot do it now: ${name}`, hintOf(failure.code));
  }
  const said = speaksOfStatement.has(failure.code) ? `: ${firstLine(failure.text)}` : "";
  return new StoreError("rejected", `ClickHouse refused the statement: ${name}${said}`);
}

function hintOf(code: number): { hint?: string } {
  if (code === 243) return { hint: "free disk space" };
  if (code === 516 || (code >= 192 && code <= 194))
    return { hint: "check the user and password in GOLDLOOP_CLICKHOUSE_URL" };
  return {};
}

function failureOf(error: unknown): Failure {
  const text = error instanceof Error ? error.message : String(error);
  const type = /\(([A-Z][A-Z0-9_]{3,})\)(?: \(version [^)]*\))?\s*$/.exec(text)?.[1];
  // The client takes the first word in brackets for the type, which in a syntax error is one of the statement.
  if (error instanceof ClickHouseError) {
    return { code: Number(error.code), type: error.code === "62" ? "SYNTAX_ERROR" : error.type, text };
  }
  const native = (error as { clickhouseCode?: unknown } | undefined)?.clickhouseCode;
  return { code: typeof native === "number" ? native : undefined, type, text };
}

function firstLine(text: string): string {
  return text
    .replace(/^Code: \d+\. DB::Exception: /, "")
    .split("\n", 1)
    .join("")
    .slice(0, 400);
}
