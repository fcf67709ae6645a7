import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadDataset } from "./load.ts";

const fixtures = join(import.meta.dirname, "fixtures");
const file = join(fixtures, "canonical.jsonl");
const root = join(import.meta.dirname, "../../../..");
const gsm8k = join(process.env["GOLDLOOP_TEST_DATA"] ?? join(root, "../shared/data"), "gsm8k/dataset.jsonl");
const python = spawnSync("python3", ["--version"]).status === 0;

function inPython(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("python3", [join(fixtures, "digest.py"), ...args], {
    encoding: "utf8",
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
  });
  expect(status, stderr).toBe(0);
  return stdout.trim();
}

it("of unicode, escapes, hard floats and nested keys is the known one", async () => {
  const dataset = await loadDataset(file);
  expect(dataset.digest).toBe("sha256:ec318c111d135be9594734b3f30a80ca67b0fb7cfcad87c5e1137a46b17e60ae");
});

it.skipIf(!existsSync(gsm8k))("of GSM8K, 1,319 examples, is known (needs ../shared/data)", async () => {
  const dataset = await loadDataset(gsm8k);
  expect([dataset.count, dataset.digest]).toEqual([
    1319,
    "sha256:3861a7abe7280a783b9b98a7c46749349681c8009319575df60d6bf7f6aadbb9",
  ]);
  expect(dataset.at(0)).toMatchObject({ id: "gsm8k-0001", expected: "18" });
});

describe.skipIf(!python)("recomputed by an independent program in Python (needs python3)", () => {
  it("agrees", async () => {
    expect((await loadDataset(file)).digest).toBe(inPython(file));
  });

  it("agrees on the test digest of every example", async () => {
    const dataset = await loadDataset(file);
    const ours = Array.from(dataset.sorted(), (index) => `${dataset.ids()[index]}\t${dataset.testDigest(index)}`);
    expect(ours).toEqual(inPython("--tests", file).split("\n"));
  });

  it.skipIf(!existsSync(gsm8k))("agrees on GSM8K (needs ../shared/data)", async () => {
    expect((await loadDataset(gsm8k)).digest).toBe(inPython(gsm8k));
  });
});

it("of the test leaves out what is not tested", async () => {
  const dataset = await loadDataset(file);
  const index = dataset.indexOf("9") ?? -1;
  expect(dataset.testDigest(index)).toBe("sha256:3a46ee6895e49b00210ee2d61e8c7ae3c2b518057ec0f61ab17a08493b1ca018");
});
