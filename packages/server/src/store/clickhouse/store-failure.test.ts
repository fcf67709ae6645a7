import { ClickHouseError } from "@clickhouse/client";
import { describe, expect, test } from "vitest";
import { StoreError } from "../error.ts";
import { storeErrorOf } from "./store-failure.ts";

function fromServer(code: string, type: string, message: string): Error {
  return new ClickHouseError({ code, type, message });
}

function fromChdb(code: number, type: string, message: string): Error {
  return Object.assign(new Error(`Code: ${code}. DB::Exception: ${message} (${type})`), { clickhouseCode: code });
}

describe("failures of ClickHouse", () => {
  test.each([
    ["159", "TIMEOUT_EXCEEDED", "Timeout exceeded", "limit"],
    ["241", "MEMORY_LIMIT_EXCEEDED", "Memory limit exceeded", "limit"],
    ["394", "QUERY_WAS_CANCELLED", "Query was cancelled", "limit"],
    ["243", "NOT_ENOUGH_SPACE", "Cannot reserve 1 MiB", "unavailable"],
    ["202", "TOO_MANY_SIMULTANEOUS_QUERIES", "Too many", "unavailable"],
    ["252", "TOO_MANY_PARTS", "Too many parts (300)", "unavailable"],
    ["252", "TOO_MANY_PARTS", "Too many partitions for single INSERT block", "rejected"],
    ["516", "AUTHENTICATION_FAILED", "default: Authentication failed", "unavailable"],
    ["27", "CANNOT_PARSE_INPUT_ASSERTION_FAILED", "Cannot parse input", "rejected"],
    ["47", "UNKNOWN_IDENTIFIER", "Unknown expression identifier", "rejected"],
  ])("%s %s (%s): %s, from a server and from chDB", (code, type, message, kind) => {
    for (const error of [fromServer(code, type, message), fromChdb(Number(code), type, message)]) {
      expect(storeErrorOf(error)).toMatchObject({ kind, message: expect.stringContaining(`${type} (${code})`) });
    }
  });

  test("a text that may quote stored values is dropped, with its cause", () => {
    const failure = storeErrorOf(fromChdb(27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED", "before: 'ana@example.com'"));
    expect(JSON.stringify([failure.message, failure.cause ?? null, failure.stack])).not.toContain("ana@");
  });

  test("what is wrong with a statement is said", () => {
    expect(storeErrorOf(fromServer("47", "UNKNOWN_IDENTIFIER", "Unknown expression identifier `nope`")).message).toBe(
      "ClickHouse refused the statement: UNKNOWN_IDENTIFIER (47): Unknown expression identifier `nope`",
    );
  });

  test.each(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTFOUND", "EPIPE"])("%s: unavailable", (code) => {
    const failure = storeErrorOf(Object.assign(new Error(`connect ${code} 10.0.0.1:8123`), { code }));
    expect(failure).toMatchObject({ kind: "unavailable", message: `ClickHouse does not answer (${code})` });
  });

  test("a proxy's page instead of an answer: unavailable, and not quoted", () => {
    const failure = storeErrorOf(new Error("<html>502 Bad Gateway</html>"));
    expect(failure).toMatchObject({ kind: "unavailable", message: "ClickHouse does not answer" });
  });

  test("a StoreError stays what it is", () => {
    const error = new StoreError("limit", "x");
    expect(storeErrorOf(error)).toBe(error);
  });
});
