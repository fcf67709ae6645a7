// `npm run demo`: the support assistant's suite on release v1 and on v2, and what v2 broke.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const example = join(root, "examples", "support-assistant");
const cli = join(root, "packages", "goldloop", "bin", "goldloop.js");

function say(text) {
  process.stdout.write(`\n\u2500\u2500 ${text}\n\n`);
}

function goldloop(release, ...args) {
  process.stdout.write(`$ ${release === undefined ? "" : `SUPPORT_RELEASE=${release} `}goldloop ${args.join(" ")}\n\n`);
  const { status } = spawnSync(process.execPath, [cli, ...args], {
    cwd: example,
    stdio: "inherit",
    env: { ...process.env, SUPPORT_RELEASE: release ?? "", GOLDLOOP_FROZEN: "1" },
  });
  if (status !== 0) {
    process.stderr.write(`\nThe demo stopped: goldloop ${args[0]} ended with exit code ${status}.\n`);
    process.exit(status ?? 3);
  }
}

say("Release v1 of a support assistant, measured on its golden dataset");
goldloop("v1", "run", "support");

say("Release v2: faster, half the tokens. Is it as good?");
goldloop("v2", "run", "support");

say("What v2 broke");
goldloop(undefined, "compare", "latest~1", "latest");

say("The same in the browser");
goldloop(undefined, "view", "latest", "--no-open");
