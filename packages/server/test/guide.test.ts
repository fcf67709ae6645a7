import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { clients } from "../../../apps/web/src/connect/snippets.ts";
import { clientPrograms } from "./clients/programs.ts";

const root = resolve(import.meta.dirname, "../../..");
const guides = join(root, "docs/guides");
const guide = readFileSync(join(guides, "send-traces.md"), "utf8");
const blocks = [...guide.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));
const folder = join(import.meta.dirname, "clients");
const programs = [
  ...new Set(clientPrograms.map((program) => join(program.folder, program.file))),
  "opentelemetry/send-evaluation.mjs",
];
const to = { url: "http://127.0.0.1:4318", keyId: "gl_pk_1", keySecret: "gl_sk_2", modelUrl: "" };

/** Variables that a text of a shell sets. */
function exported(text: string): [string, string][] {
  return [...text.matchAll(/^export (\w+)="?([^"\n]*)"?$/gm)].map(([, name = "", value = ""]) => [name, value]);
}

/** What the tested programs are given, by variable. */
const given = new Map<string, Set<string>>();
for (const { variables } of clientPrograms) {
  for (const [name, value] of Object.entries(variables(to))) {
    given.set(name, (given.get(name) ?? new Set()).add(value));
  }
}

describe("the guide on sending traces", () => {
  test.each(blocks.filter(({ language }) => language === "js" || language === "python"))(
    "shows code that runs in the tests of the clients: $text",
    ({ text }) => {
      const holds = programs.filter((file) => readFileSync(join(folder, file), "utf8").includes(text));
      expect(holds).not.toEqual([]);
    },
  );

  test("sets the variables that the tests set, to the same", () => {
    const filled = (value: string) =>
      value
        .replace("$GOLDLOOP_API_KEY", "gl_pk_1:gl_sk_2")
        .replace(/^gl_pk_\.\.\.$/, "gl_pk_1")
        .replace(/^gl_sk_\.\.\.$/, "gl_sk_2");
    const set = blocks.filter(({ language }) => language === "bash").flatMap(({ text }) => exported(text));
    expect(set.length).toBeGreaterThan(15);
    const different = set.filter(([name, value]) => given.get(name)?.has(filled(value)) !== true);
    expect(different.filter(([name]) => name !== "OTEL_EXPORTER_OTLP_HEADERS")).toEqual([]);
    for (const [, value] of different) expect(filled(value)).toBe("authorization=Bearer%20gl_pk_1:gl_sk_2");
  });

  test("links only what is there", () => {
    for (const [, target = ""] of guide.matchAll(/\]\((\.[^)#]+)/g))
      expect(existsSync(join(guides, target))).toBe(true);
  });

  test("shows a configuration of the collector whose parts are all declared", () => {
    const text = readFileSync(join(guides, "examples/collector.yaml"), "utf8").trim();
    expect(guide).toContain(text);
    const { receivers, processors, exporters, extensions, service } = parse(text) as Record<string, any>;
    expect(Object.keys(service.pipelines)).toContain("traces");
    for (const pipeline of Object.values<any>(service.pipelines)) {
      expect(Object.keys(receivers)).toEqual(expect.arrayContaining(pipeline.receivers));
      expect(Object.keys(processors)).toEqual(expect.arrayContaining(pipeline.processors));
      expect(Object.keys(exporters)).toEqual(expect.arrayContaining(pipeline.exporters));
    }
    expect(Object.keys(extensions)).toEqual(service.extensions);
    expect(exporters["otlphttp/goldloop"].headers).toEqual({ authorization: "Bearer ${env:GOLDLOOP_API_KEY}" });
  });
});

test.each(clients.map((client) => [client.label, client] as const))(
  "the web app's lines for %s set what the tests set",
  (_, { snippet }) => {
    const lines = snippet({ url: to.url, id: to.keyId, secret: to.keySecret, token: `${to.keyId}:${to.keySecret}` });
    const own = new Map([["OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=production,service.version=1.0.0"]]);
    for (const [name, value] of exported(lines)) {
      if (own.get(name) !== value)
        expect([name, [...(given.get(name) ?? [])]]).toEqual([name, expect.arrayContaining([value])]);
    }
  },
);
