import { describe, expect, test } from "vitest";
import { accepted, render } from "../../../test/verdicts.ts";

describe("json", () => {
  test("is the document itself", async () => {
    expect(JSON.parse(await render("json", accepted))).toEqual(accepted);
  });
});
