import { access, constants, stat, statfs } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../error/index.ts";
import { faulty, healthy, unsure, type Diagnosis } from "./diagnosis.ts";

/** Below this a longer run may not find room for its results. */
const little = 200 * 1024 * 1024;

/** Runs can be written, and there is room for them. Writes nothing. */
export async function checkDisk(directory: string): Promise<Diagnosis> {
  const folder =
    [join(directory, ".goldloop", "runs"), join(directory, ".goldloop")].find((one) => existsSync(one)) ?? directory;
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error("it is no folder");
    await access(folder, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const said =
      free > 1024 ** 3 ? `${Math.floor(free / 1024 ** 3)} GB free` : `${Math.floor(free / 1024 ** 2)} MB free`;
    if (free < little) return unsure("disk", `only ${said}`, "make room before a long run");
    return healthy("disk", `runs can be written, ${said}`);
  } catch (error) {
    return faulty("disk", `runs cannot be written to ${folder}: ${messageOf(error)}`, `ls -ld ${folder}`, 3);
  }
}
