#!/usr/bin/env node
// The command line from its sources, unbuilt, for those who work on it: node scripts/goldloop.mjs run
import { runMain } from "../packages/goldloop/src/cli/main.ts";

const condition = "@goldloop/source";
const argv = process.argv.slice(2);
// The server is a package of its own, and finds the sources of both by this condition; so do its threads. The process
// replaces itself: whoever started it keeps its id.
if (argv[0] === "serve" && !process.execArgv.includes(condition) && process.execve !== undefined) {
  const args = [process.execPath, ...process.execArgv, "-C", condition, ...process.argv.slice(1)];
  process.execve(process.execPath, args, { UV_THREADPOOL_SIZE: "16", ...process.env });
}
process.exit(await runMain(argv));
