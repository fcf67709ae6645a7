import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../digest/index.ts";
import type { ModelAccess } from "../model/index.ts";
import type { TargetContext, TargetEnvironment } from "./definition.ts";
import { moduleTarget } from "./module.ts";
import { openTarget } from "./open.ts";

let root = "";

const files: Record<string, string> = {
  "echo.ts": `import { shout } from "./shout.ts"; export default (input: string): string => shout(input);`,
  "shout.ts": `export const shout = (text: string): string => text + "!";`,
  "context.ts": `export default async (input: unknown, context: object) => ({ ...context, signal: (context as { signal: AbortSignal }).signal.aborted });`,
  "named.ts": `export const answer = () => "named"; export const other = () => "other"; export const text = "no function";`,
  "single.ts": `export async function whatever() { return { output: "single", model: "m", usage: { input_tokens: 2 } }; }`,
  "nothing.ts": `export const a = 1;`,
  "stream.ts": `export default async function* (input: string) { for (const piece of input.split(" ")) yield piece + "."; }`,
  "throws.ts": `export default () => { throw new TypeError("the application's own error"); };`,
  "empty.ts": `export default () => {};`,
  "mutates.ts": `export default (input: { list: number[] }) => { input.list.push(9); return input.list.length; };`,
  "hangs.ts": `export default () => new Promise(() => {});`,
  "hanging-stream.ts": `export default async function* () { yield "a"; await new Promise(() => {}); }`,
};

