import type { Settings, SettingsChange } from "../../../api/contract/access.ts";
import { RequestError } from "../../../api/problem.ts";
import { shownSettings, type ServerSettings } from "../../../config/index.ts";
import type { ProjectSettings } from "../projects.ts";
import type { projects } from "../schema/index.ts";
import { defaultRedaction, redactionRules } from "./redaction-rules.ts";

type Row = typeof projects.$inferSelect;

/** What ingest needs of a project's row; what the row leaves open is the server's. */
export function settingsOf(row: Row, server: ServerSettings): ProjectSettings {
  return {
    projectId: row.id,
    retentionDays: row.retentionDays ?? server.retentionDays,
    redaction: redactionRules(row.redaction ?? defaultRedaction, row.hmacKey),
    prices: row.prices ?? [],
    version: String(row.revision),
  };
}

/** The values of a project's row, each with where it comes from. */
export function shownOf(row: Row, server: ServerSettings): Omit<Settings, "server"> {
  const { retentionDays, redaction, prices } = row;
  const otherwise = shownSettings(server).find(({ name }) => name === "GOLDLOOP_RETENTION_DAYS");
  return {
    retentionDays:
      retentionDays === null
        ? { value: server.retentionDays, from: otherwise?.from ?? "default" }
        : { value: retentionDays, from: "project" },
    redaction:
      redaction === null ? { value: defaultRedaction, from: "default" } : { value: redaction, from: "project" },
    prices: prices === null ? { value: [], from: "default" } : { value: prices, from: "project" },
  };
}

/** Throws RequestError 422 for rules that cannot be used and for two prices of a model from the same moment. */
export function checkChange({ redaction, prices }: SettingsChange): void {
  if (redaction != null) redactionRules(redaction, "AAAA");
  const known = new Set<string>();
  for (const { model, validFrom } of prices ?? []) {
    const key = JSON.stringify([model, validFrom === undefined ? null : Date.parse(validFrom)]);
    if (known.has(key)) {
      throw new RequestError(422, "bad-prices", `${JSON.stringify(model)} has two prices from the same moment`);
    }
    known.add(key);
  }
}
