import { describe, expect, test } from "vitest";
import { validateView } from "./view.ts";

describe("the view in an address", () => {
  test("keeps what makes sense", () => {
    expect(validateView({ project: "support", environment: "production", release: ["a", "b"], range: "7d" })).toEqual({
      project: "support",
      environment: ["production"],
      release: ["a", "b"],
      range: "7d",
      from: undefined,
      to: undefined,
    });
  });

  test("fixed ends replace a relative range, and count only together and in order", () => {
    expect(validateView({ range: "7d", from: "10", to: "20" })).toMatchObject({ range: undefined, from: 10, to: 20 });
    expect(validateView({ range: "7d", from: "20", to: "10" })).toMatchObject({ range: "7d", from: undefined });
    expect(validateView({ from: "10" })).toMatchObject({ from: undefined, to: undefined });
  });

  test("the default range and nonsense stay out of the address", () => {
    expect(validateView({ range: "24h" }).range).toBeUndefined();
    expect(validateView({ range: "soon" }).range).toBeUndefined();
  });
});
