import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** ClickHouse over HTTP for tests: chDB in a process of its own, which can be taken away and given back. */
export interface ClickHouseBridge {
  /** `http://127.0.0.1:PORT/DATABASE` for GOLDLOOP_CLICKHOUSE_URL; stays the same through `start`. */
  readonly url: string;
  readonly data: string;
  /** SIGKILL: connections are cut, the next ones refused. */
  kill(): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
  /** Starts again over the same folder and port. */
  start(): Promise<void>;
  /** SIGSTOP and SIGCONT: connections stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** Starts a bridge on a free port over an empty folder and waits until it listens. */
export async function startClickHouseBridge(database = "goldloop"): Promise<ClickHouseBridge> {
  const data = mkdtempSync(join(tmpdir(), "goldloop-bridge-"));
  let { child, address } = await launch(data, "0");
  const url = `${address}/${database}`;
  return {
    url,
    data,
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
    async start() {
      ({ child, address } = await launch(data, new URL(url).port));
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    async remove() {
      await end(child, "SIGKILL");
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function launch(data: string, port: string): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "clickhouse-bridge-process.ts"), "--data", data, "--port", port],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, UV_THREADPOOL_SIZE: "40" } },
  );
  return new Promise((done, fail) => {
    let printed = "";
    let remarks = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (remarks += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (printed.endsWith("\n")) done({ child, address: printed.trim() });
    });
    child.once("exit", (code) => fail(new Error(`the bridge ended with ${code} before it listened:\n${remarks}`)));
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill("SIGCONT");
    child.kill(signal);
  });
}
