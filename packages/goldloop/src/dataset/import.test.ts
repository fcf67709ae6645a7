import { describe, expect, it } from "vitest";
import { formatLocation, InputError, InputErrors } from "../error/index.ts";
import { importRows, type ImportOptions } from "./import.ts";

function faultsOf(content: string, file: string, options?: ImportOptions): string[] {
  try {
    importRows(Buffer.from(content), file, options);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const errors = error instanceof InputErrors ? error.errors : [error];
    return errors.map(
      ({ location, code, message }) => `${formatLocation(location ?? { file: "?" })} ${code} ${message}`,
    );
  }
}

describe("importRows", () => {
  it("maps the columns of a CSV file and keeps the others as metadata", () => {
    const content = "question;answer;topic;tags\nWhat?;42;maths;a; b\n".replace("a; b", '"a; b"') + 'Why?;;"x;y";\n';
    const result = importRows(Buffer.from(content), "q.csv", { inputColumn: "question", expectedColumn: "answer" });
    expect(result).toEqual({
      examples: [
        {
          id: expect.stringMatching(/^row-[0-9a-f]{12}$/),
          input: "What?",
          expected: "42",
          tags: ["a", "b"],
          metadata: { topic: "maths" },
          origin: { kind: "import", source: "q.csv" },
        },
        {
          id: expect.stringMatching(/^row-/),
          input: "Why?",
          metadata: { topic: "x;y" },
          origin: { kind: "import", source: "q.csv" },
        },
      ],
      duplicates: [],
      metadata: ["topic"],
      idsMade: true,
    });
  });

  it("goes deeper in JSON by dots, keeps types, and takes ids, tags, splits and metadata over", () => {
    const rows = [
      { id: 7, inputs: { q: { messages: [] } }, outputs: { a: [1] }, split: "smoke", metadata: { k: 1 }, extra: null },
    ];
    const { examples, idsMade } = importRows(Buffer.from(JSON.stringify(rows)), "x.json", {
      inputColumn: "inputs.q",
      expectedColumn: "outputs.a",
      source: "elsewhere",
    });
    expect(idsMade).toBe(false);
    expect(examples).toEqual([
      {
        id: "7",
        input: { messages: [] },
        expected: [1],
        split: "smoke",
        metadata: { inputs: { q: { messages: [] } }, outputs: { a: [1] }, extra: null, k: 1 },
        origin: { kind: "import", source: "elsewhere" },
      },
    ]);
  });

  it("made ids depend on the content alone, and rows of the same content are told and left out", () => {
    const lines = ['{"input":"a","n":1}', '{"input":"b"}', '{ "n":1, "input":"a" }'];
    const result = importRows(Buffer.from(lines.join("\n")), "x.jsonl");
    expect(result.duplicates).toEqual([{ row: 3, sameAs: 1 }]);
    expect(result.examples).toHaveLength(2);
    const [first] = importRows(Buffer.from(lines.toReversed().join("\n")), "x.jsonl").examples;
    expect(first?.id).toBe(result.examples[0]?.id);
  });

  it("what tags and split cannot hold goes to metadata", () => {
    const { examples } = importRows(Buffer.from('[{"input":1,"tags":[1],"split":2}]'), "x.json");
    expect(examples[0]?.metadata).toEqual({ tags: [1], split: 2 });
  });
});

describe("importRows refuses", () => {
  it.each<[string, string, ImportOptions | undefined, string[]]>([
    [
      "x.csv",
      "question,answer\na,b",
      undefined,
      ['x.csv unknown-column x.csv has no column "input"; known: question, answer'],
    ],
    [
      "x.csv",
      "question,answer\na,b",
      { inputColumn: "qestion", expectedColumn: "b" },
      [
        'x.csv unknown-column x.csv has no column "qestion"; did you mean "question"?',
        'x.csv unknown-column x.csv has no column "b"; known: question, answer',
      ],
    ],
    [
      "x.csv",
      "id,input\n1,\n,b\n1,c\n1,d",
      undefined,
      [
        'x.csv:2 missing-value row 1 has no "input"',
        'x.csv:3 missing-value row 2 has no "id"',
        'x.csv:5 duplicate-id the id "1" is in row 3 and again in row 4',
      ],
    ],
    [
      "x.csv",
      "input,,input\n1,2,3",
      undefined,
      ["x.csv:1 missing-column column 2 has no name", 'x.csv:1 duplicate-column duplicate column "input"'],
    ],
    ["x.csv", "input\n1,2", undefined, ["x.csv:2 wrong-columns 2 cells, but the header has 1 columns"]],
    ["x.csv", "input\n", undefined, ["x.csv empty-dataset x.csv has no row"]],
    ["x.json", "{}", undefined, ["x.json:1:1 wrong-type the document must be a list of objects"]],
    ["x.jsonl", '{"input":1}\n[1]', undefined, ["x.jsonl:2 wrong-type each row must be an object"]],
    ["x.json", '[{"id":null,"input":1}]', undefined, ["x.json:1 wrong-type row 1: an id must be a string or a number"]],
    [
      "x.xlsx",
      "",
      undefined,
      ["x.xlsx unknown-format x.xlsx cannot be imported by its extension; known: .csv, .json, .jsonl"],
    ],
  ])("%s %j %j", (file, content, options, faults) => {
    expect(faultsOf(content, file, options)).toEqual(faults);
  });
});
