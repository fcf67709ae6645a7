// `npm run demo`: releases v2 and v3 of the support assistant against the approved v1: one is blocked, one is allowed, and why.
// Then what production shows of the three. `--data DIR`: where its server keeps that, `.goldloop/server` unless given.
import { spawnSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkFree } from "./demo/folder.mjs";
import { showProduction } from "./demo/production.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const example = join(root, "examples", "support-assistant");
const cli = join(root, "packages", "goldloop", "bin", "goldloop.js");

function say(text) {
  process.stdout.write(`\n\u2500\u2500 ${text}\n\n`);
}

/** Runs the command line as a person would type it; any other exit code than the expected one ends the demo. */
function goldloop(release, expected, ...args) {
  process.stdout.write(`$ ${release === undefined ? "" : `SUPPORT_RELEASE=${release} `}goldloop ${args.join(" ")}\n\n`);
  const { status } = spawnSync(process.execPath, [cli, ...args], {
    cwd: example,
    stdio: "inherit",
    // The demo is no pull request, even where it runs in one.
    env: { ...process.env, SUPPORT_RELEASE: release ?? "", GOLDLOOP_FROZEN: "1", GITHUB_BASE_REF: "" },
  });
  if (status !== expected) stop(`goldloop ${args[0]} ended with exit code ${status}, not ${expected}`, status || 3);
}

function stop(reason, code) {
  process.stderr.write(`\nThe demo stopped: ${reason}\n`);
  process.exit(code);
}

const { values: given } = parseArgs({ options: { data: { type: "string" } } });
const data = resolve(root, given.data ?? ".goldloop/server");
try {
  await checkFree(data);
} catch (error) {
  stop(error.message, error.exitCode ?? 3);
}

say(
  "A support assistant. Release v1 is approved: evals/baselines holds what it answered. Release v2 is faster, at half the tokens. Should it ship?",
);
goldloop("v2", 1, "run", "support", "--stage", "pull-request");

say("Exit code 1: blocked. What v2 broke, example by example");
goldloop(undefined, 0, "compare", "approved", "latest");

say("Release v3 mends it");
goldloop("v3", 0, "run", "support", "--stage", "pull-request");

say("Exit code 0: allowed. The same in the browser");
goldloop(undefined, 0, "view", "latest", "--no-open");

try {
  await showProduction({ root, cli, data, say });
} catch (error) {
  stop(error.message, error.exitCode ?? 3);
}

say("The server has stopped. The web app on the same data, until Ctrl-C");
process.stdout.write(
  `$ npm start${given.data === undefined ? "" : ` -- --data ${given.data}`}\n\nThe first time it opens a link that makes your account, the admin's; the project is \`support\`.\n`,
);
