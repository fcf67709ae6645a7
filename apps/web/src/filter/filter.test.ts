import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterFields } from "./field.ts";
import { asSearch, conditionsOf, filtersFrom, toggled, withCondition, withoutCondition } from "./filters.ts";
import { suggestions } from "./suggest.ts";
import { read } from "./syntax.ts";
import { fitFilters } from "./unfit.ts";

describe("read", () => {
  it.each([
    ["route:chat", [{ name: "route", value: "chat" }]],
    ["late refund", [{ name: "text", value: "late refund" }]],
    [
      "status:error late refund model:gpt-4.1",
      [
        { name: "status", value: "error" },
        { name: "model", value: "gpt-4.1" },
        { name: "text", value: "late refund" },
      ],
    ],
    [
      'route:"POST /chat" x',
      [
        { name: "route", value: "POST /chat" },
        { name: "text", value: "x" },
      ],
    ],
    ['"route:chat"', [{ name: "text", value: "route:chat" }]],
    ["latency>2s", [{ name: "minLatencyMs", value: 2000 }]],
    ["latency<800ms", [{ name: "maxLatencyMs", value: 800 }]],
    ["latency>1500", [{ name: "minLatencyMs", value: 1500 }]],
    ["cost>$0.01", [{ name: "minCostUsd", value: 0.01 }]],
    ["score:helpfulness<0.5", [{ name: "score", value: "helpfulness<0.5" }]],
    ["attribute:app.tenant=acme", [{ name: "attribute", value: "app.tenant=acme" }]],
    ["ROUTE:Chat", [{ name: "route", value: "Chat" }]],
    ["colour:red", [{ name: "text", value: "colour:red" }]],
    ["   ", []],
  ])("%s", (typed, conditions) => {
    expect(read(typed)).toEqual({ conditions });
  });

  it.each([
    ["route:", "route: needs a value"],
    ["latency>fast", "latency> needs a number"],
    ["cost>2s", "cost> needs a number"],
    ["status:maybe", "status: is ok or error"],
    ["attribute:tenant", "key=value"],
    ["attribute:=acme", "key=value"],
    ["kind:model", "kind: is one of chat, tool"],
    ["score:helpfulness=>0.5", "a name with one of <"],
  ])("refuses %s and says why", (typed, problem) => {
    expect(read(typed)).toEqual({ conditions: [], problem: expect.stringContaining(problem) });
  });

  it("understands nothing but the fields it is given", () => {
    expect(read("route:a", ["route"]).conditions).toHaveLength(1);
    expect(read("words", ["route"]).problem).toContain("route");
    expect(read("user:a", ["route"]).problem).toContain("route");
  });

  it("never throws, whatever is typed", () => {
    fc.assert(fc.property(fc.string(), (typed) => void read(typed)));
  });
});

describe("filters", () => {
  it("come from an address, without what makes no sense", () => {
    expect(
      filtersFrom({
        route: ["a", "b"],
        model: "m",
        status: "odd",
        minLatencyMs: "x",
        minCostUsd: "0.5",
        peek: "1",
        text: " ",
      }),
    ).toEqual({ route: ["a", "b"], model: ["m"], minCostUsd: 0.5 });
  });

  it("go into an address and come back the same", () => {
    const value = fc.string({ minLength: 1 }).map((text) => `v${text.trim()}`);
    const condition = fc.oneof(
      fc.record({ name: fc.constantFrom(...filterFields.filter((one) => one.many).map((one) => one.name)), value }),
      fc.record({ name: fc.constantFrom("minLatencyMs" as const, "minCostUsd" as const), value: fc.nat() }),
      fc.record({ name: fc.constantFrom("text" as const, "user" as const), value }),
    );
    fc.assert(
      fc.property(fc.array(condition), (conditions) => {
        const filters = conditions.reduce(withCondition, {});
        expect(filtersFrom(asSearch(filters))).toEqual(filters);
      }),
    );
  });

  it("take a condition once, and give it back", () => {
    const one = { name: "route", value: "a" } as const;
    const filters = withCondition(withCondition({ status: "error" }, one), one);
    expect(conditionsOf(filters)).toEqual([one, { name: "status", value: "error" }]);
    expect(withoutCondition(filters, one)).toEqual({ status: "error" });
    expect(toggled(toggled({}, one), one)).toEqual({});
  });

  it("replace the value of a filter that has one", () => {
    expect(withCondition({ status: "ok" }, { name: "status", value: "error" })).toEqual({ status: "error" });
  });
});

describe("filters that can be asked for", () => {
  it("are those of an address without what the server would refuse", () => {
    expect(
      fitFilters({
        attribute: ["x", "a=b"],
        kind: ["odd"],
        score: ["helpful<=0.5", "helpful=<0.5"],
        feedback: ["negative"],
        text: "x",
      }),
    ).toEqual({ attribute: ["a=b"], score: ["helpful<=0.5"], feedback: ["negative"], text: "x" });
  });
});

describe("suggestions", () => {
  const facets = {
    model: [
      { value: "gpt-4.1", traces: 9 },
      { value: "claude sonnet", traces: 3 },
    ],
  };

  it("are fields for the start of a word, after what is there already", () => {
    expect(suggestions("x st", facets).map((one) => one.completed)).toEqual(["x status:"]);
  });

  it("are the values of a field with their counts, quoted where they must be", () => {
    expect(suggestions("model:", facets)).toMatchObject([
      { completed: "model:gpt-4.1", traces: 9, whole: true },
      { completed: 'model:"claude sonnet"', traces: 3, whole: true },
    ]);
    expect(suggestions('model:"claude s', facets).map((one) => one.label)).toEqual(["claude sonnet"]);
  });

  it("are known values where no facet counts them", () => {
    expect(suggestions("status:", {}).map((one) => one.label)).toEqual(["error", "ok"]);
  });

  it("give back, whole, what reads as a condition", () => {
    for (const one of suggestions("model:", facets)) expect(read(one.completed).conditions).toHaveLength(1);
  });
});
