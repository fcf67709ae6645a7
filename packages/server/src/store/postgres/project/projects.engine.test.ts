import { createRedactor } from "goldloop/redaction";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { databaseEngines, type StartedEngine } from "../../../../test/databases.ts";
import type { PostgresServer } from "../../../../test/postgres.ts";
import type { ProjectJson, Redaction, SettingsChange } from "../../../api/contract/access.ts";
import { readSettings } from "../../../config/index.ts";
import { createProjects, insertProject, keys, openDatabase, projects, type Database, type Projects } from "../index.ts";

const { settings } = readSettings({}, { directory: "/srv" });
const elsewhere = readSettings({ GOLDLOOP_RETENTION_DAYS: "30" }, { directory: "/srv" }).settings;
const redaction: Redaction = {
  action: "hash",
  kinds: { email: "drop" },
  patterns: [{ name: "order", pattern: "order-\\d{3}", flags: "i" }],
};

describe.each(databaseEngines)("projects on $name", ({ missing, start }) => {
  describe.skipIf(missing !== undefined)(missing ?? "as they are kept", () => {
    let engine: StartedEngine;
    let database: Database;
    let service: Projects;
    let other: Projects;
    let count = 0;
    beforeAll(async () => {
      engine = await start();
      database = await openDatabase(await engine.place());
      service = createProjects({ database, settings });
      other = createProjects({ database, settings: elsewhere });
    });
    afterAll(async () => {
      await service?.close();
      await other?.close();
      await database?.close();
      await engine?.remove();
    });
    const made = (): Promise<ProjectJson> => insertProject(database.db, `project ${++count}`);

    test("a new project has the server's settings, and says so", async () => {
      const { id, createdAt } = await made();
      expect(new Date(createdAt).toISOString()).toBe(createdAt);
      expect(await service.settings(id)).toMatchObject({
        projectId: id,
        retentionDays: 90,
        redaction: { action: "mask", kinds: {}, patterns: [] },
        prices: [],
      });
      expect(await service.shown(id)).toEqual({
        retentionDays: { value: 90, from: "default" },
        redaction: { value: { action: "mask", kinds: {}, patterns: [] }, from: "default" },
        prices: { value: [], from: "default" },
      });
      expect((await other.shown(id)).retentionDays).toEqual({ value: 30, from: "environment" });
    });

    test("a name is given once, also within a transaction, which goes on", async () => {
      const { name } = await made();
      await expect(insertProject(database.db, name)).rejects.toMatchObject({ status: 409, code: "project-exists" });
      const after = await database.db.transaction(async (transaction) => {
        await expect(insertProject(transaction, name)).rejects.toMatchObject({ status: 409 });
        return insertProject(transaction, `${name} after`);
      });
      expect(after.name).toBe(`${name} after`);
    });

    test("a change counts at once, gives the settings a new version, and null takes it back", async () => {
      const { id } = await made();
      const before = await service.settings(id);
      const prices = [{ model: "m", inputUsdPerMillion: 1, outputUsdPerMillion: 2 }];
      await service.change(id, { retentionDays: 7, redaction, prices });
      const changed = await service.settings(id);
      expect(changed).toMatchObject({ retentionDays: 7, prices });
      expect(changed.version).not.toBe(before.version);
      expect(await service.shown(id)).toEqual({
        retentionDays: { value: 7, from: "project" },
        redaction: { value: redaction, from: "project" },
        prices: { value: prices, from: "project" },
      });
      await service.change(id, { prices: null, retentionDays: null });
      expect(await service.settings(id)).toMatchObject({ retentionDays: 90, prices: [], redaction: changed.redaction });
      expect(new Set([before, changed, await service.settings(id)].map(({ version }) => version)).size).toBe(3);
      await service.change(id, { redaction: null });
      expect((await service.shown(id)).redaction.from).toBe("default");
    });

    test("a change is written down in its transaction: before, after, and not at all when that fails", async () => {
      const { id } = await made();
      const seen: unknown[] = [];
      await service.change(id, { retentionDays: 8 }, async (transaction, before, after) => {
        seen.push(before.retentionDays, after.retentionDays, await transaction.$count(projects, eq(projects.id, id)));
      });
      expect(seen).toEqual([{ value: 90, from: "default" }, { value: 8, from: "project" }, 1]);
      const failing = () => Promise.reject(new RangeError("not written down"));
      await expect(service.change(id, { retentionDays: 9 }, failing)).rejects.toThrow("not written down");
      await expect(service.mark(id, { release: "r" }, failing)).rejects.toThrow("not written down");
      expect((await service.settings(id)).retentionDays).toBe(8);
      expect(await service.markers(id, { fromMs: 0, toMs: Date.now() + 60_000 })).toEqual([]);
    });

    test("settings that did not change are the same object", async () => {
      const { id } = await made();
      expect(await service.settings(id)).toBe(await service.settings(id));
    });

    test("a change is known elsewhere within 5 s, and old settings are the same object until then", async () => {
      const { id } = await made();
      const before = await other.settings(id);
      await service.change(id, { retentionDays: 3 });
      const changedAt = performance.now();
      await vi.waitFor(async () => expect((await other.settings(id)).retentionDays).toBe(3), {
        timeout: 6_000,
        interval: 100,
      });
      expect(performance.now() - changedAt).toBeLessThan(5_500);
      expect((await other.settings(id)).version).not.toBe(before.version);
    });

    test("rules travel to a thread and redact, by a hash that is the project's own", async () => {
      const texts = await Promise.all(
        [await made(), await made()].map(async ({ id }) => {
          await service.change(id, { redaction });
          const { redaction: rules } = structuredClone(await service.settings(id));
          return createRedactor(rules).text("ORDER-123 of ana@example.com");
        }),
      );
      expect(texts).toEqual([
        expect.stringMatching(/^\[order#[a-z]{16}\] of $/),
        expect.stringMatching(/^\[order#[a-z]{16}\] of $/),
      ]);
      expect(texts[0]).not.toBe(texts[1]);
    });

    test.each<[string, SettingsChange, RegExp]>([
      ["a pattern that is none", pattern("a", "(["), /"a"/],
      ["a pattern that only a backtracking engine could run", pattern("twice", "(a+)\\1"), /"twice".*not supported/],
      ["a pattern that matches nothing", pattern("empty", "a*"), /"empty".*empty text/],
      ["flags that do not exist", pattern("flags", "a", "q"), /"flags"/],
      ["a name that is none", pattern("a]b", "a"), /name/],
      ["a kind that nothing finds", { redaction: { ...redaction, kinds: { e_mail: "drop" } } }, /e_mail/],
      ["two patterns of one name", { redaction: { ...redaction, patterns: [order("1"), order("2")] } }, /"order"/],
      [
        "two prices from the same moment",
        { prices: [price("2026-01-01T00:00:00Z"), price("2026-01-01T01:00:00+01:00")] },
        /"m"/,
      ],
    ])("%s is refused, and nothing changes", async (_, change, message) => {
      const { id } = await made();
      const before = await service.settings(id);
      await expect(service.change(id, { ...change, retentionDays: 5 })).rejects.toMatchObject({
        status: 422,
        message: expect.stringMatching(message),
      });
      expect(await service.settings(id)).toBe(before);
      expect((await service.shown(id)).retentionDays.value).toBe(90);
    });

    test("a pattern that would stop a backtracking engine does no harm", async () => {
      const { id } = await made();
      await service.change(id, pattern("slow", "(a+)+b"));
      const { redaction: rules } = await service.settings(id);
      expect(createRedactor(rules).text("a".repeat(5_000))).toBe("a".repeat(5_000));
    });

    test("what is asked of a project that does not exist is answered with 404", async () => {
      const unknown = { status: 404, code: "unknown-project" };
      await expect(service.settings("none")).rejects.toMatchObject(unknown);
      await expect(service.shown("none")).rejects.toMatchObject(unknown);
      await expect(service.change("none", { retentionDays: 3 })).rejects.toMatchObject(unknown);
      await expect(service.mark("none", { release: "r" })).rejects.toMatchObject(unknown);
    });

    test("every project is listed with its retention", async () => {
      const [one, two] = [await made(), await made()];
      await service.change(two.id, { retentionDays: 2 });
      expect(await service.all()).toEqual(
        expect.arrayContaining([
          { projectId: one.id, retentionDays: 90 },
          { projectId: two.id, retentionDays: 2 },
        ]),
      );
    });

    test("markers come back in their order, within a range and a project", async () => {
      const [one, two] = [await made(), await made()];
      await service.mark(one.id, { release: "r2", time: "2026-11-02T00:00:00+01:00" });
      await service.mark(one.id, { release: "r1", time: "2026-11-01T00:00:00Z", note: "first" });
      await service.mark(two.id, { release: "other", time: "2026-11-01T00:00:00Z" });
      const range = { fromMs: Date.parse("2026-11-01T00:00:00Z"), toMs: Date.parse("2026-11-01T23:00:00Z") };
      expect(await service.markers(one.id, range)).toEqual([
        { release: "r1", time: "2026-11-01T00:00:00.000Z", note: "first" },
        { release: "r2", time: "2026-11-01T23:00:00.000Z" },
      ]);
      const { time } = await service.mark(one.id, { release: "now" });
      expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(60_000);
      expect(await service.markers(one.id, { ...range, toMs: range.fromMs })).toHaveLength(1);
    });

    test("the first span of a project and of a key is remembered, and the key's last use", async () => {
      const { id } = await made();
      const key = `gl_pk_${id}`;
      const createdBy = "system";
      await database.db
        .insert(keys)
        .values({ id: key, projectId: id, name: "k", scope: "ingest", secretHash: key, createdBy });
      for (let n = 0; n < 1_000; n++) service.seen(id, key);
      service.seen(id, "gl_pk_gone");
      await vi.waitFor(async () => {
        const [row] = await database.db.select().from(keys).where(eq(keys.id, key));
        expect(row?.lastUsedAt).toEqual(expect.any(Date));
        expect(row?.firstSpanAt).toEqual(row?.lastUsedAt);
      });
      const [project] = await database.db.select().from(projects).where(eq(projects.id, id));
      const firstSpanAt = project?.firstSpanAt;
      expect(firstSpanAt).toEqual(expect.any(Date));
      other.seen(id, key);
      const third = createProjects({ database, settings });
      third.seen(id, key);
      await third.close();
      const [after] = await database.db.select().from(projects).where(eq(projects.id, id));
      expect(after?.firstSpanAt).toEqual(firstSpanAt);
    });

    test("while the database is away, known settings go on to count", async ({ skip }) => {
      const server = engine.server as PostgresServer;
      if (server === undefined) skip("the embedded one does not go away");
      const { id } = await made();
      const before = await service.settings(id);
      const key = `gl_pk_${id}`;
      await server.stop();
      service.seen(id, key);
      await expect(service.shown(id)).rejects.toMatchObject({ kind: "unavailable" });
      vi.useFakeTimers({ toFake: ["performance"] });
      vi.advanceTimersByTime(60_000);
      expect(await service.settings(id)).toBe(before);
      vi.useRealTimers();
      await server.start();
      await service.change(id, { retentionDays: 4 });
      expect((await service.settings(id)).retentionDays).toBe(4);
      await service.close();
      const [row] = await database.db.select().from(projects).where(eq(projects.id, id));
      expect(row?.firstSpanAt).toEqual(expect.any(Date));
    });
  });
});

function pattern(name: string, text: string, flags?: string): SettingsChange {
  return {
    redaction: {
      action: "mask",
      kinds: {},
      patterns: [{ name, pattern: text, ...(flags === undefined ? {} : { flags }) }],
    },
  };
}

function order(text: string): Redaction["patterns"][number] {
  return { name: "order", pattern: text };
}

function price(validFrom: string) {
  return { model: "m", inputUsdPerMillion: 1, outputUsdPerMillion: 2, validFrom };
}
