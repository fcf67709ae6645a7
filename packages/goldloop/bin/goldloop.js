#!/usr/bin/env node
// Plain JavaScript that any Node can parse: an old one gets an answer rather than a stack trace.
import { existsSync, readFileSync } from "node:fs";
import module from "node:module";

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
    // Read when libuv starts its first thread, which nothing before this line does. The embedded database waits for files
    // in threads of this pool: with the default of 4, file access would wait behind queries.
    if (argv[0] === "serve") process.env.UV_THREADPOOL_SIZE ??= "16";
    // Compiled code is kept between runs (in the temporary folder): every run but the first starts faster.
    module.enableCompileCache?.();
    silenceTypelessWarning();
    const { runMain } = await import(main.href);
    // Handles that a user's module left open (timers, sockets) must not keep a finished command alive.
    process.exit(await runMain(argv));
  } else {
    process.stderr.write("✗ Goldloop is not built.\n  npm run build\n");
    process.exitCode = 2;
  }
}

/** A user's package.json without "type" is no fault of theirs that each run must name. */
function silenceTypelessWarning() {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning, ...rest) => {
    const typeless = rest.some(
      (part) => part === "MODULE_TYPELESS_PACKAGE_JSON" || part?.code === "MODULE_TYPELESS_PACKAGE_JSON",
    );
    if (!typeless) emitWarning(warning, ...rest);
  };
}
