import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresInstalled, startPostgres, type PostgresServer } from "../../../test/postgres.ts";
import { insertProject, openDatabase, projects, type Database } from "./index.ts";

const away = {
  kind: "unavailable",
  message: expect.stringMatching(/^PostgreSQL (?:does not answer|cannot do it now)/),
};

describe.skipIf(!postgresInstalled)("a PostgreSQL server", () => {
  let server: PostgresServer;
  let url: string;
  let database: Database;
  beforeAll(async () => {
    server = await startPostgres();
    url = await server.createDatabase("goldloop");
    database = await openDatabase({ url });
  });
  afterAll(async () => {
    await database?.close();
    await server?.remove();
  });

  test("is told who asks, and ends what takes too long", async () => {
    const { rows } = await database.db.execute(
      sql`select current_setting('application_name') as name, current_setting('statement_timeout') as timeout`,
    );
    expect(rows).toEqual([{ name: "goldloop", timeout: "30s" }]);
    const stopped = database.db.transaction(async (transaction) => {
      await transaction.execute(sql`set local statement_timeout = 20`);
      await transaction.execute(sql`select pg_sleep(10)`);
    });
    await expect(stopped).rejects.toMatchObject({ kind: "limit" });
  });

  test("processes that start at once over an empty database make its tables once", async () => {
    const empty = await server.createDatabase("empty");
    const opened = await Promise.all(Array.from({ length: 6 }, () => openDatabase({ url: empty })));
    const names = opened.map(({ db }, n) => insertProject(db, n < 3 ? "same" : `own-${n}`));
    const outcomes = (await Promise.allSettled(names)).map(({ status }) => status);
    expect(outcomes.filter((one) => one === "fulfilled")).toHaveLength(4);
    await Promise.all(opened.map((one) => one.close()));
  });

  test.each(["fast", "immediate"] as const)(
    "fails what is asked while it is away (%s stop), and works when it is back, without being opened again",
    async (mode) => {
      await insertProject(database.db, `before ${mode}`);
      const begun = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const cutOff = database.db.transaction(async (transaction) => {
        await insertProject(transaction, `cut off ${mode}`);
        begun.resolve();
        await goOn.promise;
        await transaction.execute(sql`select 1`);
      });
      await begun.promise;
      const running = database.db.execute(sql`select pg_sleep(60)`).then(() => undefined);
      const ended = Promise.all([
        expect(running).rejects.toMatchObject(away),
        expect(cutOff).rejects.toMatchObject(away),
      ]);
      await database.ping();
      await server.stop(mode);
      goOn.resolve();
      await ended;
      await expect(database.ping()).rejects.toMatchObject(away);
      await expect(database.db.transaction(() => Promise.resolve())).rejects.toMatchObject(away);
      await expect(openDatabase({ url })).rejects.toMatchObject(away);
      await server.start();
      await insertProject(database.db, `after ${mode}`);
      const names = (await database.db.select().from(projects)).map(({ name }) => name);
      expect(names.filter((name) => name.endsWith(mode)).toSorted()).toEqual([`after ${mode}`, `before ${mode}`]);
    },
  );

  test("a database that does not exist, and a server that is none, are told apart from the program's own faults", async () => {
    await expect(openDatabase({ url: url.replace("/goldloop?", "/nowhere?") })).rejects.toMatchObject({
      kind: "unavailable",
      hint: "check the name of the database in GOLDLOOP_DATABASE_URL",
    });
    await expect(openDatabase({ url: "postgres://127.0.0.1:1/goldloop" })).rejects.toMatchObject({
      kind: "unavailable",
      message: "PostgreSQL does not answer (ECONNREFUSED)",
    });
  });
});
