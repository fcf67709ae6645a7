// Sends public data to a Goldloop server:
//   GOLDLOOP_SERVER=http://127.0.0.1:4318 GOLDLOOP_API_KEY=... node send.mjs tau-bench FILE
//   ... node send.mjs azure-llm FILE
// With --out FILE it writes what it would have sent, for `goldloop import traces FILE --shift-to-now`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const converters = { "tau-bench": "./tau-bench.mjs", "azure-llm": "./azure-llm.mjs" };
const cli = join(import.meta.dirname, "..", "..", "packages", "goldloop", "bin", "goldloop.js");

const { positionals, values } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } });
const [name, file] = positionals;
if (!Object.hasOwn(converters, name ?? "") || file === undefined) {
  process.stderr.write(`node send.mjs ${Object.keys(converters).join("|")} FILE\n`);
  process.exit(2);
}
const { requests } = await import(converters[name]);
const folder = values.out === undefined ? mkdtempSync(join(tmpdir(), "goldloop-public-data-")) : undefined;
try {
  const written = values.out ?? join(folder, `${name}.jsonl`);
  writeFileSync(
    written,
    [...requests(readFileSync(file, "utf8"))].map((request) => `${JSON.stringify(request)}\n`).join(""),
  );
  if (folder !== undefined) {
    const args = [cli, "import", "traces", written, "--shift-to-now"];
    process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 3;
  }
} finally {
  if (folder !== undefined) rmSync(folder, { recursive: true });
}
