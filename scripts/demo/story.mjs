// What the demo remembers from one time to the next, beside the data that it sent.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const hourMs = 3_600_000;

/**
 * The demo's key (id:secret, made once), the moment that the releases are told from, and how many hours of customers are to
 * be sent now. Shown again within a day, the story goes on: the same customers as before, and v3 for those who came since.
 * Shown again later, it is told anew from now, and does not touch what is there.
 */
export function readStory(file, nowMs) {
  const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const goesOn = known.toldMs !== undefined && nowMs - known.toldMs < 24 * hourMs;
  return {
    key: known.key ?? `gl_pk_${randomBytes(8).toString("hex")}:gl_sk_${randomBytes(24).toString("hex")}`,
    anchorMs: goesOn ? known.anchorMs : nowMs,
    toldMs: nowMs,
  };
}

/** Keeps it for the next time; only this user may read it, since the key is in it. */
export function rememberStory(file, story) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(story, null, 2)}\n`, { mode: 0o600 });
}
