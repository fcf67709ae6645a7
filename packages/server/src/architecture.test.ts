import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const src = dirname(fileURLToPath(import.meta.url));

interface Import {
  file: string;
  room: string;
  /** Path within src, or a package's name. */
  target: string;
  targetRoom: string | undefined;
  typesOnly: boolean;
}

const statement =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?([^;"']*?from\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

/** What every room may use: words that are passed between them, and errors. They import nothing of the rooms. */
const words = /^(?:api\/contract\/|api\/(?:problem|range)\.ts$|store\/error\.ts$|access\/principal\.ts$)/;

/** Folders, and within the store one room for each engine. */
function roomOf(path: string): string {
  if (words.test(path)) return "words";
  const [first = "", second = ""] = path.split("/");
  if (!path.includes("/")) return ".";
  return first === "store" && !second.endsWith(".ts") ? `${first}/${second}` : first;
}

function files(): string[] {
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(sep).join("/"))
    .filter(
      (name) =>
        name.endsWith(".ts") && !name.endsWith(".test.ts") && !/(?:^|\/)(?:fixtures|contract-suite)\//.test(name),
    );
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), "utf8");
  return [...text.matchAll(statement)].map((match) => {
    const specifier = match[4] ?? match[5] ?? "";
    const own = specifier.startsWith(".");
    const target = own
      ? relative(src, resolve(src, dirname(file), specifier))
          .split(sep)
          .join("/")
      : specifier;
    return {
      file,
      room: roomOf(file),
      target,
      targetRoom: own ? roomOf(target) : undefined,
      typesOnly: match[2] !== undefined || /^\s*\{(?:\s*type\s[^,}]*,?)+\}\s*from\s*$/.test(match[3] ?? ""),
    };
  });
}

function codeOf(text: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;
  return text.replace(token, (part) => (part.startsWith("`") ? (part.match(/\$\{[^}]*\}/g) ?? []).join(" ") : '""'));
}

const all = files().flatMap(importsOf);
const acrossRooms = all.filter((one) => one.targetRoom !== undefined && one.targetRoom !== one.room);
const loading = acrossRooms.filter((one) => !one.typesOnly);

function show(imports: Import[]): string[] {
  return imports.map(({ file, target }) => `${file} -> ${target}`);
}

/** Room -> rooms of which it may load code. Types may come from anywhere. */
const mayLoad: Record<string, string[]> = {
  words: [],
  config: ["words"],
  observe: ["words", "ingest"],
  "store/clickhouse": ["words", "config"],
  "store/postgres": ["words", "config"],
  "store/spans": ["words", "store/clickhouse"],
  "store/scores": ["words", "store/clickhouse"],
  signal: ["words", "store/clickhouse", "store/spans", "store/scores"],
  access: ["words", "config", "store/postgres"],
  ingest: ["words", "config", "access", "store/clickhouse", "store/spans", "store/scores"],
};

describe("direction rules of the server", () => {
  test("the scan sees imports", () => expect(acrossRooms.length).toBeGreaterThan(40));

  test.each(Object.keys(mayLoad))("%s loads only what lies below it", (room) => {
    const offenders = loading.filter((one) => one.room === room && !mayLoad[room]?.includes(one.targetRoom ?? ""));
    expect(show(offenders)).toEqual([]);
  });

  test("only serve loads the API, and nobody loads serve but the public face", () => {
    const offenders = loading.filter(
      ({ room, targetRoom }) => (targetRoom === "api" && room !== "serve") || (targetRoom === "serve" && room !== "."),
    );
    expect(show(offenders)).toEqual([]);
  });

  test("across rooms code is loaded from index.ts only", () => {
    const inner = loading.filter(
      ({ target, targetRoom, room }) =>
        targetRoom !== "words" && room !== "." && target !== `${targetRoom}/index.ts` && target !== `${targetRoom}.ts`,
    );
    expect(show(inner)).toEqual([]);
  });

  test("rooms make no cycle", () => {
    const graph = new Map<string, Set<string>>();
    for (const { room, targetRoom } of loading) {
      if (room === "." || targetRoom === undefined) continue;
      graph.set(room, (graph.get(room) ?? new Set()).add(targetRoom));
    }
    const cycles: string[] = [];
    const visit = (room: string, path: string[]): void => {
      if (path.includes(room)) cycles.push([...path.slice(path.indexOf(room)), room].join(" -> "));
      else for (const next of graph.get(room) ?? []) visit(next, [...path, room]);
    };
    for (const room of graph.keys()) visit(room, []);
    expect([...new Set(cycles)]).toEqual([]);
  });

  test("of goldloop only the faces that are made for the server are imported", () => {
    const faces = new Set(
      ["error", "digest", "trace", "redaction", "model", "refusal", "stats"].map((face) => `goldloop/${face}`),
    );
    const offenders = all.filter(({ target }) => /^goldloop(?:\/|$)/.test(target) && !faces.has(target));
    expect(show(offenders)).toEqual([]);
  });

  test("the environment is not read: the command line passes it in; nobody ends the process or prints past the log", () => {
    const banned = /\bprocess\s*(?:\?\.|\.)\s*(?:env|exit)\b|\bprocess\s*\[|\bconsole\s*\./;
    const offenders = files().filter((file) => banned.test(codeOf(readFileSync(join(src, file), "utf8"))));
    expect(offenders).toEqual([]);
  });
});
