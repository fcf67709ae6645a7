import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, digestOf, digestOfJson, type Json } from "../digest/index.ts";
import { canonicalExample, canonicalTest } from "./canonical.ts";
import { testDigestOf } from "./digest.ts";
import { type Example, exampleSchema } from "./example.ts";
import { exportDataset } from "./export.ts";
import { jsonText } from "./formats/json-text.ts";
import { formats } from "./formats/registry.ts";
import { readDataset } from "./read.ts";
import { isPlainExample } from "./validate-example.ts";
import { appendExample, replaceExample, writeDataset } from "./write.ts";

const text = fc.string({ unit: "binary", maxLength: 12 });
const word = fc.string({ unit: "binary", minLength: 1, maxLength: 6 });
const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(
      text,
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(1e20, 1e21, 1e-7, -0),
    ),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      text.filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 4 },
    ),
  ),
}));
const object = fc.dictionary(
  word.filter((key) => key !== "__proto__"),
  json,
  { maxKeys: 3 },
);

const anExample: fc.Arbitrary<Example> = fc.record(
  {
    id: word,
    input: json,
    expected: json,
    tags: fc.array(text, { maxLength: 3 }),
    split: text,
    metadata: object,
    context: fc.array(text, { maxLength: 2 }),
    scorers: fc.array(fc.oneof(text, object), { maxLength: 2 }),
  },
  { requiredKeys: ["id", "input"] },
);
const someExamples = fc.uniqueArray(anExample, { selector: ({ id }) => id, minLength: 1, maxLength: 5 });

function read(name: string, content: string | Buffer) {
  const format = formats.find((one) => one.name === name);
  if (format === undefined) throw new TypeError(name);
  return readDataset(Buffer.from(content), { file: `f.${name}`, path: `/f.${name}`, format, commit: null });
}

/** The definition of design 4.1, written down without any of the shortcuts. */
function digestByDefinition(examples: readonly Example[]): string {
  const sorted = examples.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return digestOf(sorted.map((example) => `${canonicalJson(example)}\n`).join(""));
}

/** The same JSON value with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, shuffled(member)]),
  );
}

describe("the digest", () => {
  it("is the one of the definition, in every format that can hold the examples", () => {
    fc.assert(
      fc.property(someExamples, (examples) => {
        const dataset = read("jsonl", examples.map((example) => jsonText(example)).join("\n"));
        expect(dataset.digest).toBe(digestByDefinition(examples));
        for (const format of ["jsonl", "json", "yaml"] as const) {
          expect(read(format, exportDataset(dataset, format)).digest, format).toBe(dataset.digest);
        }
      }),
    );
  });

  it("does not depend on row order, key order and white space", () => {
    fc.assert(
      fc.property(someExamples, fc.constantFrom("\n", "\r\n", "\n\n \n"), (examples, newline) => {
        const rows = examples
          .toReversed()
          .map((example) => ` ${jsonText(shuffled(example)).replaceAll('":', '" : ')} `);
        // Only colons behind quotes were moved; those inside strings would be content.
        fc.pre(rows.every((row, index) => canonicalJson(JSON.parse(row)) === canonicalJson(examples.at(-1 - index))));
        expect(read("jsonl", `\ufeff${rows.join(newline)}${newline}`).digest).toBe(digestByDefinition(examples));
        const list = `[${examples.map((example) => jsonText(example, 3)).join(" ,\r\n")}]`;
        expect(read("json", list).digest).toBe(digestByDefinition(examples));
      }),
    );
  });

  it("changes with any content: absent, null and [] differ", () => {
    const variants = [
      '{"id":"a","input":1}',
      '{"id":"a","input":1,"expected":null}',
      '{"id":"a","input":1,"expected":[]}',
      '{"id":"a","input":"1"}',
      '{"id":"b","input":1}',
      '{"id":"a","input":1,"tags":[]}',
    ];
    expect(new Set(variants.map((row) => read("jsonl", row).digest)).size).toBe(variants.length);
  });

  it("of CSV is the one of the same examples with strings", () => {
    const examples = [
      {
        id: "b",
        input: 'a "quoted", one\nwith lines',
        expected: "yes",
        tags: ["x", "y z"],
        split: "smoke",
        metadata: { locale: "en" },
      },
      { id: "a", input: "" },
    ];
    const dataset = read("json", JSON.stringify(examples));
    expect(read("csv", exportDataset(dataset, "csv")).digest).toBe(dataset.digest);
  });
});

it("the quick canonical forms equal RFC 8785 by the library", () => {
  fc.assert(
    fc.property(anExample, (example) => {
      const { input, expected, context, scorers } = example;
      expect(canonicalExample(example)).toBe(canonicalJson(example));
      expect(canonicalTest(example)).toBe(canonicalJson({ input, expected, context, scorers }));
      expect(testDigestOf(example)).toBe(digestOfJson({ input, expected, context, scorers }));
    }),
  );
});

it("the quick check of a row accepts nothing that the schema refuses, and plain rows it does accept", () => {
  const key = fc.constantFrom(
    "id",
    "input",
    "expected",
    "tags",
    "split",
    "metadata",
    "context",
    "scorers",
    "attachments",
    "origin",
    "tag",
  );
  const part = fc.oneof(json, word, fc.array(word, { maxLength: 2 }), object, fc.array(object, { maxLength: 2 }));
  fc.assert(
    fc.property(fc.oneof(fc.dictionary(key, part), json), (value) => {
      if (isPlainExample(value)) expect(exampleSchema.safeParse(value).success).toBe(true);
    }),
    { numRuns: 1000 },
  );
  fc.assert(fc.property(anExample, (example) => isPlainExample(example) && exampleSchema.safeParse(example).success));
});

describe("editing in place", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "goldloop-edit-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(["jsonl", "json", "yaml"])("of %s gives the file with just that example changed", async (name) => {
    const file = join(folder, `edit.${name}`);
    await fc.assert(
      fc.asyncProperty(someExamples, anExample, fc.nat(), async (examples, fresh, pick) => {
        await writeDataset(file, examples);
        const old = examples[pick % examples.length];
        if (old === undefined) return;
        const changed = { ...fresh, id: old.id };
        const replaced = examples.map((example) => (example.id === old.id ? changed : example));
        expect((await replaceExample(file, changed)).digest).toBe(digestByDefinition(replaced));
        if (examples.some(({ id }) => id === fresh.id)) return;
        expect((await appendExample(file, fresh)).digest).toBe(digestByDefinition([...replaced, fresh]));
        expect((await appendExample(file, { id: "\u0007last", input: 1 })).ids().at(-1)).toBe("\u0007last");
      }),
      { numRuns: 40 },
    );
  });

  it("of JSON lines leaves every other line byte for byte, with its spaces, key order and line ends", async () => {
    const file = join(folder, "bytes.jsonl");
    const lines = [
      '{ "input": "x",  "id":"a" }',
      '{"id":"b","input":"\\u00e9"}',
      "",
      '{"expected":1e2,"input":[ ],"id":"c"}',
    ];
    await writeFile(file, lines.join("\r\n"));
    await replaceExample(file, { id: "b", input: "new" });
    await appendExample(file, { id: "d", input: "é", expected: 1e20 });
    expect(await readFile(file, "utf8")).toBe(
      [lines[0], '{"id":"b","input":"new"}', "", lines[3], '{"id":"d","input":"é","expected":1e+20}', ""].join("\r\n"),
    );
  });
});
