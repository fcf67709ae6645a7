// `goldloop serve` for the length of the demo.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { taken } from "./folder.mjs";

/** Starts the server on free ports and waits until it listens. Throws, with what it said and its exit code, when it ends before. */
export async function startServer(cli, { data, project, key }) {
  const child = spawn(process.execPath, [cli, "serve", "--data", data, "--port", "0", "--grpc-port", "off", "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...withoutSettings(process.env),
      GOLDLOOP_INIT_PROJECT: project,
      GOLDLOOP_INIT_API_KEY: key,
      GOLDLOOP_LOG_LEVEL: "warn",
    },
  });
  let remarks = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (remarks += text));
  const ended = new Promise((done) => child.once("close", done));
  const listening = new Promise((done) => createInterface({ input: child.stdout }).once("line", done));
  const line = await Promise.race([listening, ended]);
  const { url, error, code, hint } = typeof line === "string" ? JSON.parse(line) : {};
  // One was started since the demo began.
  if (code === "data-folder-taken") throw taken(data);
  if (url === undefined) {
    const message = [error ?? remarks.trim(), hint].filter(Boolean).join("\n  ");
    throw Object.assign(new Error(message), { exitCode: (await ended) ?? 3 });
  }
  return {
    url,
    /** Stops it as Ctrl-C does, and returns its exit code. */
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
    kill: () => child.kill("SIGKILL"),
  };
}

/** A person's own server may have settings in the environment; the demo's has none of them. */
function withoutSettings(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("GOLDLOOP_")));
}
