import { describe, expect, it } from "vitest";
import { formatLocation, InputError, InputErrors } from "../error/index.ts";
import { datasetOfExamples } from "./load.ts";
import { formatNamed } from "./formats/registry.ts";
import { readDataset } from "./read.ts";

function read(name: string, content: string | Buffer) {
  const file = `f.${name}`;
  return readDataset(Buffer.from(content), { file, path: `/data/${file}`, format: formatNamed(name), commit: null });
}

function nested(depth: number): string {
  return `{"id":"a","input":${"[".repeat(depth)}${"]".repeat(depth)}}`;
}

function faultsOf(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const errors = error instanceof InputErrors ? error.errors : [error];
    return errors.map(
      ({ location, code, message }) => `${formatLocation(location ?? { file: "?" })} ${code} ${message}`,
    );
  }
}

describe("JSON lines with faults", () => {
  it.each([
    ["", ["f.jsonl empty-dataset f.jsonl has no example"]],
    ["\n \r\n", ["f.jsonl empty-dataset f.jsonl has no example"]],
    ['{"id":"a","input":1}\n5\n', ["f.jsonl:2:1 wrong-type the example must be an object, got 5"]],
    ['{"id":"a","input":1}\n{"input":1}', ['f.jsonl:2:1 missing-key missing key "id"']],
    ['{"id":"","input":1}', ["f.jsonl:1:7 out-of-range id must not be empty"]],
    ['{"id":7,"input":1}', ["f.jsonl:1:7 wrong-type id must be a string, got 7"]],
    ['{"id":"a"}', ['f.jsonl:1:1 missing-key example "a": missing key "input"']],
    [
      '{"id":"a","input":1,"tag":["x"]}',
      ['f.jsonl:1:21 unknown-key example "a": unknown key "tag"; did you mean "tags"?'],
    ],
    [
      '{"id":"a","input":1,"tags":"x"}',
      ['f.jsonl:1:28 wrong-type example "a": tags must be a list of strings, got "x"'],
    ],
    ['{"id":"a","input":1,"tags":["x",2]}', ['f.jsonl:1:33 wrong-type example "a": tags[1] must be a string, got 2']],
    [
      '{"id":"a","input":1,"metadata":[]}',
      ['f.jsonl:1:32 wrong-type example "a": metadata must be an object, got an empty list'],
    ],
    [
      '{"id":"a","input":1,"scorers":[3]}',
      ['f.jsonl:1:32 wrong-type example "a": scorers[0] must be a string or an object, got 3'],
    ],
    [
      '{"id":"a","input":1,"origin":{"kind":"tracee","spanid":"x"}}',
      [
        'f.jsonl:1:38 wrong-value example "a": origin.kind must be "trace", "import" or "manual", got "tracee"; did you mean "trace"?',
        'f.jsonl:1:47 unknown-key example "a": unknown key "spanid" in origin; did you mean "spanId"?',
      ],
    ],
    [
      '{"id":"a","input":1,"attachments":[{"path":"x","sha256":"ABC"}]}',
      ['f.jsonl:1:57 wrong-format example "a": attachments[0].sha256: 64 lower-case hex digits, got "ABC"'],
    ],
    ['{"id":"a","input":1,"id":"b"}', ['f.jsonl:1:21 duplicate-key duplicate key "id", first at 1:2']],
    [
      '{"id":"a","input":[9007199254740993]}',
      ["f.jsonl:1:20 unsafe-integer the integer 9007199254740993 is beyond 2^53 and would lose digits"],
    ],
    [
      '{"id":"a","input":"\\ud800"}',
      ["f.jsonl:1:19 lone-surrogate half of a surrogate pair is not a character; it has no canonical form"],
    ],
    [
      '{"id":"x","input":1}\n\n{"id":"y","input":1}\n{"id":"x","input":2}\n',
      ['f.jsonl:4:1 duplicate-id the id "x" is on line 1 and again on line 4'],
    ],
    [
      '{"id":"x","input":1}\r\n{"id":"x","inptu":1}\r\n{bad\r\n{"id":"x","input":1}',
      [
        'f.jsonl:2:11 unknown-key example "x": unknown key "inptu"; did you mean "input"?',
        'f.jsonl:3:2 not-json not valid JSON: unexpected "bad"',
        'f.jsonl:4:1 duplicate-id the id "x" is on line 1 and again on line 4',
      ],
    ],
    [
      '[\n  {"id":"a","input":1}\n]',
      ["f.jsonl:1 not-json-lines each line must hold a whole example, this one only opens one"],
    ],
    [
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
      ["f.jsonl git-lfs-pointer f.jsonl is a Git LFS pointer, its content is elsewhere"],
    ],
  ])("%j", (content, faults) => {
    expect(faultsOf(() => read("jsonl", content))).toEqual(faults);
  });

  it("shows the first twenty and counts the rest", () => {
    const rows = Array.from({ length: 500 }, (_, index) => `{"id":"e${index}","question":"?"}`).join("\n");
    const faults = faultsOf(() => read("jsonl", rows));
    expect(faults).toHaveLength(21);
    expect(faults[0]).toBe('f.jsonl:1:1 missing-key example "e0": missing key "input"');
    expect(faults.at(-1)).toMatch(/^f\.jsonl more-faults and \d+ more$/);
  });

  it("refuses bytes that are not UTF-8", () => {
    const bytes = Buffer.concat([
      Buffer.from('{"id":"a","input":1}\n{"id":"b","input":"'),
      Buffer.from([0xe9]),
      Buffer.from('"}'),
    ]);
    expect(faultsOf(() => read("jsonl", bytes))).toEqual(["f.jsonl:2 not-utf8 the file is not UTF-8"]);
  });
});

