import { setTimeout as delay } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { bigint, boolean, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databaseEngines, type StartedEngine } from "../../../test/databases.ts";
import { StoreError } from "../error.ts";
import { constraintOf, openDatabase, type Database } from "./index.ts";
import { migrate, readMigrations } from "./migrate.ts";

const things = pgTable("things", {
  id: text("id").primaryKey(),
  amount: integer("amount").unique("things_amount_unique"),
  big: bigint("big", { mode: "number" }),
  flag: boolean("flag"),
  time: timestamp("time", { withTimezone: true, precision: 3, mode: "date" }),
  json: jsonb("json"),
});
const createThings = sql`create table things (
  id text primary key, amount integer constraint things_amount_unique unique, big bigint, flag boolean,
  time timestamptz(3), json jsonb
)`;

describe.each(databaseEngines)("the database on $name", ({ missing, start }) => {
  describe.skipIf(missing !== undefined)(missing ?? "as it answers", () => {
    let engine: StartedEngine;
    let place: Awaited<ReturnType<StartedEngine["place"]>>;
    let database: Database;
    beforeAll(async () => {
      engine = await start();
      place = await engine.place();
      database = await openDatabase(place);
      await database.db.execute(createThings);
    });
    afterAll(async () => {
      await database?.close();
      await engine?.remove();
    });
    const ids = async () => (await database.db.select({ id: things.id }).from(things)).map(({ id }) => id).toSorted();

    test("says what it is, and that it answers", async () => {
      expect(database.description).toMatch(/^PGlite \d+\.\d+ in \/|^PostgreSQL 15\.\d+ at localhost$/);
      await database.ping();
    });

    test("values come back as they went in", async () => {
      const row = {
        id: "värde \u{1f980} '; drop table things",
        amount: -2_147_483_648,
        big: 9_007_199_254_740_991,
        flag: false,
        time: new Date("2026-03-29T01:59:59.123Z"),
        json: { text: 'a "b" \u{1f980}', list: [1, 2.5, null, true, { deep: [] }], empty: "" },
      };
      const bare = { id: "bare", amount: null, big: null, flag: null, time: null, json: null };
      await database.db.insert(things).values([row, bare]);
      expect(await database.db.select().from(things).where(eq(things.id, row.id))).toEqual([row]);
      expect(await database.db.select().from(things).where(eq(things.id, "bare"))).toEqual([bare]);
      await database.db
        .update(things)
        .set({ json: [1, "two"] })
        .where(eq(things.id, "bare"));
      expect(await database.db.select({ json: things.json }).from(things).where(eq(things.id, "bare"))).toEqual([
        { json: [1, "two"] },
      ]);
      expect(await database.db.$count(things)).toBe(2);
      const { rows } = await database.db.execute(sql`select count(*)::int as count, true as flag from things`);
      expect(rows).toEqual([{ count: 2, flag: true }]);
      await database.db.delete(things);
    });

    test("a large value comes back whole", async () => {
      const json = { text: "0123456789é".repeat(500_000) };
      await database.db.insert(things).values({ id: "large", json });
      const [row] = await database.db.select({ json: things.json }).from(things).where(eq(things.id, "large"));
      expect(row?.json).toEqual(json);
      await database.db.delete(things);
    });

    test("a transaction that fails leaves nothing, and throws what made it fail", async () => {
      const failing = database.db.transaction(async (transaction) => {
        await transaction.insert(things).values({ id: "gone" });
        throw new RangeError("mine");
      });
      await expect(failing).rejects.toThrow(new RangeError("mine"));
      expect(await ids()).toEqual([]);
    });

    test("a statement that fails ends its transaction; the next one works", async () => {
      await database.db.insert(things).values({ id: "a" });
      const failing = database.db.transaction(async (transaction) => {
        await transaction.insert(things).values({ id: "b" });
        await transaction
          .insert(things)
          .values({ id: "a" })
          .catch(() => undefined);
        await transaction.insert(things).values({ id: "c" });
      });
      await expect(failing).rejects.toMatchObject({ kind: "rejected", message: expect.stringContaining("25P02") });
      expect(await ids()).toEqual(["a"]);
      await database.db.delete(things);
    });

    test("a savepoint saves what came before it", async () => {
      await database.db.transaction(async (transaction) => {
        await transaction.insert(things).values({ id: "kept" });
        const inner = transaction.transaction(async (deeper) => {
          await deeper.insert(things).values({ id: "dropped" });
          await deeper.insert(things).values({ id: "kept" });
        });
        await expect(inner).rejects.toMatchObject({ kind: "rejected" });
        await transaction.insert(things).values({ id: "after" });
      });
      expect(await ids()).toEqual(["after", "kept"]);
      await database.db.delete(things);
    });

    test("transactions that read and then write lose no update", async () => {
      await database.db.insert(things).values({ id: "counter", amount: 0 });
      const count = () =>
        database.db.transaction(async (transaction) => {
          const [row] = await transaction.select().from(things).where(eq(things.id, "counter")).for("update");
          await delay(1);
          await transaction
            .update(things)
            .set({ amount: (row?.amount ?? 0) + 1 })
            .where(eq(things.id, "counter"));
        });
      await Promise.all(Array.from({ length: 40 }, count));
      expect(await database.db.select({ amount: things.amount }).from(things)).toEqual([{ amount: 40 }]);
      await database.db.delete(things);
    });

    test("nobody sees what a transaction has not committed, and statements at the same time get their own answers", async () => {
      const begun = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const writing = database.db.transaction(async (transaction) => {
        await transaction.insert(things).values({ id: "early" });
        begun.resolve();
        await goOn.promise;
        throw new RangeError("taken back");
      });
      await begun.promise;
      const reading = ids();
      const numbers = Array.from({ length: 200 }, async (_, n) => {
        const { rows } = await database.db.execute<{ n: number }>(sql`select ${n}::int as n`);
        return rows[0]?.n;
      });
      goOn.resolve();
      await expect(writing).rejects.toThrow("taken back");
      expect(await reading).toEqual([]);
      expect(await Promise.all(numbers)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    });

    test("an isolation level is kept", async () => {
      const level = await database.db.transaction(
        async (transaction) => (await transaction.execute(sql`show transaction isolation level`)).rows,
        { isolationLevel: "serializable" },
      );
      expect(level).toEqual([{ transaction_isolation: "serializable" }]);
    });

    test.each<[string, () => Promise<unknown>, Partial<StoreError>]>([
      ["of syntax", () => database.db.execute(sql`selec 1`), { kind: "rejected" }],
      [
        "of a name",
        () => database.db.execute(sql`select 1 from nowhere where ${"secret"} = 'x'`),
        { kind: "rejected", message: 'PostgreSQL refused the statement (42P01): relation "nowhere" does not exist' },
      ],
      ["of a value", () => database.db.execute(sql`select ${"secret"}::int`), { kind: "rejected" }],
      ["of a division", () => database.db.execute(sql`select 1 / ${0}::int`), { kind: "rejected" }],
    ])("a failure %s is a StoreError that quotes no value; the next statement works", async (_, fail, expected) => {
      const error = await fail().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject(expected);
      expect(JSON.stringify([String(error), (error as StoreError).hint, error])).not.toContain("secret");
      expect((error as StoreError).cause).toBeUndefined();
      await database.ping();
    });

    test("a violated constraint has a name, and the value stays out of it", async () => {
      await database.db.insert(things).values({ id: "ana@example.com", amount: 7 });
      const again = await database.db
        .insert(things)
        .values({ id: "b", amount: 7 })
        .catch((thrown: unknown) => thrown);
      expect(constraintOf(again)).toBe("things_amount_unique");
      const same = await database.db
        .insert(things)
        .values({ id: "ana@example.com" })
        .catch((thrown: unknown) => thrown);
      expect(constraintOf(same)).toBe("things_pkey");
      expect(`${String(same)} ${JSON.stringify(same)}`).not.toContain("ana@");
      expect(constraintOf(new Error("other"))).toBeUndefined();
      await database.db.delete(things);
    });

    test("opened again, it holds what was stored, and tables are made once", async () => {
      await database.db.insert(things).values({ id: "kept" });
      await database.close();
      database = await openDatabase(place);
      expect(await ids()).toEqual(["kept"]);
      const { rows } = await database.db.execute(sql`select count(*)::int as count from migrations`);
      expect(rows).toEqual([{ count: readMigrations().length }]);
    });

    test("tables of a newer program, or of another form, are refused", async () => {
      const next = {
        sql: ["create table later (id int)"],
        bps: true,
        folderMillis: Date.now(),
        hash: "sha256 of later",
      };
      await migrate(database.db, [...readMigrations(), next]);
      await expect(migrate(database.db, readMigrations())).rejects.toMatchObject({
        kind: "rejected",
        message: expect.stringContaining("newer than this program"),
      });
      const other = [...readMigrations().map((one) => ({ ...one, hash: "other" })), next];
      await expect(migrate(database.db, other)).rejects.toThrow("another form of a migration");
    });

    test("a migration that fails half-way leaves nothing", async () => {
      const empty = await openDatabase(await engine.place());
      const failing = { sql: ["create table half (id int)", "selec"], bps: true, folderMillis: Date.now(), hash: "x" };
      await expect(migrate(empty.db, [...readMigrations(), failing])).rejects.toMatchObject({ kind: "rejected" });
      const { rows } = await empty.db.execute(sql`select to_regclass('half')::text as half`);
      expect(rows).toEqual([{ half: null }]);
      await empty.close();
    });

    test("what was closed answers no more", async () => {
      const other = await openDatabase(await engine.place());
      const last = other.db.execute(sql`select 1 as one`).then((answer) => answer.rows);
      await other.close();
      expect(await last).toEqual([{ one: 1 }]);
      await expect(other.ping()).rejects.toMatchObject({ kind: "unavailable" });
    });
  });
});
