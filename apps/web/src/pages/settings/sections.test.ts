import { expect, test } from "vitest";
import { sectionsWith } from "./sections.ts";

test.each([
  ["", 9],
  ["gdpr", 1],
  ["token", 2],
  ["role expiry", 1],
  ["zzz", 0],
])("searching %j leaves %d parts of the settings", (typed, parts) => expect(sectionsWith(typed)).toHaveLength(parts));
