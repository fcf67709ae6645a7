import { mkdir, open, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { parseJsonText } from "../document/index.ts";
import { InputError } from "../error/index.ts";
import type { AcceptanceFile } from "./acceptance-check.ts";
import { isEnvelope, type Envelope } from "./dsse.ts";
import { checkDraft, type DraftStatement } from "./statement.ts";

/** Where acceptances lie in a project. */
export const acceptancesFolder = "evals/acceptances";

/** The acceptances of a project, sorted by name; none when there is no folder. Files are named from the project's folder. */
export async function readAcceptanceFiles(directory: string): Promise<AcceptanceFile[]> {
  let names: string[];
  try {
    names = await readdir(join(directory, acceptancesFolder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const files = names.filter((name) => name.endsWith(".json")).toSorted();
  return Promise.all(
    files.map(async (name) => ({
      file: `${acceptancesFolder}/${name}`,
      text: await readFile(join(directory, acceptancesFolder, name), "utf8"),
    })),
  );
}

/** Writes a new acceptance or draft. Returns its path. Throws InputError `file-exists`. */
export async function writeAcceptance(
  directory: string,
  id: string,
  content: Envelope | DraftStatement,
): Promise<string> {
  const file = join(directory, acceptancesFolder, `${id}.json`);
  await mkdir(join(directory, acceptancesFolder), { recursive: true });
  try {
    const handle = await open(file, "wx");
    try {
      await handle.writeFile(format(content));
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw new InputError("file-exists", `${relative(directory, file)} is there already`, { location: { file }, cause });
  }
  return file;
}

/** Puts the signed envelope in the place of a draft, in one step. */
export async function replaceDraft(file: string, envelope: Envelope): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, format(envelope));
  await rename(temporary, file);
}

function format(content: Envelope | DraftStatement): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Reads a draft that is to be signed. Throws InputError(s): `no-file`, `already-signed`, and what its schema refuses. */
export async function readDraft(from: string, name: string): Promise<{ file: string; draft: DraftStatement }> {
  const file = resolve(from, name);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    throw new InputError("no-file", `there is no file ${name}`, {
      location: { file },
      hint: "goldloop accept ls",
      cause,
    });
  }
  const { value, positionOf } = parseJsonText(text, file);
  if (isEnvelope(value)) {
    throw new InputError("already-signed", `${name} is signed already`, {
      location: { file },
      hint: "goldloop accept ls",
    });
  }
  return { file, draft: checkDraft(value, file, positionOf) };
}
