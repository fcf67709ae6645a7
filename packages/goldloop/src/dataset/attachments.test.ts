import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { formatLocation, InputError, InputErrors } from "../error/index.ts";
import { resolveAttachments, verifyAttachments } from "./attachments.ts";
import { loadDataset } from "./load.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "goldloop-attach-"));
  await mkdir(join(folder, "data", "files"), { recursive: true });
  await writeFile(join(folder, "data", "files", "a.txt"), "hello");
  await writeFile(join(folder, "secret.txt"), "outside");
  await symlink("../../secret.txt", join(folder, "data", "files", "link.txt"));
  await symlink("a.txt", join(folder, "data", "files", "fine.txt"));
});
afterAll(() => rm(folder, { recursive: true }));

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function datasetWith(...attachments: { path: string; sha256: string }[]) {
  const file = join(folder, "data", "d.jsonl");
  await writeFile(file, `{"id":"plain","input":1}\n${JSON.stringify({ id: "a", input: 1, attachments })}\n`);
  return loadDataset("d.jsonl", { directory: join(folder, "data") });
}

it("files with the digest that the example names pass, links inside the folder too", async () => {
  const dataset = await datasetWith(
    { path: "files/a.txt", sha256: sha256("hello") },
    { path: "./files/fine.txt", sha256: sha256("hello") },
  );
  await verifyAttachments(dataset, [0, 1]);
  expect(resolveAttachments(dataset, dataset.at(1))[0]?.file).toBe(join(folder, "data", "files", "a.txt"));
  expect(resolveAttachments(dataset, dataset.at(0))).toEqual([]);
});

it.each([
  [
    "files/a.txt",
    `d.jsonl:2:36 attachment-changed example "a": the attachment files/a.txt has changed: its SHA-256 is ${sha256("hello")}`,
  ],
  ["files/none.txt", 'd.jsonl:2:36 attachment-missing example "a": the attachment files/none.txt is not there'],
  ["files", 'd.jsonl:2:36 attachment-missing example "a": the attachment files is not a file'],
  [
    "files/link.txt",
    'd.jsonl:2:36 attachment-outside example "a": the attachment files/link.txt is not inside the dataset\'s folder',
  ],
  [
    "../secret.txt",
    'd.jsonl:2:1 attachment-outside example "a": the attachment ../secret.txt is not inside the dataset\'s folder',
  ],
  [
    "files/../../secret.txt",
    'd.jsonl:2:1 attachment-outside example "a": the attachment files/../../secret.txt is not inside the dataset\'s folder',
  ],
  [
    "/etc/hosts",
    'd.jsonl:2:1 attachment-outside example "a": the attachment /etc/hosts is not inside the dataset\'s folder',
  ],
  [".", 'd.jsonl:2:1 attachment-outside example "a": the attachment . is not inside the dataset\'s folder'],
])("%s is refused", async (path, message) => {
  const dataset = await datasetWith({ path, sha256: "0".repeat(64) });
  const error: unknown = await verifyAttachments(dataset, [0, 1]).catch((caught: unknown) => caught);
  if (!(error instanceof InputError)) throw new TypeError("not refused");
  expect(`${formatLocation(error.location ?? { file: "?" })} ${error.code} ${error.message}`).toContain(message);
});

it("only the selected examples are checked, and all their faults are told together", async () => {
  const wrong = { path: "files/a.txt", sha256: "0".repeat(64) };
  const dataset = await datasetWith(wrong, { path: "files/none.txt", sha256: "1".repeat(64) });
  await verifyAttachments(dataset, [0]);
  const error: unknown = await verifyAttachments(dataset, [1]).catch((caught: unknown) => caught);
  expect(error instanceof InputErrors && error.errors.map(({ code }) => code)).toEqual([
    "attachment-changed",
    "attachment-missing",
  ]);
});
