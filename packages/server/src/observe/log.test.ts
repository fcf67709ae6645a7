import { InputError } from "goldloop/error";
import { expect, test } from "vitest";
import { faultOf } from "./fault.ts";
import { createLog } from "./log.ts";

function written(isTerminal: boolean, level = "info"): { lines: string[]; log: ReturnType<typeof createLog> } {
  const lines: string[] = [];
  return { lines, log: createLog(level, { isTerminal, write: (text) => lines.push(text) }) };
}

test("a program reads one JSON document a line", () => {
  const { lines, log } = written(false);
  log.warn({ route: "/api/v1/traces" }, "request");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "warn", route: "/api/v1/traces", msg: "request" });
});

test("a person reads a line of words", () => {
  const { lines, log } = written(true);
  log.info({ ms: 3, what: "two words" }, "listening");
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}listening ms=3 what="two words"\n$/);
});

test("a person does not see every request, unless they ask for it", () => {
  const { lines, log } = written(true);
  log.info({ route: "/api/v1/me" }, "request");
  expect(lines).toEqual([]);
  log.warn({ code: "store-unavailable" }, "request failed");
  const { lines: all, log: debug } = written(true, "debug");
  debug.info({ route: "/api/v1/me" }, "request");
  expect([lines.length, all.length]).toEqual([1, 1]);
});

test("what is below the level is not written", () => {
  const { lines, log } = written(false, "warn");
  log.info("quiet");
  expect(lines).toEqual([]);
});

test("of our own errors the message is kept, of others only type and place", () => {
  expect(faultOf(new InputError("code", "what is wrong"))).toEqual({ code: "code", reason: "what is wrong" });
  expect(JSON.stringify(faultOf(new TypeError("cannot read ana@example.com")))).toMatch(
    /^(?!.*ana@).*TypeError.*log\.test/,
  );
  expect(faultOf("ana@example.com")).toEqual({ type: "string" });
});
