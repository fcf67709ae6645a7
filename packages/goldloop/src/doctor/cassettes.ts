import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { faulty, healthy, unsure, type Diagnosis, type Patient } from "./diagnosis.ts";

/** The recorded model calls, where the configuration or the environment asks for them. */
export async function checkCassettes({ project, environment }: Patient): Promise<Diagnosis[]> {
  if (project === undefined) return [];
  const { config } = project;
  const mode = environment.variables["GOLDLOOP_CASSETTES"] || (config.cassettes?.mode ?? "off");
  if (mode === "off") return [];
  const dir = resolve(config.directory, config.cassettes?.dir ?? "evals/cassettes");
  const shown = relative(config.directory, dir);
  const files = await readdir(dir, { recursive: true }).catch((): string[] => []);
  const tapes = files.filter((name) => name.endsWith(".jsonl"));
  if (tapes.length === 0) {
    const text = `there is none in ${shown}, and the mode is ${mode}`;
    return mode === "replay"
      ? [faulty("cassettes", text, "GOLDLOOP_CASSETTES=record goldloop run", 2)]
      : [unsure("cassettes", text, "goldloop run   records what it asks")];
  }
  const sizes = await Promise.all(tapes.map(async (name) => (await stat(join(dir, name))).size));
  const kilobytes = Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1024);
  return [healthy("cassettes", `${tapes.length} in ${shown}, ${kilobytes} KB, mode ${mode}`)];
}
