import { describe, expect, it } from "vitest";
import { InputError, InputErrors } from "../error/index.ts";
import type { Dataset } from "./dataset.ts";
import { datasetOfExamples } from "./load.ts";
import { explainSelection, selectExamples, type SelectOptions } from "./select.ts";
import { parseShard } from "./shard.ts";

const dataset = datasetOfExamples(
  [
    { id: "refund-1", input: 1, tags: ["critical", "billing"], split: "smoke", metadata: { locale: "en", n: 1 } },
    { id: "refund-2", input: 1, tags: ["billing"], split: "full", metadata: { locale: "de", user: { tier: "gold" } } },
    { id: "billing/vat/1", input: 1, tags: ["critical"], metadata: { locale: "en", "user.tier": "free" } },
    { id: "odd[1]", input: 1, metadata: { n: null } },
    { id: "odd1", input: 1, split: "smoke" },
    { id: "tag:x", input: 1 },
  ],
  "d.jsonl",
);

function idsOf(options: SelectOptions): string[] {
  return selectExamples(dataset, options).map((index) => dataset.ids()[index] ?? "?");
}

function idsIn(of: Dataset, index: number): (string | undefined)[] {
  return selectExamples(of, { shard: { index, count: 4 } }).map((at) => of.ids()[at]);
}

describe("selectExamples", () => {
  it.each<[SelectOptions, string[]]>([
    [{}, ["refund-1", "refund-2", "billing/vat/1", "odd[1]", "odd1", "tag:x"]],
    [{ filter: ["refund-2"] }, ["refund-2"]],
    [{ filter: ["refund-*"] }, ["refund-1", "refund-2"]],
    [{ filter: ["billing/*"] }, ["billing/vat/1"]],
    [{ filter: ["*/vat/?"] }, ["billing/vat/1"]],
    [{ filter: ["{odd1,refund-1}"] }, ["refund-1", "odd1"]],
    [{ filter: ["odd[1]"] }, ["odd[1]"]],
    [{ filter: ["odd[0-9]"] }, ["odd1"]],
    [{ filter: ["tag:x"] }, ["tag:x"]],
    [{ filter: ["tag:billing"] }, ["refund-1", "refund-2"]],
    [{ filter: ["odd1", "tag:critical"] }, ["refund-1", "billing/vat/1", "odd1"]],
    [{ filter: ["metadata.locale=en"] }, ["refund-1", "billing/vat/1"]],
    [{ filter: ["metadata.n=1"] }, ["refund-1"]],
    [{ filter: ["metadata.n=null"] }, ["odd[1]"]],
    [{ filter: ["metadata.user.tier=gold"] }, ["refund-2"]],
    [{ filter: ["metadata.user.tier=free"] }, ["billing/vat/1"]],
    [{ split: "smoke" }, ["refund-1", "odd1"]],
    [{ tags: ["critical"] }, ["refund-1", "billing/vat/1"]],
    [{ tags: ["critical", "billing"] }, ["refund-1"]],
    [{ tags: ["billing"], split: "full" }, ["refund-2"]],
    [{ limit: 2 }, ["refund-1", "refund-2"]],
    [{ limit: 100, tags: ["billing"] }, ["refund-1", "refund-2"]],
  ])("%j", (options, ids) => {
    expect(idsOf(options)).toEqual(ids);
  });

  it("says how much each filter matched", () => {
    expect(explainSelection(dataset, { filter: ["refund-*", "tag:critical"] })).toEqual({
      indices: [0, 1, 2],
      filters: { "refund-*": 2, "tag:critical": 2 },
    });
  });
});

