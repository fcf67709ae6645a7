import type { ServerSettings } from "./settings.ts";
import { valueOf, variables, type VariableName } from "./variables.ts";

/** One line of the settings page about the server itself. */
export interface ShownSetting {
  name: VariableName;
  value: string;
  from: "default" | "environment";
  help: string;
}

/** What a server runs on, for the settings page: secrets are replaced by `(set)`, addresses of databases lose their passwords. */
export function shownSettings(settings: ServerSettings): ShownSetting[] {
  return (Object.keys(variables) as VariableName[]).map((name) => {
    const actual = textOf(name, settings);
    const otherwise = textOfDefault(name);
    const from =
      actual === otherwise || (name === "GOLDLOOP_DATA" && actual.endsWith(otherwise)) ? "default" : "environment";
    return { name, value: actual, from, help: variables[name].help };
  });
}

function textOfDefault(name: VariableName): string {
  const value = valueOf(name, {});
  return typeof value === "number" || typeof value === "boolean" ? show(value) : variables[name].otherwise;
}

function textOf(name: VariableName, settings: ServerSettings): string {
  const { init, oidc } = settings;
  const values: Record<VariableName, string | number | boolean | undefined> = {
    GOLDLOOP_DATA: settings.data,
    GOLDLOOP_HOST: settings.host,
    GOLDLOOP_PORT: settings.port,
    GOLDLOOP_GRPC_PORT: settings.grpcPort ?? "off",
    GOLDLOOP_CLICKHOUSE_URL: withoutPassword(settings.clickhouseUrl),
    GOLDLOOP_DATABASE_URL: withoutPassword(settings.databaseUrl),
    GOLDLOOP_ROLE: settings.roles.join(","),
    GOLDLOOP_FSYNC: settings.fsync,
    GOLDLOOP_PUBLIC_URL: settings.publicUrl,
    GOLDLOOP_RETENTION_DAYS: settings.retentionDays,
    GOLDLOOP_MAX_BODY: settings.maxBodyBytes,
    GOLDLOOP_MAX_SPAN: settings.maxSpanBytes,
    GOLDLOOP_MAX_QUEUE: settings.maxQueuedBytes,
    GOLDLOOP_LOG_LEVEL: settings.logLevel,
    GOLDLOOP_INIT_PROJECT: init.project,
    GOLDLOOP_INIT_API_KEY: isSet(init.apiKey),
    GOLDLOOP_INIT_ADMIN_EMAIL: init.adminEmail,
    GOLDLOOP_INIT_ADMIN_PASSWORD: isSet(init.adminPassword),
    GOLDLOOP_OIDC_ISSUER: oidc?.issuer,
    GOLDLOOP_OIDC_CLIENT_ID: oidc?.clientId,
    GOLDLOOP_OIDC_CLIENT_SECRET: isSet(oidc?.clientSecret),
    GOLDLOOP_OIDC_NAME: oidc?.name ?? variables.GOLDLOOP_OIDC_NAME.otherwise,
    GOLDLOOP_OIDC_DEFAULT_ROLE: oidc?.defaultRole ?? variables.GOLDLOOP_OIDC_DEFAULT_ROLE.otherwise,
  };
  return show(values[name]);
}

function show(value: string | number | boolean | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "boolean") return value ? "1" : "0";
  return String(value);
}

function isSet(secret: string | undefined): string | undefined {
  return secret === undefined ? undefined : "(set)";
}

function withoutPassword(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const url = new URL(address);
  if (url.password !== "") url.password = "...";
  return url.href;
}
