// Runs before `npm test` and `npm run demo`, on whatever Node is there: brings node_modules up to the lock file,
// so that both commands work on a fresh clone, and builds what is not built.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// npm's own Node, not the one that an earlier install put into node_modules: that one is replaced by `npm ci`.
const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;

function run(...args) {
  const [command, ...rest] = npm === undefined ? ["npm", ...args] : [node, npm, ...args];
  try {
    // What they print is of interest only when they fail: the bundler lists every file.
    execFileSync(command, rest, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, npm_config_loglevel: "error" },
    });
  } catch (error) {
    process.stderr.write(`${error.stdout ?? ""}${error.stderr ?? ""}`);
    throw error;
  }
}

const stampFile = join(root, "node_modules", ".goldloop-lock");
const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== lock) {
  process.stderr.write("Installing (once)...\n");
  run("ci");
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, lock);
}

function newest(path) {
  if (statSync(path).isFile()) return statSync(path).mtimeMs;
  let time = 0;
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) time = Math.max(time, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return time;
}

const builds = [
  { built: ["packages/goldloop/dist/index.js"], sources: ["packages/goldloop/src"] },
  {
    built: ["packages/server/dist/index.js", "packages/server/dist/web/index.html"],
    sources: [
      "packages/server/src",
      "apps/web/src",
      "apps/web/public",
      "apps/web/index.html",
      "apps/web/vite.config.ts",
    ],
  },
].map(({ built, sources }) => ({
  built: built.map((name) => join(root, name)),
  sources: sources.map((name) => join(root, name)),
}));
const isOld = ({ built, sources }) =>
  built.some((file) => !existsSync(file) || statSync(file).mtimeMs < Math.max(...sources.map(newest)));
if (builds.some(isOld)) {
  process.stderr.write("Building...\n");
  run("run", "build", "--silent");
  // tsc leaves a file that did not change as it was; its time is the sign that it was looked at.
  for (const file of builds.flatMap(({ built }) => built)) writeFileSync(file, readFileSync(file));
}