/** The part of the OpenTelemetry API that joins spans, in the package that a user's project would have. */
const api = `
  const { AsyncLocalStorage } = require("node:async_hooks");
  const storage = new AsyncLocalStorage();
  const root = new Map();
  exports.context = { active: () => storage.getStore() ?? root, with: (context, run) => storage.run(context, run) };
  exports.trace = {
    setSpanContext: (context, span) => new Map(context).set("span", span),
    getTracerProvider: () => ({ getDelegate: () => exports.provider }),
  };
  exports.flushes = 0;
  exports.provider = { forceFlush: async () => { exports.flushes++; await new Promise((resolve) => setImmediate(resolve)); } };
`;
const traced = `
  import api from "@opentelemetry/api";
  export let own = 0;
  export const flush = async () => { own++; };
  export default async (input) => {
    await null;
    return input === "flushes" ? [api.flushes, own] : api.context.active().get("span");
  };
`;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "goldloop-module-")));
  const traceable = { "traced/node_modules/@opentelemetry/api/index.js": api, "traced/app.mjs": traced };
  for (const [path, text] of Object.entries({ ...files, ...traceable })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

const environment = (fields: Partial<TargetEnvironment> = {}): TargetEnvironment => ({
  directory: root,
  models: {} as ModelAccess,
  variables: { RELEASE: "v2" },
  ...fields,
});
const context = (fields: Partial<TargetContext> = {}): TargetContext => ({
  exampleId: "e1",
  trial: 1,
  seed: 3,
  signal: new AbortController().signal,
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  attachments: [],
  ...fields,
});
async function call(options: object, input: Json = "hi", fields: Partial<TargetContext> = {}) {
  const target = await moduleTarget.open(moduleTarget.options.parse(options), environment());
  return target.call(input, context(fields));
}

describe("module target", () => {
  it("calls the default export", async () => {
    expect(await call({ module: "echo.ts" })).toEqual({ output: "hi!", latencyMs: expect.any(Number) });
  });

  it("tells the function about the call, with its options filled in from the environment", async () => {
    const { output } = await call({
      module: "context.ts",
      options: { release: "${RELEASE}", model: "${MODEL:-none}" },
    });
    expect(output).toEqual({
      exampleId: "e1",
      trial: 1,
      seed: 3,
      signal: false,
      traceparent: context().traceparent,
      attachments: [],
      options: { release: "v2", model: "none" },
    });
  });

  it("calls the named export, or the only one", async () => {
    expect(await call({ module: "named.ts", export: "answer" })).toMatchObject({ output: "named" });
    expect(await call({ module: "single.ts" })).toMatchObject({
      output: "single",
      model: "m",
      usage: { inputTokens: 2 },
    });
  });

  it.each<[string, object, RegExp]>([
    ["an export that is not there", { module: "named.ts", export: "answr" }, /not exported; did you mean "answer"/],
    ["an export that is no function", { module: "named.ts", export: "text" }, /is no function/],
    ["several exports without a default", { module: "named.ts" }, /several functions and no default: answer, other/],
    ["a module without functions", { module: "nothing.ts" }, /exports no function/],
  ])("refuses %s when it opens", async (_, options, message) => {
    const opening = moduleTarget.open(moduleTarget.options.parse(options), environment());
    await expect(opening).rejects.toMatchObject({
      code: "no-export",
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  it("refuses a file that is not there and a variable that is not set", async () => {
    await expect(call({ module: "nope.ts" })).rejects.toMatchObject({ code: "module-not-found", exitCode: 2 });
    await expect(call({ module: "echo.ts", options: { a: "${NOPE}" } })).rejects.toMatchObject({
      code: "missing-variable",
      exitCode: 2,
    });
  });

  it("joins a stream and times the first piece", async () => {
    const result = await call({ module: "stream.ts" }, "a b");
    expect(result).toMatchObject({ output: "a.b.", timeToFirstTokenMs: expect.any(Number) });
  });

  it("passes on what the application throws, and takes nothing for an error", async () => {
    await expect(call({ module: "throws.ts" })).rejects.toThrow(new TypeError("the application's own error"));
    await expect(call({ module: "empty.ts" })).rejects.toMatchObject({ code: "no-output" });
  });

  it("keeps the example from being changed by the application", async () => {
    const input = { list: [1] };
    const target = await moduleTarget.open({ module: "mutates.ts" }, environment());
    expect([(await target.call(input, context())).output, (await target.call(input, context())).output]).toEqual([
      2, 2,
    ]);
    expect(input).toEqual({ list: [1] });
  });

  it.each(["hangs.ts", "hanging-stream.ts"])("stops at once when aborted, though %s never ends", async (module) => {
    const controller = new AbortController();
    const reason = new Error("timeout");
    const hanging = call({ module }, "hi", { signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(hanging).rejects.toBe(reason);
  });

  it("runs the call inside the run's trace and has its spans sent, once for calls that end together", async () => {
    const { target } = await openTarget(
      { module: "traced/app.mjs" },
      environment({ otlpEndpoint: "http://127.0.0.1:1" }),
    );
    expect(target.sendsSpans).toBe(true);
    const { output } = await target.call("span", context());
    expect(output).toEqual({
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "00f067aa0ba902b7",
      traceFlags: 1,
      isRemote: true,
    });
    await Promise.all(Array.from({ length: 50 }, () => target.call("span", context())));
    const counts = (await target.call("flushes", context())).output as number[];
    expect(Math.max(...counts)).toBeLessThanOrEqual(5);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
  });

  it("says that no spans can come where the project has no OpenTelemetry", async () => {
    const { target } = await openTarget({ module: "echo.ts" }, environment({ otlpEndpoint: "http://127.0.0.1:1" }));
    expect(target.sendsSpans).toBe(false);
  });
});

const identity = (spec: Parameters<typeof openTarget>[0], variables = {}) =>
  openTarget(spec, environment({ variables })).then((opened) => opened.identity);

describe("module target, identity", () => {
  it("covers the file, what it imports and the options as filled in", async () => {
    const one = await identity({ module: "echo.ts", options: { release: "${RELEASE:-v1}" } });
    expect(one).toMatchObject({ kind: "module", details: { module: "echo.ts", options: { release: "v1" } } });
    expect(Object.keys(one.details["files"] as object)).toEqual(["echo.ts", "shout.ts"]);
    expect(
      (await identity({ module: "echo.ts", options: { release: "${RELEASE:-v1}" } }, { RELEASE: "v2" })).digest,
    ).not.toBe(one.digest);
    await writeFile(join(root, "shout.ts"), `${files["shout.ts"]} // changed`);
    expect((await identity({ module: "echo.ts", options: { release: "v1" } })).digest).not.toBe(one.digest);
    await writeFile(join(root, "shout.ts"), files["shout.ts"] ?? "");
    expect(await identity({ module: { module: "echo.ts", options: { release: "v1" } } })).toEqual(one);
  });
});