describe("other formats with faults", () => {
  it.each([
    ["json", "{}", ["f.json:1:1 wrong-type the document must be a list of examples"]],
    [
      "json",
      '[\n  {"id":"a","input":1},\n  {"id":"a","inpt":1}\n]',
      ['f.json:3:13 unknown-key example "a": unknown key "inpt"; did you mean "input"?'],
    ],
    [
      "json",
      '[{"id":"a","input":1},\n{"id":"a","input":1}]',
      ['f.json:2:1 duplicate-id the id "a" is on line 1 and again on line 2'],
    ],
    ["yaml", "- id: a\n  input: 1\n- id: 5\n  input: x\n", ["f.yaml:3:7 wrong-type id must be a string, got 5"]],
    ["yaml", "- id: a\n  input: {b: 1, b: 2}", ['f.yaml:2:17 duplicate-key duplicate key "b", first at 2:11']],
    ["yaml", "", ["f.yaml:1:1 wrong-type the document must be a list of examples"]],
    ["csv", "", ["f.csv:1 missing-column there is no header"]],
    ["csv", "id,input\n", ["f.csv empty-dataset f.csv has no example"]],
    [
      "csv",
      "id,question\na,b",
      [
        'f.csv:1:1 unknown-column unknown column "question"; known: id, input, expected, tags, split, metadata.*',
        'f.csv:1:1 missing-column missing column "input"',
      ],
    ],
    [
      "csv",
      "id,imput,expcted\na,b,c",
      [
        'f.csv:1:1 unknown-column unknown column "imput"; did you mean "input"?',
        'f.csv:1:1 unknown-column unknown column "expcted"; did you mean "expected"?',
      ],
    ],
    ["csv", "id,input,input\na,b,c", ['f.csv:1:1 duplicate-column duplicate column "input"']],
    ["csv", "id;input\na;b", ['f.csv:1:1 wrong-delimiter the columns are separated by ";", not by a comma']],
    [
      "csv",
      "id,input\na,b,c\n,d\n",
      ["f.csv:2:1 wrong-columns 3 cells, but the header has 2 columns", 'f.csv:3:1 missing-key missing key "id"'],
    ],
    ["csv", 'id,input\na,"x\ny"\nb,"z', ["f.csv:4 not-csv not valid CSV: a quoted cell is not closed"]],
    ["csv", 'id,input\na,"x\ny"\n\na,z', ['f.csv:5:1 duplicate-id the id "a" is on line 2 and again on line 5']],
  ])("%s %j", (name, content, faults) => {
    expect(faultsOf(() => read(name, content))).toEqual(faults);
  });
});

