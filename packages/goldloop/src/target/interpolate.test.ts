import { describe, expect, it } from "vitest";
import { interpolate, interpolateJson, mask, secretsIn } from "./interpolate.ts";

const variables = { HOST: "localhost", EMPTY: "", TOKEN: "s3cret-value" };

describe("interpolate", () => {
  it.each([
    ["http://${HOST}/x", "http://localhost/x"],
    ["${NOPE:-v1}", "v1"],
    ["${EMPTY:-v1}", "v1"],
    ["${EMPTY}", ""],
    ["${NOPE:-}", ""],
    ["$${HOST}", "${HOST}"],
    ["${} $HOST ${a.b}", "${} $HOST ${a.b}"],
    ["${HOST}${HOST}", "localhostlocalhost"],
  ])("makes %j of variables to %j", (text, expected) => {
    expect(interpolate(text, variables, "url")).toBe(expected);
  });

  it("names the variable that is missing, and a near one", () => {
    expect(() => interpolate("${HOTS}", variables, "url")).toThrow(
      expect.objectContaining({
        code: "missing-variable",
        exitCode: 2,
        message: 'url needs the variable HOTS, which is not set; did you mean "HOST"?',
      }),
    );
  });

  it("reaches every text of a JSON value and no key", () => {
    expect(interpolateJson({ "${HOST}": ["${HOST}", 1, { a: "${NOPE:-d}" }] }, variables, "options")).toEqual({
      "${HOST}": ["localhost", 1, { a: "d" }],
    });
    expect(() => interpolateJson({ a: { b: "${NOPE}" } }, variables, "options")).toThrow(
      /options\.a\.b needs the variable NOPE/,
    );
  });

  it("finds and masks the values it filled in", () => {
    expect(secretsIn("Bearer ${TOKEN} $${HOST}", variables)).toEqual(["s3cret-value"]);
    expect(mask("got s3cret-value twice: s3cret-value", ["s3cret-value"])).toBe("got *** twice: ***");
  });
});
