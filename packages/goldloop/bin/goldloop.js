#!/usr/bin/env node
// Plain JavaScript that any Node can parse: an old one gets an answer rather than a stack trace.
import { existsSync, readFileSync } from "node:fs";

import { enableCompileCache } from "node:module";
enableCompileCache?.();
const [major, minor] = process.versions.node.split(".").map(Number);
const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  process.stdout.write(`${version}\n`);
} else if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `✗ Goldloop needs Node 22.18 or newer; this is ${process.version}.\n` +
      "  Install a newer Node, or add one to the project (it then runs every npm script):\n" +
      "  npm install -D node@24\n",
  );
  process.exitCode = 2;
} else {
  const main = new URL("../dist/cli/main.js", import.meta.url);
  if (existsSync(main)) {
    const { runMain } = await import(main.href);
    // Handles that a user's module left open (timers, sockets) must not keep a finished command alive.
    process.exit(await runMain(argv));
  } else {
    process.stderr.write("✗ Goldloop is not built.\n  npm run build\n");
    process.exitCode = 2;
  }
}
