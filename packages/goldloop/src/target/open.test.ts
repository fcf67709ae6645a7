import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { ModelAccess } from "../model/index.ts";
import type { TargetEnvironment } from "./definition.ts";
import { openTarget } from "./open.ts";
import { targets } from "./registry.ts";
import { parseTargetSpec, targetSpecSchema } from "./spec.ts";
import type { TargetSpec } from "./spec.ts";

let root = "";
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "goldloop-open-")));
});
afterAll(() => rm(root, { recursive: true, force: true }));
const environment = (): TargetEnvironment => ({ directory: root, models: {} as ModelAccess, variables: {} });

describe("targetSpecSchema and parseTargetSpec", () => {
  it.each<[Exclude<TargetSpec, (...given: never[]) => unknown>, string, object]>([
    [{ module: "./app.ts" }, "module", { module: "./app.ts" }],
    [
      { module: "./app.ts", export: "answer", options: { a: 1 } },
      "module",
      { module: "./app.ts", export: "answer", options: { a: 1 } },
    ],
    [{ module: { module: "./app.ts", export: "answer" } }, "module", { module: "./app.ts", export: "answer" }],
    [{ http: "http://127.0.0.1/" }, "http", { url: "http://127.0.0.1/" }],
    [{ http: { url: "http://127.0.0.1/", stream: "sse" } }, "http", { url: "http://127.0.0.1/", stream: "sse" }],
    [{ exec: "python3 target.py" }, "exec", { command: "python3 target.py" }],
    [
      { exec: { command: ["python3", "target.py"], mode: "perExample" } },
      "exec",
      { command: ["python3", "target.py"], mode: "perExample" },
    ],
    [{ chat: { model: "openai/gpt-4.1", prompt: "p.md" } }, "chat", { model: "openai/gpt-4.1", prompt: "p.md" }],
    [{ replay: "outputs.jsonl" }, "replay", { file: "outputs.jsonl" }],
  ])("accept %j", (spec, kind, options) => {
    expect(targetSpecSchema.safeParse(spec).success).toBe(true);
    expect(parseTargetSpec(spec)).toMatchObject({ definition: { name: kind }, options });
  });

  it("accept a list as a command and a function in code", () => {
    expect(targetSpecSchema.safeParse({ exec: ["python3", "t.py"] }).success).toBe(true);
    expect(targetSpecSchema.safeParse((input: string) => input).success).toBe(true);
  });

  it.each<[unknown, string, RegExp]>([
    [{}, "target-spec", /one of module, http, exec, chat, replay/],
    [{ modul: "./app.ts" }, "target-spec", /did you mean "module"/],
    [{ module: "./a.ts", http: "http://x/" }, "target-spec", /one kind, not module and http/],
    [{ http: "http://x/", headers: {} }, "target-spec", /unknown key "headers" beside http/],
    [{ module: "./a.ts", exprt: "x" }, "target-options", /unknown option "exprt"; did you mean "export"/],
    [{ http: { url: "http://x/", outputs: "a" } }, "target-options", /unknown option "outputs"; did you mean "output"/],
    [{ http: { url: "http://x/", output: "a[" } }, "target-options", /output: expected a path/],
    [{ chat: { model: "gpt-4" } }, "target-options", /model: expected provider\/model/],
    [{ replay: {} }, "target-options", /file: /],
  ])("refuse %j", (spec, code, message) => {
    expect(targetSpecSchema.safeParse(spec).success).toBe(false);
    expect(() => parseTargetSpec(spec as { replay: string })).toThrow(
      expect.objectContaining({ code, exitCode: 2, message: expect.stringMatching(message) }),
    );
  });

  it("give editors a JSON Schema with every kind and no functions", () => {
    const schema = z.toJSONSchema(targetSpecSchema, { io: "input", unrepresentable: "any" }) as {
      anyOf: { properties?: object; not?: object }[];
    };
    expect(schema.anyOf.flatMap((branch) => Object.keys(branch.properties ?? {}))).toEqual(
      expect.arrayContaining([...targets.keys()]),
    );
    expect(schema.anyOf.filter((branch) => branch.properties === undefined)).toEqual([{ not: {} }]);
  });
});

describe("every kind of target", () => {
  it.each([...targets.values()])("$name describes itself and its options", ({ name, summary, options, short }) => {
    expect(targets.get(name)?.summary).toBe(summary);
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(Object.keys((options as unknown as z.ZodObject).shape)).toContain(short);
  });
});

const greet = (input: string) => `${input}!`;

describe("openTarget with a function", () => {
  it("calls it, and names it and the file it stands in", async () => {
    const file = join(root, "greeting.eval.ts");
    await writeFile(file, "export default {}");
    const { target, identity } = await openTarget(greet, environment(), file);
    const context = {
      exampleId: "e",
      trial: 0,
      seed: 0,
      signal: new AbortController().signal,
      traceparent: "",
      attachments: [],
    };
    expect((await target.call("hi", context)).output).toBe("hi!");
    expect(identity).toMatchObject({
      kind: "function",
      details: { name: "greet", file: "greeting.eval.ts", files: { "greeting.eval.ts": expect.any(String) } },
    });
    const other = await openTarget((input: string) => `${input}?`, environment());
    expect(other.identity.digest).not.toBe((await openTarget(greet, environment())).identity.digest);
  });
});
