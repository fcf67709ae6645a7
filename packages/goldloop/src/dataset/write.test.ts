import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InputError, InputErrors } from "../error/index.ts";
import { exportDataset } from "./export.ts";
import { checkDataset, findDatasets } from "./list.ts";
import { datasetOfExamples, loadDataset } from "./load.ts";
import { appendExample, replaceExample, writeDataset } from "./write.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "goldloop-write-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function messagesOf(work: Promise<unknown>): Promise<string[]> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof InputError)) throw new TypeError("not refused", { cause: error });
  return (error instanceof InputErrors ? error.errors : [error]).map(({ code, message }) => `${code} ${message}`);
}

describe("an edit leaves the rest of the file as it is", () => {
  it.each([
    [
      "a.json",
      '[\r\n\t{ "id": "a", "input": 1 },\r\n\t{"id":"b",\r\n\t\t"input":[ 1 ]}\r\n]\r\n',
      '[\r\n\t{ "id": "a", "input": 1 },\r\n\t{\r\n\t\t"id": "b",\r\n\t\t"input": "new"\r\n\t},\r\n\t{\r\n\t\t"id": "c",\r\n\t\t"input": 2\r\n\t}\r\n]\r\n',
    ],
    [
      "inline.json",
      '[{"id":"a","input":1}, {"id":"b","input":2}]',
      '[{"id":"a","input":1}, {"id":"b","input":"new"}, {"id":"c","input":2}]',
    ],
    [
      "a.yaml",
      "# golden\n\n- id: a   # first\n  input: |\n    x\n- {id: b, input: 1}\n# end\n",
      "# golden\n\n- id: a   # first\n  input: |\n    x\n- id: b\n  input: new\n- id: c\n  input: 2\n# end\n",
    ],
    ["deep.yaml", "  - id: b\n    input: 1", "  - id: b\n    input: new\n  - id: c\n    input: 2\n"],
    ["a.csv", "id,expected,input\r\na,x,1\r\nb,,2", "id,expected,input\r\na,x,1\r\nb,,new\r\nc,,2\r\n"],
  ])("%s", async (name, before, after) => {
    const file = join(folder, name);
    await writeFile(file, before);
    await replaceExample(file, { id: "b", input: "new" });
    await appendExample(file, { id: "c", input: name.endsWith("csv") ? "2" : 2 });
    expect(await readFile(file, "utf8")).toBe(after);
  });

  it("keeps the file's mode, follows a link, and leaves no temporary file", async () => {
    const file = join(folder, "mode.jsonl");
    await writeDataset(file, [{ id: "a", input: 1 }]);
    await chmod(file, 0o640);
    await symlink("mode.jsonl", join(folder, "link.jsonl"));
    await appendExample(join(folder, "link.jsonl"), { id: "b", input: 2 });
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect((await loadDataset(file)).ids()).toEqual(["a", "b"]);
    expect((await readdir(folder)).filter((name) => name.startsWith("."))).toEqual([]);
  });
});

it("appending to a file that is not there makes it", async () => {
  const file = join(folder, "fresh.jsonl");
  await appendExample(file, { id: "a", input: "x", expected: 1 });
  expect(await readFile(file, "utf8")).toBe('{"id":"a","input":"x","expected":1}\n');
});

