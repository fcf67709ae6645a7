import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const fromSources = process.env["GOLDLOOP_TEST_SOURCE"] !== undefined;
/** The command line that tests run: the built one, or with GOLDLOOP_TEST_SOURCE the sources. */
const command = fromSources
  ? ["-C", "@goldloop/source", join(root, "scripts", "goldloop.mjs")]
  : [join(root, "packages", "goldloop", "bin", "goldloop.js")];
const startPatienceMs = 60_000;

/** An answer of the server, its body parsed when it is JSON. */
export interface Answer<T = any> {
  status: number;
  headers: Headers;
  body: T;
}

/** A real server, a process of its own over a folder of its own, with a project, a full key and an admin. */
export interface TestServer {
  readonly url: string;
  /** `127.0.0.1:PORT` */
  readonly grpcUrl: string;
  /** The link that makes the first admin, printed while there is none. */
  readonly setupLink: string | undefined;
  /** Full key of the project `test`, as a Bearer token. */
  readonly key: string;
  readonly adminEmail: string;
  readonly adminPassword: string;
  readonly data: string;
  readonly pid: number;
  /** GET with the key; other headers replace it (`{}` asks without). */
  get<T = any>(path: string, headers?: Record<string, string>): Promise<Answer<T>>;
  /** POST of JSON (or of bytes, with their content type) with the key. */
  post<T = any>(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  /** Any request with the key. */
  request<T = any>(
    method: string,
    path: string,
    init?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer<T>>;
  /** Logs the admin in and returns the cookie header. */
  login(): Promise<string>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts again over the same folder, on the same ports, after `stop` or `kill`; `more` are further variables. */
  restart(more?: Record<string, string>): Promise<void>;
  /** Everything that was written to stderr so far. */
  log(): string;
  /** Ends the server and removes its folder. */
  remove(): Promise<void>;
}

/** What a server is started with beside the defaults. */
export interface TestServerOptions {
  /** Variables, e.g. `GOLDLOOP_MAX_QUEUE`. */
  variables?: Record<string, string>;
  args?: readonly string[];
  /** Without them nobody exists, and the one-time link is printed. */
  init?: boolean;
}

const identity = {
  key: "gl_pk_test000000000000:gl_sk_test0000000000000000000000000000",
  adminEmail: "ana@example.com",
  adminPassword: "correct horse battery",
};

/**
 * Starts `goldloop serve` on free ports and waits until it listens. Meant for one server per test file: `beforeAll` starts
 * it and `afterAll` calls `remove`.
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const data = mkdtempSync(join(tmpdir(), "goldloop-server-"));
  let log = "";
  let running = await launch(data, options, { port: "0", grpcPort: "0" }, (text) => (log += text));
  const request: TestServer["request"] = async (method, path, init = {}) => {
    const { body, headers = { authorization: `Bearer ${identity.key}` } } = init;
    const raw = body === undefined || typeof body === "string" || body instanceof Uint8Array;
    const response = await fetch(new URL(path, running.url), {
      method,
      redirect: "manual",
      headers: { ...(raw ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: raw ? (body as RequestInit["body"]) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  return {
    get url() {
      return running.url;
    },
    get grpcUrl() {
      return running.grpcUrl;
    },
    get setupLink() {
      return running.setupLink;
    },
    get pid() {
      return running.child.pid ?? 0;
    },
    ...identity,
    data,
    request,
    get: (path, headers) => request("GET", path, headers === undefined ? {} : { headers }),
    post: (path, body, headers) =>
      request("POST", path, {
        body,
        ...(headers === undefined ? {} : { headers: { authorization: `Bearer ${identity.key}`, ...headers } }),
      }),
    async login() {
      const { status, headers } = await request("POST", "/api/v1/login", {
        body: { email: identity.adminEmail, password: identity.adminPassword },
        headers: {},
      });
      if (status >= 300) throw new Error(`login answered ${status}`);
      return headers
        .getSetCookie()
        .map((cookie) => cookie.split(";")[0])
        .join("; ");
    },
    stop: () => end(running.child, "SIGTERM"),
    async kill() {
      await end(running.child, "SIGKILL");
    },
    async restart(more = {}) {
      const port = new URL(running.url).port;
      const grpcPort = running.grpcUrl.split(":").at(-1) ?? "0";
      const variables = { ...options.variables, ...more };
      running = await launch(data, { ...options, variables }, { port, grpcPort }, (text) => (log += text));
    },
    log: () => log,
    async remove() {
      await end(running.child, "SIGTERM");
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Running {
  child: ChildProcess;
  url: string;
  grpcUrl: string;
  setupLink: string | undefined;
}

async function launch(
  data: string,
  { variables = {}, args = [], init = true }: TestServerOptions,
  ports: { port: string; grpcPort: string },
  onLog: (text: string) => void,
): Promise<Running> {
  const child = spawnServer(["--data", data, "--port", ports.port, "--grpc-port", ports.grpcPort, "--json", ...args], {
    ...(init
      ? {
          GOLDLOOP_INIT_PROJECT: "test",
          GOLDLOOP_INIT_API_KEY: identity.key,
          GOLDLOOP_INIT_ADMIN_EMAIL: identity.adminEmail,
          GOLDLOOP_INIT_ADMIN_PASSWORD: identity.adminPassword,
        }
      : {}),
    ...variables,
  });
  child.stderr?.setEncoding("utf8").on("data", onLog);
  const line = await firstLine(child);
  const { url, grpcUrl, setupLink } = JSON.parse(line) as Omit<Running, "child">;
  if (url === undefined) throw new Error(`the server did not start: ${line}`);
  return { child, url, grpcUrl, setupLink };
}

/** Starts `goldloop serve` with these arguments and waits for nothing. */
export function spawnServer(args: readonly string[], variables: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [...command, "serve", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "", NO_COLOR: "1", FORCE_COLOR: undefined, UV_THREADPOOL_SIZE: undefined, ...variables },
  });
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let printed = "";
    let remarks = "";
    const patience = setTimeout(() => {
      child.kill("SIGKILL");
      fail(new Error(`the server did not start within ${startPatienceMs} ms:\n${remarks}`));
    }, startPatienceMs);
    child.stderr?.on("data", (text: string) => (remarks += text));
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const at = printed.indexOf("\n");
      if (at < 0) return;
      clearTimeout(patience);
      done(printed.slice(0, at));
    });
    child.once("exit", (code) => {
      clearTimeout(patience);
      fail(new Error(`the server ended with ${code} before it listened:\n${printed}${remarks}`));
    });
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done) => {
    child.once("exit", (code) => done(code));
    child.kill(signal);
  });
}
