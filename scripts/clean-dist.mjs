// Chunks carry a hash in their names: old ones would pile up in dist. Declarations stay, tsc keeps them up to date. With
// `--all` everything goes: tsc would leave what it made of a source that is gone.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const dist = join(process.cwd(), "dist");
if (process.argv.includes("--all")) {
  rmSync(dist, { recursive: true, force: true });
} else if (existsSync(dist)) {
  for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    if (name.endsWith(".js")) rmSync(join(dist, name));
  }
}
