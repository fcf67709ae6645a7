import { and, eq, isNull } from "drizzle-orm";
import type { KeyScope } from "../api/contract/access.ts";
import { keys } from "../store/postgres/index.ts";
import type { AccessContext } from "./context.ts";
import type { LastUse } from "./last-use.ts";
import type { Principal } from "./principal.ts";
import { digestOf } from "./secrets.ts";

/** For so long a key revoked on another machine may still work here. */
const knownMs = 5_000;
/** So that a client with a wrong key asks the database now and then only. */
const unknownMs = 2_000;
const mostRemembered = 10_000;

interface Found {
  id: string;
  projectId: string;
  scope: KeyScope;
}

interface Remembered {
  found: Promise<Found | undefined>;
  /** Set once it is known. */
  untilMs: number;
}

/** Finds keys by their secrets, and remembers for some seconds what it found. */
export interface KeyLookup {
  /** Undefined for an unknown or revoked secret, and for an id that is not the secret's. */
  find(id: string | undefined, secret: string): Promise<Extract<Principal, { kind: "key" }> | undefined>;
  /** At once on this machine. */
  forget(keyId: string): Promise<void>;
}

/** A lookup with a memory of its own. Requests that come together for one key ask the database once. */
export function createKeyLookup({ database: { db }, now }: AccessContext, lastUse: LastUse): KeyLookup {
  const memory = new Map<string, Remembered>();

  const ask = async (digest: string): Promise<Found | undefined> => {
    const [row] = await db
      .select({ id: keys.id, projectId: keys.projectId, scope: keys.scope })
      .from(keys)
      .where(and(eq(keys.secretHash, digest), isNull(keys.revokedAt)));
    return row;
  };

  const remembered = (digest: string): Promise<Found | undefined> => {
    const known = memory.get(digest);
    if (known !== undefined && known.untilMs > now()) return known.found;
    const entry: Remembered = { found: ask(digest), untilMs: Number.POSITIVE_INFINITY };
    memory.delete(digest);
    memory.set(digest, entry);
    if (memory.size > mostRemembered) memory.delete(memory.keys().next().value ?? "");
    entry.found.then(
      (found) => (entry.untilMs = now() + (found === undefined ? unknownMs : knownMs)),
      () => memory.get(digest) === entry && memory.delete(digest),
    );
    return entry.found;
  };

  return {
    async find(id, secret) {
      const found = await remembered(digestOf(secret));
      // The id is public: how long it takes to compare tells nothing.
      if (found === undefined || (id !== undefined && id !== found.id)) return undefined;
      lastUse.note(found.id, async () => {
        await db
          .update(keys)
          .set({ lastUsedAt: new Date(now()) })
          .where(eq(keys.id, found.id));
      });
      return { kind: "key", keyId: found.id, projectId: found.projectId, scope: found.scope };
    },
    async forget(keyId) {
      const [row] = await db.select({ secretHash: keys.secretHash }).from(keys).where(eq(keys.id, keyId));
      if (row !== undefined) memory.delete(row.secretHash);
    },
  };
}
