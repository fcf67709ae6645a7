import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../error/index.ts";

/**
 * Writes files into a folder, none of which may exist: all are looked for before the first is written. Throws
 * InputError `file-exists` naming those that are there; nothing was written then.
 */
export async function writeNewFiles(folder: string, files: ReadonlyMap<string, string>, hint: string): Promise<void> {
  const there = [...files.keys()].filter((path) => existsSync(join(folder, path)));
  if (there.length > 0) {
    const verb = there.length === 1 ? "is already there" : "are already there";
    throw new InputError("file-exists", `${there.join(", ")} ${verb}; nothing was written`, {
      location: { file: join(folder, there[0] ?? "") },
      hint,
    });
  }
  for (const [path, text] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: "wx" });
  }
}
