import { describe, expect, it } from "vitest";
import type { Json } from "../../digest/index.ts";
import type { Score, ScorerEnvironment } from "../definition.ts";
import { prepareScorer } from "../prepare.ts";

const environment: ScorerEnvironment = {
  directory: import.meta.dirname,
  models: {
    generate: () => Promise.reject(new Error("no model is needed")),
    embed: () => Promise.reject(new Error("no model is needed")),
  },
  judges: new Map(),
  variables: {},
};

async function scoreOf(spec: { [key: string]: Json }, output: Json, expected?: Json): Promise<Score> {
  const scorer = await prepareScorer(spec, environment);
  const example = { id: "a", input: "", ...(expected === undefined ? {} : { expected }) };
  return (await scorer.score({ example, output, trial: 0, latencyMs: 1 })).score;
}

const order = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", format: "uuid" } },
  additionalProperties: false,
};

describe("isJson", () => {
  it.each<[Json, Json, boolean, RegExp]>([
    [true, "[1, 2]", true, /is JSON/],
    [true, "```json\n[1]\n```", false, /not JSON/],
    [true, "", false, /not JSON/],
    [true, { text: "x" }, true, /is JSON/],
    [order, { id: "a5b8c9d0-1e2f-4a3b-8c4d-5e6f7a8b9c0d" }, true, /valid by the schema/],
    [order, { id: "7" }, false, /\/id must match format "uuid"/],
    [order, { id: "a5b8c9d0-1e2f-4a3b-8c4d-5e6f7a8b9c0d", x: 1 }, false, /must NOT have additional properties/],
    [{ schema: order }, "{}", false, /must have required property 'id'/],
    [
      { $schema: "https://json-schema.org/draft/2020-12/schema", prefixItems: [{ type: "number" }], items: false },
      [1, 2],
      false,
      /must NOT have more than 1 items/,
    ],
    [
      { $schema: "https://json-schema.org/draft/2019-09/schema", dependentRequired: { a: ["b"] } },
      { a: 1 },
      false,
      /must have property b/,
    ],
    [{ $schema: "http://json-schema.org/draft-07/schema#", type: ["string", "null"] }, "null", true, /valid/],
  ])("%j over %j: %s", async (options, output, pass, reason) => {
    expect(await scoreOf({ isJson: options }, output)).toMatchObject({
      pass,
      reason: expect.stringMatching(reason) as string,
    });
  });
});

describe("field", () => {
  const output = { status: "paid", total: 12, items: [{ sku: "a" }, { sku: "b" }], note: null, "x.y": true };
  it.each<[Json, Json | undefined, boolean, string]>([
    [{ status: "paid", "items[1].sku": "b" }, undefined, true, "items[1].sku and status as wanted"],
    [{ status: "open" }, undefined, false, 'status is "paid", expected "open"'],
    [
      { status: "open", "items[2].sku": "c" },
      undefined,
      false,
      'items[2].sku is absent; status is "paid", expected "open"',
    ],
    [{ path: "status", matches: "^pa" }, undefined, true, "status as wanted"],
    [{ path: "total", matches: "^9" }, undefined, false, "total is 12, which does not match /^9/"],
    [{ path: "status", oneOf: ["paid", "sent"] }, undefined, true, "status as wanted"],
    [{ path: "total", oneOf: [1, "12"] }, undefined, false, 'total is 12, expected one of 1, "12"'],
    [{ path: "note", exists: true }, undefined, true, "note as wanted"],
    [{ path: "error", exists: false }, undefined, true, "error as wanted"],
    [{ path: "note", exists: false }, undefined, false, "note is there"],
    [{ path: "note", equals: null }, undefined, true, "note as wanted"],
    [{ '["x.y"]': true }, undefined, true, '["x.y"] as wanted'],
    ["items", { items: [{ sku: "a" }, { sku: "b" }] }, true, "items as wanted"],
    [["status", { path: "total", equals: 12 }], { status: "sent" }, false, 'status is "paid", expected "sent"'],
  ])("%j with expected %j: %s", async (options, expected, pass, reason) => {
    expect(await scoreOf({ field: options }, output, expected)).toMatchObject({ pass, reason });
    expect(await scoreOf({ field: options }, JSON.stringify(output), expected)).toMatchObject({ pass, reason });
  });

  it("says which field the example does not expect, before anything runs", async () => {
    const scorer = await prepareScorer({ field: ["status", "total"] }, environment);
    expect(scorer.missing({ id: "a", input: "" })).toBe("expected");
    expect(scorer.missing({ id: "a", input: "", expected: { status: "x" } })).toBe("expected.total");
    expect(scorer.missing({ id: "a", input: "", expected: { status: "x", total: null } })).toBeUndefined();
  });

  it("fails on a text that is no JSON", async () => {
    expect(await scoreOf({ field: { a: 1 } }, "a: 1")).toMatchObject({
      value: 0,
      reason: expect.stringMatching(/not JSON/) as string,
    });
  });
});

describe("isUrl", () => {
  it.each<[Json, string, boolean]>([
    [true, "https://example.com", true],
    [true, "  http://example.com/a?b#c\n", true],
    [true, "https:example.com", false],
    [true, "/help", false],
    [true, "example.com", false],
    [true, "javascript://example.com/%0aalert(1)", false],
    [true, "https://a b", false],
    [{ protocols: ["ftp"] }, "ftp://example.com", true],
    [{ hosts: ["example.com"] }, "https://EXAMPLE.com/", true],
    [{ hosts: ["example.com"] }, "https://www.example.com/", false],
    [{ hosts: ["*.example.com"] }, "https://www.example.com/", true],
    [{ hosts: ["*.example.com"] }, "https://notexample.com/", false],
    [{ hosts: ["example.com"] }, "https://example.com@evil.test/", false],
  ])("%j of %j: %s", async (options, output, pass) => {
    expect((await scoreOf({ isUrl: options }, output)).pass).toBe(pass);
  });
});
