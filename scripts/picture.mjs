// Writes docs/images/report.png, the picture in the README: the HTML report of the support assistant's release v2.
// Needs `npm run demo` to have run, and Chromium.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const cli = join(root, "packages", "goldloop", "bin", "goldloop.js");
const { file } = JSON.parse(
  execFileSync(process.execPath, [cli, "view", "latest", "--json"], {
    cwd: join(root, "examples", "support-assistant"),
    encoding: "utf8",
  }),
);
mkdirSync(join(root, "docs", "images"), { recursive: true });
execFileSync("chromium", [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--hide-scrollbars",
  "--window-size=1280,860",
  `--screenshot=${join(root, "docs", "images", "report.png")}`,
  `file://${file}`,
]);
