import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readSettings } from "./read-settings.ts";
import { variables } from "./variables.ts";

const root = join(import.meta.dirname, "../../../..");

test("docs/reference/server-settings.md says what the variables say", async () => {
  const script = join(root, "scripts/docs-settings.mjs");
  await expect(
    promisify(execFile)(process.execPath, ["-C", "@goldloop/source", script, "--check"], { cwd: root }),
  ).resolves.toMatchObject({ stderr: "" });
});

test("guides name no variable of the server that does not exist", () => {
  const ofTheCommandLine = ["GOLDLOOP_SERVER", "GOLDLOOP_API_KEY"];
  for (const guide of ["server", "self-hosting", "sizing", "backup"]) {
    const text = readFileSync(join(root, "docs/guides", `${guide}.md`), "utf8");
    const named = new Set(text.match(/\bGOLDLOOP_[A-Z_]+[A-Z]\b/g));
    expect([guide, [...named].filter((name) => !(name in variables) && !ofTheCommandLine.includes(name))]).toEqual([
      guide,
      [],
    ]);
  }
});

test("the compose file starts a server over the two databases, with settings that exist", () => {
  const { services, volumes } = parse(readFileSync(join(root, "compose.yaml"), "utf8")) as Compose;
  const environment = services["goldloop"]?.environment ?? {};
  // As compose fills them in: `${NAME:-default}` and `${NAME:?message}`.
  const filled = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+(?::([-?])([^}]*))?\}/g, (_, kind: string, rest: string) =>
        kind === "-" ? rest : "secret",
      ),
    ]),
  );
  const { settings, warnings } = readSettings(filled, { directory: "/" });
  expect(warnings).toEqual([]);
  expect(Object.keys(filled).filter((name) => !(name in variables))).toEqual([]);
  const [clickhouse, database] = [new URL(settings.clickhouseUrl ?? ""), new URL(settings.databaseUrl ?? "")];
  expect([clickhouse.hostname, clickhouse.username, clickhouse.pathname]).toEqual([
    "clickhouse",
    services["clickhouse"]?.environment["CLICKHOUSE_USER"],
    `/${services["clickhouse"]?.environment["CLICKHOUSE_DB"]}`,
  ]);
  expect([database.hostname, database.username, database.pathname]).toEqual([
    "postgres",
    services["postgres"]?.environment["POSTGRES_USER"],
    `/${services["postgres"]?.environment["POSTGRES_DB"]}`,
  ]);
  const mounted = Object.values(services).flatMap((service) => service.volumes.map((volume) => volume.split(":")[0]));
  expect(mounted.toSorted()).toEqual(Object.keys(volumes).toSorted());
});

test("the Dockerfile sets only settings that exist", () => {
  const text = readFileSync(join(root, "Dockerfile"), "utf8");
  const set = [...text.matchAll(/\b(GOLDLOOP_\w+)=(\S+)/g)].map(([, name, value]) => [name, value] as const);
  expect(set.map(([name]) => name).filter((name) => name === undefined || !(name in variables))).toEqual([]);
  expect(readSettings(Object.fromEntries(set), { directory: "/" }).settings).toMatchObject({
    host: "0.0.0.0",
    data: "/data",
  });
});

interface Compose {
  services: Record<string, { environment: Record<string, string>; volumes: string[] }>;
  volumes: Record<string, unknown>;
}
