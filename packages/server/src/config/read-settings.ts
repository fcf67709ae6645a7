import { resolve } from "node:path";
import { InputError, nearest } from "goldloop/error";
import type { ServerSettings } from "./settings.ts";
import { valueOf, variables, type VariableName } from "./variables.ts";

/** What a server runs on, and what seemed odd about what it was told. */
export interface ReadSettings {
  settings: ServerSettings;
  /** One line each, for a person. */
  warnings: string[];
}

/**
 * Makes settings of variables. Flags of the command line come as variables too. A folder is taken relative to `directory`.
 * `otherKnown` are variables with the prefix that belong to somebody else. Throws InputError for values that are not what
 * they should be, and for combinations that cannot work.
 */
export function readSettings(
  given: Readonly<Record<string, string | undefined>>,
  options: { directory: string; otherKnown?: Iterable<string> },
): ReadSettings {
  const get = <Name extends VariableName>(name: Name) => valueOf(name, given);
  const must = <Name extends VariableName>(name: Name) => {
    const value = get(name);
    if (value === undefined)
      throw new InputError("server-variable", `${name} is needed`, { hint: variables[name].help });
    return value;
  };
  const grpcPort = get("GOLDLOOP_GRPC_PORT");
  const roles = [...new Set(must("GOLDLOOP_ROLE"))];
  const settings: ServerSettings = {
    data: resolve(options.directory, must("GOLDLOOP_DATA")),
    host: must("GOLDLOOP_HOST"),
    port: must("GOLDLOOP_PORT"),
    grpcPort,
    clickhouseUrl: get("GOLDLOOP_CLICKHOUSE_URL"),
    databaseUrl: get("GOLDLOOP_DATABASE_URL"),
    roles,
    fsync: must("GOLDLOOP_FSYNC"),
    publicUrl: get("GOLDLOOP_PUBLIC_URL")?.replace(/\/+$/, ""),
    retentionDays: must("GOLDLOOP_RETENTION_DAYS"),
    maxBodyBytes: must("GOLDLOOP_MAX_BODY"),
    maxSpanBytes: must("GOLDLOOP_MAX_SPAN"),
    maxQueuedBytes: must("GOLDLOOP_MAX_QUEUE"),
    logLevel: must("GOLDLOOP_LOG_LEVEL"),
    init: {
      project: get("GOLDLOOP_INIT_PROJECT"),
      apiKey: get("GOLDLOOP_INIT_API_KEY"),
      adminEmail: get("GOLDLOOP_INIT_ADMIN_EMAIL"),
      adminPassword: get("GOLDLOOP_INIT_ADMIN_PASSWORD"),
    },
    oidc: readOidc(get),
  };
  checkTogether(settings, given);
  return { settings, warnings: strangers(given, options.otherKnown ?? []) };
}

function readOidc(
  get: <Name extends VariableName>(name: Name) => ReturnType<typeof valueOf<Name>>,
): ServerSettings["oidc"] {
  const issuer = get("GOLDLOOP_OIDC_ISSUER");
  const clientId = get("GOLDLOOP_OIDC_CLIENT_ID");
  const clientSecret = get("GOLDLOOP_OIDC_CLIENT_SECRET");
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return undefined;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    throw new InputError("oidc-incomplete", "OpenID Connect needs an issuer, a client id and a client secret", {
      hint: "GOLDLOOP_OIDC_ISSUER=https://... GOLDLOOP_OIDC_CLIENT_ID=... GOLDLOOP_OIDC_CLIENT_SECRET=...",
    });
  }
  const name = get("GOLDLOOP_OIDC_NAME") ?? "single sign-on";
  return { issuer, clientId, clientSecret, name, defaultRole: get("GOLDLOOP_OIDC_DEFAULT_ROLE") ?? "none" };
}

function checkTogether(settings: ServerSettings, given: Readonly<Record<string, string | undefined>>): void {
  const { init, roles, clickhouseUrl, databaseUrl } = settings;
  const partial = (given["GOLDLOOP_ROLE"] ?? "") !== "" && roles.length > 0;
  if (partial && (clickhouseUrl === undefined || databaseUrl === undefined)) {
    throw new InputError(
      "role-needs-databases",
      "--role needs both databases by URL: embedded ones serve one process only",
      {
        hint: "GOLDLOOP_CLICKHOUSE_URL=http://... GOLDLOOP_DATABASE_URL=postgres://... goldloop serve --role api",
      },
    );
  }
  if ((init.adminEmail === undefined) !== (init.adminPassword === undefined)) {
    throw new InputError("init-admin-incomplete", "the first admin needs an e-mail and a password", {
      hint: "GOLDLOOP_INIT_ADMIN_EMAIL=... GOLDLOOP_INIT_ADMIN_PASSWORD=...",
    });
  }
  if (init.apiKey !== undefined && init.project === undefined) {
    throw new InputError("init-key-without-project", "GOLDLOOP_INIT_API_KEY needs a project to belong to", {
      hint: "GOLDLOOP_INIT_PROJECT=NAME",
    });
  }
  if (settings.maxSpanBytes > settings.maxBodyBytes || settings.maxBodyBytes > settings.maxQueuedBytes) {
    throw new InputError("sizes", "a span must fit into a body, and a body into the queue", {
      hint: "GOLDLOOP_MAX_SPAN <= GOLDLOOP_MAX_BODY <= GOLDLOOP_MAX_QUEUE",
    });
  }
}

/** A misspelt variable is silently no variable: each that looks like one of ours is named. */
function strangers(given: Readonly<Record<string, string | undefined>>, otherKnown: Iterable<string>): string[] {
  const known = new Set<string>([...Object.keys(variables), ...otherKnown]);
  return Object.keys(given)
    .filter((name) => name.startsWith("GOLDLOOP_") && !name.startsWith("GOLDLOOP_TEST_") && !known.has(name))
    .map((name) => {
      const near = nearest(name, known);
      return `${name} is not known${near === undefined ? "" : `; did you mean ${near}?`}`;
    });
}
