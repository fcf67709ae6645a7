import { describe, expect, test } from "vitest";
import { type Entry, found, namedBy } from "./entries.ts";

const entry = (label: string, also = ""): Entry => ({ id: label, label, kind: "page", icon: "search", to: "/", also });
const entries = [entry("Overview"), entry("Keys", "token secret"), entry("Prices"), entry("support.refund-price")];
const labels = (typed: string) => found(entries, typed).map((one) => one.label);

describe("the palette", () => {
  test("shows everything, in order, before anything is typed", () => expect(labels(" ")).toHaveLength(4));
  test("puts a start before the start of a word", () =>
    expect(labels("price")).toEqual(["Prices", "support.refund-price"]));
  test("finds by other words too", () => expect(labels("secret")).toEqual(["Keys"]));
  test("wants every word", () => expect(labels("refund price")).toEqual(["support.refund-price"]));
  test("finds nothing for what is not there", () => expect(labels("zzz")).toEqual([]));

  test("knows a trace id, with or without hyphens, in any case", () => {
    for (const typed of ["4BF92F3577B34DA6A3CE929D0E0E4736", " 4bf92f35-77b3-4da6-a3ce-929d0e0e4736 "])
      expect(namedBy(typed)[0]?.to).toBe("/traces/4bf92f3577b34da6a3ce929d0e0e4736");
  });

  test("looks for any other text in traces", () => {
    expect(namedBy("late refund")).toMatchObject([{ to: "/traces", search: { text: "late refund" } }]);
    expect(namedBy("  ")).toEqual([]);
  });
});