describe("nothing is written when", () => {
  it("the id is taken, or unknown", async () => {
    const file = join(folder, "ids.jsonl");
    await writeDataset(file, [{ id: "a", input: 1 }]);
    const before = await readFile(file, "utf8");
    expect(await messagesOf(appendExample(file, { id: "a", input: 2 }))).toEqual([
      'duplicate-id there is already an example "a"',
    ]);
    expect(await messagesOf(replaceExample(file, { id: "b", input: 2 }))).toEqual([
      `unknown-id ${file} has no example "b"`,
    ]);
    expect(
      await messagesOf(
        writeDataset(file, [
          { id: "a", input: 1 },
          { id: "a", input: 2 },
        ]),
      ),
    ).toEqual(['duplicate-id the id "a" is on line 1 and again on line 2']);
    expect(await messagesOf(writeDataset(file, []))).toEqual([`empty-dataset ${file} has no example`]);
    expect(await messagesOf(appendExample(file, { id: "c", input: "\ud800" }))).toEqual([
      "lone-surrogate half of a surrogate pair is not a character; it has no canonical form",
    ]);
    expect(await messagesOf(appendExample(file, JSON.parse('{"id":"c","input":1,"tag":1}')))).toEqual([
      'unknown-key example "c": unknown key "tag"; did you mean "tags"?',
    ]);
    expect(await readFile(file, "utf8")).toBe(before);
  });

  it("the list of a YAML file is in flow style", async () => {
    const file = join(folder, "flow.yaml");
    await writeFile(file, "[{id: a, input: 1}]\n");
    expect(await messagesOf(appendExample(file, { id: "b", input: 1 }))).toEqual([
      "not-editable the list is written in one line ([...]); it cannot be edited in place",
    ]);
  });

  it("an anchor of the replaced YAML example is used by another", async () => {
    const file = join(folder, "anchor.yaml");
    await writeFile(file, "- id: a\n  input: &shared x\n- id: b\n  input: *shared\n");
    const messages = await messagesOf(replaceExample(file, { id: "a", input: "y" }));
    expect(messages).toEqual(["not-yaml not valid YAML: there is no anchor shared before this"]);
    expect((await loadDataset(file)).get("a")?.input).toBe("x");
  });

  it("CSV cannot hold it", async () => {
    const file = join(folder, "hold.csv");
    await writeFile(file, "id,input\na,x\n");
    const example = { id: "b", input: 1, expected: "", tags: [], metadata: { n: 1 }, context: ["c"], split: "smoke" };
    expect(await messagesOf(appendExample(file, example))).toEqual([
      'not-representable example "b": input is no string, and CSV holds only strings',
      'not-representable example "b": expected is empty, which CSV cannot tell from absent',
      'not-representable example "b": tags is empty, which CSV cannot tell from absent',
      'not-representable example "b": metadata.n is no string, and CSV holds only strings',
      'not-representable example "b": CSV has no column for context',
      `not-representable example "b": ${file} has no column "split"`,
    ]);
  });
});

describe("exportDataset", () => {
  const dataset = datasetOfExamples(
    [
      { input: "x, y", id: "b", metadata: { locale: "en" }, expected: '"q"' },
      { id: "a", input: " z", tags: ["s", "t"] },
    ],
    "d",
  );

  it.each([
    [
      "jsonl",
      '{"id":"b","input":"x, y","expected":"\\"q\\"","metadata":{"locale":"en"}}\n{"id":"a","input":" z","tags":["s","t"]}\n',
    ],
    ["csv", 'id,input,expected,tags,metadata.locale\nb,"x, y","""q""",,en\na," z",,s; t,\n'],
    [
      "yaml",
      '- id: b\n  input: x, y\n  expected: \'"q"\'\n  metadata:\n    locale: en\n- id: a\n  input: " z"\n  tags:\n    - s\n    - t\n',
    ],
  ] as const)("as %s keeps the order of the file", (format, text) => {
    expect(exportDataset(dataset, format)).toBe(text);
  });

  it("as CSV names every example that it cannot hold", () => {
    const rich = datasetOfExamples(
      [
        { id: "a", input: { q: 1 } },
        { id: "b", input: "x", scorers: ["equals"], tags: ["a;b"] },
      ],
      "d",
    );
    expect(() => exportDataset(rich, "csv")).toThrow(
      expect.objectContaining({
        errors: [
          expect.objectContaining({ message: 'example "a": input is no string, and CSV holds only strings' }),
          expect.objectContaining({
            message: 'example "b": a tag with a semicolon or outer spaces cannot stand in CSV',
          }),
          expect.objectContaining({ message: 'example "b": CSV has no column for scorers' }),
        ],
      }),
    );
  });
});

it("finds the datasets of a project, and says of each what it holds or what is wrong", async () => {
  const project = join(folder, "project");
  await writeDatasetTree(project);
  const files = await findDatasets(project);
  expect(files).toEqual(["evals/datasets/bad.jsonl", "evals/datasets/more/good.yaml"]);
  const [bad, good] = await Promise.all(files.map((file) => checkDataset(file, project)));
  expect(bad?.faults.map(({ message }) => message)).toEqual(['missing key "id"']);
  expect(good).toMatchObject({
    faults: [],
    summary: { format: "yaml", count: 1, splits: { smoke: 1 }, tags: { x: 1 } },
  });
});

async function writeDatasetTree(project: string): Promise<void> {
  await mkdir(join(project, "evals/datasets/more"), { recursive: true });
  await writeFile(join(project, "evals/datasets/bad.jsonl"), '{"input":1}\n');
  await writeFile(join(project, "evals/datasets/more/good.yaml"), "- {id: a, input: 1, tags: [x], split: smoke}\n");
  await writeFile(join(project, "evals/datasets/notes.md"), "x");
}