describe("a selection that matches nothing is refused", () => {
  it.each<[SelectOptions, string[]]>([
    [
      { filter: ["refund-3"] },
      ['no-match no example of d.jsonl matches the filter "refund-3"; did you mean "refund-1"?'],
    ],
    [
      { filter: ["refnd-*", "odd1"] },
      ['no-match no example of d.jsonl matches the filter "refnd-*"; did you mean "refund-1"?'],
    ],
    [
      { filter: ["!refund-*"] },
      ['no-match no example of d.jsonl matches the filter "!refund-*"; did you mean "refund-1"?'],
    ],
    [{ filter: ["tag:critcal"] }, ['no-match no example of d.jsonl has the tag "critcal"; did you mean "critical"?']],
    [{ filter: ["metadata.local=en"] }, ['no-match no example of d.jsonl has metadata.local; did you mean "locale"?']],
    [{ filter: ["metadata.locale=fr"] }, ['no-match no example of d.jsonl has metadata.locale=fr; did you mean "en"?']],
    [
      { filter: ["metadata.locale=english"] },
      ["no-match no example of d.jsonl has metadata.locale=english; known: en, de"],
    ],
    [{ split: "smok" }, ['no-match no example of d.jsonl is in the split "smok"; did you mean "smoke"?']],
    [
      { split: "nightly", tags: ["kritical"] },
      [
        'no-match no example of d.jsonl is in the split "nightly"; known: smoke, full',
        'no-match no example of d.jsonl has the tag "kritical"; did you mean "critical"?',
      ],
    ],
    [
      { split: "full", tags: ["critical"] },
      ["nothing-selected the filters, split and tags have no example of d.jsonl in common"],
    ],
    [{ limit: 0 }, ["out-of-range the limit must be a whole number of at least 1, got 0"]],
    [{ limit: 1.5 }, ["out-of-range the limit must be a whole number of at least 1, got 1.5"]],
    [{ shard: { index: 5, count: 4 } }, ["out-of-range shard 5/4 is none of 1/4 to 4/4"]],
    [{ shard: { index: 0, count: 4 } }, ["out-of-range shard 0/4 is none of 1/4 to 4/4"]],
  ])("%j", (options, messages) => {
    let caught: unknown;
    try {
      selectExamples(dataset, options);
    } catch (error) {
      caught = error;
    }
    if (!(caught instanceof InputError)) throw new TypeError("nothing was thrown", { cause: caught });
    const errors = caught instanceof InputErrors ? caught.errors : [caught];
    expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual(messages);
    expect(caught.exitCode).toBe(2);
  });
});

describe("shards", () => {
  const many = datasetOfExamples(
    Array.from({ length: 1000 }, (_, index) => ({ id: `e${index}`, input: index })),
    "many",
  );
  const shardsOf = (count: number, limit?: number) =>
    Array.from({ length: count }, (_, at) => selectExamples(many, { shard: { index: at + 1, count }, limit }));

  it("divide the selection: every example is in exactly one", () => {
    const all = shardsOf(4)
      .flat()
      .toSorted((a, b) => a - b);
    expect(all).toEqual(selectExamples(many));
    for (const shard of shardsOf(4)) expect(shard.length).toBeGreaterThan(200);
    expect(
      shardsOf(3, 100)
        .flat()
        .toSorted((a, b) => a - b),
    ).toEqual(selectExamples(many, { limit: 100 }));
  });

  it("keep their examples when others are added or the order changes", () => {
    const some = datasetOfExamples(
      Array.from({ length: 500 }, (_, index) => ({ id: `e${999 - index}`, input: 0 })),
      "some",
    );
    for (const index of [1, 2, 3, 4]) expect(idsIn(many, index)).toEqual(expect.arrayContaining(idsIn(some, index)));
  });

  it("that stay empty are refused", () => {
    const one = datasetOfExamples([{ id: "a", input: 1 }], "one");
    const tries = [1, 2].map((index) => () => selectExamples(one, { shard: { index, count: 2 } }));
    const messages = tries.flatMap((attempt) => {
      try {
        attempt();
        return [];
      } catch (error) {
        return [error instanceof InputError ? error.code : "?"];
      }
    });
    expect(messages).toEqual(["empty-shard"]);
  });

  it.each([
    ["1/4", { index: 1, count: 4 }],
    ["4/4", { index: 4, count: 4 }],
  ])("parseShard(%j)", (text, shard) => {
    expect(parseShard(text)).toEqual(shard);
  });

  it.each(["0/4", "5/4", "1", "1/0", "-1/4", "1/4/2", ""])("parseShard(%j) is refused", (text) => {
    expect(() => parseShard(text)).toThrow(expect.objectContaining({ code: "wrong-format", hint: "--shard 1/4" }));
  });
});
