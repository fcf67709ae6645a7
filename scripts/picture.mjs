// Writes the pictures in the README: node scripts/picture.mjs. Needs the package built, and Chromium.
// docs/images/verdict.png: what `goldloop gate` says to the support assistant's release v2.
// docs/images/report.png: the HTML report of that run.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const cli = join(root, "packages", "goldloop", "bin", "goldloop.js");
const images = join(root, "docs", "images");
const scratch = mkdtempSync(join(tmpdir(), "goldloop-picture-"));

function goldloop(args, env = {}) {
  const { stdout } = spawnSync(process.execPath, [cli, ...args], {
    cwd: join(root, "examples", "support-assistant"),
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "", COLUMNS: "100", ...env },
  });
  return stdout;
}

function screenshot(url, name, height) {
  execFileSync("chromium", [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--force-device-scale-factor=2",
    `--window-size=${name === "verdict.png" ? 960 : 1280},${height}`,
    `--screenshot=${join(images, name)}`,
    url,
  ]);
}

const colours = { 31: "#f47067", 32: "#8ddb8c", 33: "#f0b849", 34: "#6cb6ff", 35: "#dcbdfb", 36: "#76e3ea" };

/** Terminal text as HTML: colours, bold and dim. */
function toHtml(text) {
  let open = 0;
  const html = text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    // eslint-disable-next-line no-control-regex
    .replaceAll(/\u001B\[(\d+)m/g, (_, code) => {
      if (code === "0" || code === "39" || code === "22") return open-- > 0 ? "</span>" : "";
      open += 1;
      const style =
        code === "1" ? "font-weight:700" : code === "2" ? "opacity:.6" : `color:${colours[code] ?? "inherit"}`;
      return `<span style="${style}">`;
    });
  return `<!doctype html><meta charset="utf-8"><body style="margin:0;background:#1c2128;color:#e6edf3"><pre style="margin:28px;font:14px/1.5 'DejaVu Sans Mono',monospace">${html}</pre>`;
}

mkdirSync(images, { recursive: true });
goldloop(["run", "support"], { SUPPORT_RELEASE: "v2" });
const verdict = goldloop(["gate"], { FORCE_COLOR: "1" });
const page = join(scratch, "verdict.html");
writeFileSync(page, toHtml(`$ goldloop gate\n\n${verdict}`));
screenshot(`file://${page}`, "verdict.png", 60 + 21 * (verdict.split("\n").length + 2));
screenshot(`file://${JSON.parse(goldloop(["view", "latest", "--json"])).file}`, "report.png", 860);
rmSync(scratch, { recursive: true });