describe("what is read", () => {
  it("CSV values are strings, empty cells absent, but for the input", () => {
    const dataset = read(
      "csv",
      '\ufeffid,input,expected,tags,split,metadata.locale\r\na,"x, ""y""\r\nz",5,b; c,smoke,en\r\n\r\nd,,,,,\r\n',
    );
    expect([...dataset]).toEqual([
      { id: "a", input: 'x, "y"\r\nz', expected: "5", tags: ["b", "c"], split: "smoke", metadata: { locale: "en" } },
      { id: "d", input: "" },
    ]);
    expect(dataset.location(1)).toEqual({ file: "f.csv", line: 5, column: 1 });
  });

  it("examples are as they were written, and each time fresh", () => {
    const dataset = read("jsonl", '{"id":"a","input":{"b":1,"a":[]},"expected":null}\n');
    expect(JSON.stringify(dataset.at(0))).toBe('{"id":"a","input":{"b":1,"a":[]},"expected":null}');
    expect(dataset.at(0)).not.toBe(dataset.at(0));
    expect(() => dataset.at(1)).toThrow(RangeError);
  });

  it("counts splits and tags, finds ids, and knows where everything stands", () => {
    const dataset = read(
      "jsonl",
      '{"id":"b","input":1,"tags":["x","x"],"split":"smoke"}\n\n{"id":"a","input":1,"tags":["x","y"]}\n{"id":"é","input":1,"scorers":["equals","exact"]}\n',
    );
    expect([dataset.count, dataset.ids(), [...dataset.sorted()]]).toEqual([3, ["b", "a", "é"], [1, 0, 2]]);
    expect([Object.fromEntries(dataset.splits()), Object.fromEntries(dataset.tags())]).toEqual([
      { smoke: 1 },
      { x: 2, y: 1 },
    ]);
    expect([dataset.get("é")?.id, dataset.indexOf("a"), dataset.indexOf("c"), dataset.get("c")]).toEqual([
      "é",
      1,
      undefined,
      undefined,
    ]);
    expect(dataset.location(2, ["scorers", 1])).toEqual({ file: "f.jsonl", line: 4, column: 41 });
    expect(dataset.location(1)).toEqual({ file: "f.jsonl", line: 3, column: 1 });
  });

  it.each(["json", "yaml"])("a part of an example in %s is found again after loading", (name) => {
    const dataset = read(name, '[\n {"id": "a", "input": 1},\n {"id": "b",\n  "scorers": ["x", "y"], "input": 1}\n]\n');
    expect(dataset.location(1, ["scorers", 1])).toEqual({ file: `f.${name}`, line: 4, column: 20 });
  });

  it("a thousand levels are refused, five hundred are not", () => {
    expect(read("jsonl", nested(499)).count).toBe(1);
    expect(faultsOf(() => read("jsonl", nested(1000)))).toEqual([
      "f.jsonl:1:518 too-deep more than 500 lists and objects inside each other",
    ]);
  });
});

describe("examples in memory", () => {
  it("make a dataset with the digest of the file they could stand in", () => {
    const examples = [
      { id: "b", input: "x" },
      { id: "a", input: { n: 1 }, expected: undefined },
    ];
    const dataset = datasetOfExamples(examples, "suites/a.eval.ts");
    expect(dataset.digest).toBe(read("jsonl", '{"id":"a","input":{"n":1}}\n{"id":"b","input":"x"}').digest);
    expect(dataset.location(1, ["input"])).toEqual({ file: "suites/a.eval.ts" });
  });

  it.each([
    [[], ["f empty-dataset f has no example"]],
    [
      [{ id: "a", input: new Date(0) }],
      [
        'f wrong-type example "a": input must be a string, a number, true or false, null, a list or an object, got an object',
      ],
    ],
    [[{ id: "a", input: { x: undefined } }], [expect.stringContaining("f missing-key")]],
    [
      [{ id: "a", input: 2 ** 60 }],
      ["f unsafe-integer example 1: the integer 1152921504606847000 is beyond 2^53 and would lose digits"],
    ],
    [
      [
        { id: "a", input: 1 },
        { id: "b", input: 1 },
        { id: "a", input: 2 },
      ],
      ['f duplicate-id the id "a" is used by examples 1 and 3'],
    ],
  ])("refuses %j", (examples, faults) => {
    expect(faultsOf(() => datasetOfExamples(examples, "f"))).toEqual(faults);
  });
});
