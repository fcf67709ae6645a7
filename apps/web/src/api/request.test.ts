import { expect, test } from "vitest";
import { queryString } from "./request.ts";

test("a query repeats lists, leaves out what is undefined, and escapes", () => {
  expect(queryString({ project: "a&b", model: ["x", "y"], limit: 50, from: undefined })).toBe(
    "?project=a%26b&model=x&model=y&limit=50",
  );
  expect(queryString({})).toBe("");
  expect(queryString(undefined)).toBe("");
});
