import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");
const cli = join(root, "packages/goldloop/bin/goldloop.js");
const key = "gl_pk_bench00000000000:gl_sk_bench000000000000000000000000000";
const admin = { email: "bench@example.com", password: "correct horse battery" };

/** Starts the built server over a new folder; `variables` are further settings. */
export async function startServer(variables = {}) {
  const data = mkdtempSync(join(tmpdir(), "goldloop-bench-"));
  const child = spawn(process.execPath, [cli, "serve", "--data", data, "--port", "0", "--grpc-port", "off", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      UV_THREADPOOL_SIZE: undefined,
      GOLDLOOP_INIT_PROJECT: "bench",
      GOLDLOOP_INIT_API_KEY: key,
      GOLDLOOP_INIT_ADMIN_EMAIL: admin.email,
      GOLDLOOP_INIT_ADMIN_PASSWORD: admin.password,
      GOLDLOOP_LOG_LEVEL: "error",
      ...variables,
    },
  });
  const [line] = await once(child.stdout.setEncoding("utf8"), "data");
  const { url } = JSON.parse(line);
  const request = async (method, path, body, headers = { authorization: `Bearer ${key}` }) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return { headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
  return {
    url,
    key,
    data,
    pid: child.pid,
    get: async (path) => (await request("GET", path)).body,
    /** Switches redaction off: detectors still look, nothing is replaced. */
    async keepEverything() {
      const { headers } = await request("POST", "/api/v1/login", admin, {});
      const cookie = headers.getSetCookie()[0].split(";")[0];
      const change = { redaction: { action: "keep" } };
      await request("PATCH", "/api/v1/settings?project=bench", change, { cookie });
    },
    /** MiB: now and at most since the start. */
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024;
      return { now: of("VmRSS"), most: of("VmHWM") };
    },
    async stop() {
      if (child.exitCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      }
    },
  };
}
