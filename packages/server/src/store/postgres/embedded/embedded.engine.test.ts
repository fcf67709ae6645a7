import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { insertProject, openDatabase, projects, type Database } from "../index.ts";
import { drizzleOver } from "../session.ts";
import { createEngine } from "./engine.ts";
import { connectEngine } from "./pool.ts";

let folder: string;
let database: Database;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "goldloop-embedded-"));
  database = await openDatabase({ dataDir: join(folder, "here") });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  await database?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A process that opens a folder, and the lines it prints. */
function opening(...args: string[]): { child: ChildProcess; lines: AsyncIterableIterator<string> } {
  const script = join(import.meta.dirname, "../../../../test/postgres-inserting-process.ts");
  const child = spawn(process.execPath, ["--conditions=@goldloop/source", script, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
}

async function killed(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

test("a first start that was interrupted leaves nothing in the way", async () => {
  const place = join(folder, "template");
  mkdirSync(join(place, "data.new", "base"), { recursive: true });
  writeFileSync(join(place, "data.new", "PG_VERSION"), "18\n");
  const opened = await openDatabase({ dataDir: place });
  await opened.close();
  expect(existsSync(join(place, "data.new"))).toBe(false);
});

/** A folder with data that nobody holds; a copy is made faster than new data. */
function copied(name: string): string {
  const place = join(folder, name);
  mkdirSync(place);
  cpSync(join(folder, "template", "data"), join(place, "data"), { recursive: true });
  return place;
}

describe("one session", () => {
  test.each<[string, (db: Database["db"]) => Promise<unknown>]>([
    ["a statement", (db) => db.select().from(projects)],
    ["a transaction", (db) => db.transaction(() => Promise.resolve())],
  ])("%s beside the transaction that it is in is refused at once, and the transaction goes on", async (_, beside) => {
    const name = `made beside ${String(beside)}`;
    await database.db.transaction(async (transaction) => {
      await insertProject(transaction, name);
      await expect(beside(database.db)).rejects.toMatchObject({
        kind: "rejected",
        hint: "use the transaction that was passed in",
      });
    });
    await beside(database.db);
    expect((await database.db.select().from(projects)).map((one) => one.name)).toContain(name);
  });

  test("what a transaction left behind may use the database once it has ended", async () => {
    const { promise: left, resolve } = Promise.withResolvers<{ ping: Promise<void> }>();
    await database.db.transaction(() => {
      setTimeout(() => resolve({ ping: database.ping() }), 50);
      return Promise.resolve();
    });
    const { ping } = await left;
    await expect(ping).resolves.toBeUndefined();
  });
});

describe("a folder belongs to one", () => {
  test("another process is refused, and told who has it", async () => {
    const { lines } = opening(join(folder, "here"));
    expect((await lines.next()).value).toBe(
      `data-folder-taken: another process (${process.pid}) has the data folder ${join(folder, "here")} open | ` +
        "stop the other goldloop serve, or give this one a folder of its own: --data DIR",
    );
    await database.ping();
  });

  test("so is a second time in this process", async () => {
    await expect(openDatabase({ dataDir: join(folder, "here") })).rejects.toThrow(/^this process has the data folder/);
    await database.ping();
  });

  test("of two that start at once one gets it", async () => {
    const both = [1, 2].map(async () => (await opening(join(folder, "contended")).lines.next()).value as string);
    const said = (await Promise.all(both)).map((line) => line.split(":")[0]);
    expect(said.toSorted()).toEqual(["data-folder-taken", "open"]);
  });
});

test.each([
  ["", 4],
  ["fsync", 1],
])("what was acknowledged outlives SIGKILL (%j)", async (fsync, rounds) => {
  const place = copied(`killed${fsync}`);
  const acknowledged: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const { child, lines } = opening(place, `round-${round}`, fsync);
    expect((await lines.next()).value).toBe("open");
    for (let n = 0; n < 30 + 25 * round; n++) acknowledged.push((await lines.next()).value as string);
    await killed(child);
  }
  const opened = await openDatabase({ dataDir: place });
  const names = new Set((await opened.db.select({ name: projects.name }).from(projects)).map(({ name }) => name));
  await opened.close();
  expect(acknowledged.length).toBe(fsync === "" ? 270 : 30);
  expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
});

test("with fsync a commit waits for the disk", async () => {
  const opened = await openDatabase({ dataDir: join(folder, "killedfsync") }, { fsync: true });
  const { rows } = await opened.db.execute(
    sql`select current_setting('fsync') as fsync, current_setting('wal_sync_method') as method`,
  );
  await opened.close();
  expect(rows).toEqual([{ fsync: "on", method: "fsync" }]);
});

test("data that is damaged is reported, not overwritten", async () => {
  const place = copied("damaged");
  writeFileSync(join(place, "data", "global", "pg_control"), "damaged");
  await expect(openDatabase({ dataDir: place })).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining(`cannot open the data folder ${place}`),
  });
  expect(existsSync(join(place, "data", "global", "pg_control"))).toBe(true);
});

test("an engine that is lost fails what runs, and is opened again with all that was committed", async () => {
  const engine = createEngine({ folder: join(folder, "template"), fsync: false }, { longestAnswerMs: 5_000 });
  const { db, end } = drizzleOver(connectEngine(engine));
  await insertProject(db, "before");
  const lost = { kind: "unavailable", message: "the embedded database has stopped" };
  const endless = db.transaction(async (transaction) => {
    await insertProject(transaction, "never committed");
    await transaction.execute(sql`with recursive n as (select 1 union all select 1 from n) select count(*) from n`);
  });
  await expect(endless).rejects.toMatchObject(lost);
  await insertProject(db, "after");
  const names = (await db.select({ name: projects.name }).from(projects)).map(({ name }) => name);
  expect(names.toSorted()).toEqual(["after", "before"]);
  await end();
  await engine.close();
});
