// Packs empty data of the embedded database into dist/postgres.tgz, for the first start of a server. Made once for each version of
// PGlite: what was made is kept beside the installed packages.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
const { version } = JSON.parse(readFileSync(join(dirname(entry), "..", "package.json"), "utf8"));
const cache = join(root, "..", "..", "node_modules", ".cache", "goldloop");
const kept = join(cache, `postgres-${version}.tgz`);

if (!existsSync(kept)) {
  const folder = mkdtempSync(join(tmpdir(), "goldloop-pack-"));
  const lite = new PGlite(join(folder, "data"), { postgresqlconf: ["shared_buffers = 16MB"] });
  await lite.waitReady;
  const archive = Buffer.from(await (await lite.dumpDataDir("gzip")).arrayBuffer());
  await lite.close();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  // Two builds at once each write a file of their own.
  const unfinished = `${kept}.${process.pid}`;
  writeFileSync(unfinished, archive);
  renameSync(unfinished, kept);
}
mkdirSync(join(root, "dist"), { recursive: true });
copyFileSync(kept, join(root, "dist", "postgres.tgz"));
