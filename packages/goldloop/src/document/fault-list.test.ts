import { expect, it } from "vitest";
import { InputError, InputErrors } from "../error/index.ts";
import { checkUtf8, decodeUtf8 } from "./decode.ts";
import { FaultList } from "./fault-list.ts";
import { formatPath } from "./position.ts";

it("throws nothing when nothing was collected", () => {
  expect(new FaultList().throwIfAny()).toBeUndefined();
});

it("throws an only fault as itself", () => {
  const fault = new InputError("x", "one");
  const list = new FaultList();
  expect(list.collect(() => 3)).toBe(3);
  expect(
    list.collect(() => {
      throw fault;
    }),
  ).toBeUndefined();
  expect(() => list.throwIfAny()).toThrow(fault);
});

it("opens collections of faults, and lets other errors go on", () => {
  const list = new FaultList();
  list.collect(() => {
    throw new InputErrors([new InputError("a", "one"), new InputError("b", "two")]);
  });
  expect(list.toErrors().map(({ code }) => code)).toEqual(["a", "b"]);
  expect(() =>
    list.collect(() => {
      throw new TypeError("a mistake of ours");
    }),
  ).toThrow(TypeError);
});

it("keeps the first twenty and says how many more there are", () => {
  const list = new FaultList();
  for (let index = 0; index < 23; index += 1)
    list.add(new InputError("x", `fault ${index}`, { location: { file: "f" } }));
  list.count();
  const errors = list.toErrors();
  expect(errors).toHaveLength(21);
  expect(errors.at(-1)).toMatchObject({ code: "more-faults", message: "and 4 more", location: { file: "f" } });
  expect([list.total, list.full]).toEqual([24, true]);
});

it.each([
  [["suites", "support", "scorers", 2, "contains"], "suites.support.scorers[2].contains"],
  [["people", "ana@example.com", "key"], 'people["ana@example.com"].key'],
  [[0, "tool-calls"], "[0].tool-calls"],
  [["0"], '["0"]'],
  [[], ""],
])("formatPath(%j) is %s", (path, text) => {
  expect(formatPath(path)).toBe(text);
});

it("decodes UTF-8 with and without a byte order mark", () => {
  expect(decodeUtf8(Buffer.from("\ufeffé"), "f")).toBe("é");
  expect(decodeUtf8(Buffer.from("é"), "f")).toBe("é");
});

it.each([
  [Buffer.from([0x61, 0x0a, 0x62, 0xff]), "the file is not UTF-8", 2],
  [Buffer.from("\ufeffa", "utf16le"), "the file is UTF-16, not UTF-8", undefined],
])("refuses bytes that are not UTF-8 instead of replacing them", (bytes, message, line) => {
  expect(() => checkUtf8(bytes, "it's.csv")).toThrow(
    expect.objectContaining({
      code: "not-utf8",
      message,
      location: line === undefined ? { file: "it's.csv" } : { file: "it's.csv", line },
    }),
  );
});
