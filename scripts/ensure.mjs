// Runs before `npm test`, `npm start` and `npm run demo`, on whatever Node is there: brings node_modules up to the lock file,
// so that they work on a fresh clone, and builds what is not built. Says what it does, since that takes minutes the first time.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// npm's own Node, not the one that an earlier install put into node_modules: that one is replaced by `npm ci`.
const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;

/** Runs npm. What it prints is of interest only when it fails: the bundler lists every file. */
function run(args) {
  const [command, ...rest] = npm === undefined ? ["npm", ...args] : [node, npm, ...args];
  const options = {
    cwd: root,
    env: { ...process.env, npm_config_loglevel: "error" },
    maxBuffer: Infinity,
  };
  return new Promise((done, fail) => {
    const child = execFile(command, rest, options, (error, stdout, stderr) => {
      if (error === null) done();
      else fail(new Error(`${stdout}${stderr}\n✗ npm ${args.join(" ")} failed, see above\n`));
    });
    child.stdin.end();
  });
}

/** Shows a step while it runs: on a terminal with the seconds that went by. */
async function show(text, work) {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  process.stderr.write(`${text} ...`);
  const tick = process.stderr.isTTY
    ? setInterval(() => process.stderr.write(`\r${text} ... ${seconds()}`), 1000)
    : undefined;
  try {
    await work();
  } finally {
    clearInterval(tick);
  }
  process.stderr.write(`${process.stderr.isTTY ? `\r${text} ...` : ""} done, ${seconds()}\n`);
}

const stampFile = join(root, "node_modules", ".goldloop-lock");
const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");

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

const build = builds.some(isOld);
const steps = [];
if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== lock) {
  steps.push({
    text: "installing packages (npm ci), the longest",
    async work() {
      await run(["ci"]);
      mkdirSync(dirname(stampFile), { recursive: true });
      writeFileSync(stampFile, lock);
    },
  });
}
if (build) {
  // Both, whichever is old: the server is built against the other.
  for (const [name, what] of [
    ["goldloop", "the command line"],
    ["goldloop-server", "the server and the web app"],
  ])
    steps.push({ text: `building ${what}`, work: () => run(["run", "build", "--silent", "--workspace", name]) });
}

try {
  for (const [index, { text, work }] of steps.entries()) await show(`${index + 1}/${steps.length}  ${text}`, work);
} catch (error) {
  process.stderr.write(`\n${error.message}`);
  process.exit(1);
}
// tsc leaves a file that did not change as it was; its time is the sign that it was looked at.
if (build) for (const file of builds.flatMap(({ built }) => built)) writeFileSync(file, readFileSync(file));
