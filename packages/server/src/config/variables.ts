import { InputError } from "goldloop/error";
import { z } from "zod";

const mebibyte = 1024 * 1024;

/** One thing that a server can be told, as text in a variable. */
interface Variable<Value> {
  /** One line for the settings page and the reference. */
  help: string;
  /** As somebody would write it; shown where nothing was given. */
  otherwise: string;
  /** What the text must be; throws for anything else. */
  parse: (text: string) => Value;
  /** Never shown: it is a secret or holds one. */
  secret?: true;
}

function variable<Value>(
  help: string,
  otherwise: string,
  schema: z.ZodType<Value, string>,
  options: { secret?: true } = {},
): Variable<Value> {
  return { help, otherwise, parse: (text) => schema.parse(text), ...options };
}

const text = z.string().min(1, "must not be empty");
const yes = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["1", "true", "yes", "0", "false", "no"], { error: "1 or 0" }))
  .transform((word) => ["1", "true", "yes"].includes(word));
const port = z
  .string()
  .regex(/^\d{1,5}$/, "a port between 0 and 65535")
  .transform(Number)
  .pipe(z.number().max(65_535, "a port between 0 and 65535"));
const bytes = z
  .string()
  .regex(/^\d+(?:\.\d+)?\s*(?:[KMG]i?B?|B)?$/i, "a size such as 64MiB")
  .transform(sizeOf);

function url(protocols: RegExp, expected: string) {
  return z.string().refine((given) => URL.canParse(given) && protocols.test(new URL(given).protocol), expected);
}

/** Everything that a server can be told, by variable. The command line's flags are the same (`--port`: GOLDLOOP_PORT). */
export const variables = {
  GOLDLOOP_DATA: variable("folder of the embedded engines and of the server's own secrets", ".goldloop/server", text),
  GOLDLOOP_HOST: variable("address to listen on; 0.0.0.0 for every network", "127.0.0.1", text),
  GOLDLOOP_PORT: variable("port of OTLP/HTTP, the API and the web app; 0 takes a free one", "4318", port),
  GOLDLOOP_GRPC_PORT: variable(
    "port of OTLP/gRPC; 0 takes a free one, off switches it off",
    "4317",
    z.union([z.literal("off").transform(() => undefined), port], { error: "a port between 0 and 65535, or off" }),
  ),
  GOLDLOOP_CLICKHOUSE_URL: variable(
    "ClickHouse for spans, instead of chDB in the data folder: http://user:password@host:8123/database",
    "",
    url(/^https?:$/, "http(s)://user:password@host:8123/database"),
    { secret: true },
  ),
  GOLDLOOP_DATABASE_URL: variable(
    "PostgreSQL for everything else, instead of PGlite in the data folder: postgres://user:password@host/database",
    "",
    url(/^postgres(?:ql)?:$/, "postgres://user:password@host:5432/database"),
    { secret: true },
  ),
  GOLDLOOP_ROLE: variable(
    "which parts run here: ingest, api, worker; fewer than all need both databases by URL",
    "ingest,api,worker",
    z
      .string()
      .transform((given) => given.split(",").map((part) => part.trim()))
      .pipe(
        z.array(z.enum(["ingest", "api", "worker"], { error: "ingest, api and worker, separated by commas" })).min(1),
      ),
  ),
  GOLDLOOP_FSYNC: variable("1: what is acknowledged survives power loss too", "0", yes),
  GOLDLOOP_PUBLIC_URL: variable(
    "where people reach the server: https://goldloop.example.com",
    "",
    url(/^https?:$/, "https://goldloop.example.com"),
  ),
  GOLDLOOP_RETENTION_DAYS: variable(
    "days that spans are kept, for projects that do not say otherwise",
    "90",
    z
      .string()
      .regex(/^\d+$/, "a whole number of days")
      .transform(Number)
      .pipe(z.number().min(1, "at least 1 day").max(3650, "at most 3650 days")),
  ),
  GOLDLOOP_MAX_BODY: variable("largest body of a request, after decompression", "64MiB", bytes),
  GOLDLOOP_MAX_SPAN: variable("largest span", "10MiB", bytes),
  GOLDLOOP_MAX_QUEUE: variable("how much may wait to be stored; beyond it senders are told to wait", "256MiB", bytes),
  GOLDLOOP_LOG_LEVEL: variable(
    "debug, info, warn, error or silent",
    "info",
    z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
      error: "debug, info, warn, error, silent",
    }),
  ),
  GOLDLOOP_INIT_PROJECT: variable("name of the project to make when there is none", "", text),
  GOLDLOOP_INIT_API_KEY: variable("a full key for that project: ID:SECRET, or a secret of 20 characters", "", text, {
    secret: true,
  }),
  GOLDLOOP_INIT_ADMIN_EMAIL: variable("e-mail of the first admin", "", z.email({ error: "an e-mail address" })),
  GOLDLOOP_INIT_ADMIN_PASSWORD: variable(
    "password of the first admin",
    "",
    z.string().min(12, "at least 12 characters"),
    { secret: true },
  ),
  GOLDLOOP_OIDC_ISSUER: variable("log in by OpenID Connect: the issuer's address", "", url(/^https?:$/, "https://...")),
  GOLDLOOP_OIDC_CLIENT_ID: variable("client id at the issuer", "", text),
  GOLDLOOP_OIDC_CLIENT_SECRET: variable("client secret at the issuer", "", text, { secret: true }),
  GOLDLOOP_OIDC_NAME: variable("what the button says: Log in with ...", "single sign-on", text),
  GOLDLOOP_OIDC_DEFAULT_ROLE: variable(
    "role of a person who logs in that way for the first time; none refuses them",
    "none",
    z.enum(["none", "viewer", "reviewer", "approver", "auditor", "admin"], {
      error: "none, viewer, reviewer, approver, auditor, admin",
    }),
  ),
} as const satisfies Record<`GOLDLOOP_${string}`, Variable<unknown>>;

/** The name of a variable that a server takes. */
export type VariableName = keyof typeof variables;
/** What a variable means, parsed. */
export type VariableValue<Name extends VariableName> = ReturnType<(typeof variables)[Name]["parse"]>;

/** What was given for a variable, or its default; empty is as good as not given. Throws InputError naming variable and expectation. */
export function valueOf<Name extends VariableName>(
  name: Name,
  given: Readonly<Record<string, string | undefined>>,
): VariableValue<Name> | undefined {
  const { parse, otherwise, secret } = variables[name];
  const textGiven = given[name];
  const chosen = textGiven === undefined || textGiven === "" ? otherwise : textGiven;
  if (chosen === "") return undefined;
  try {
    return parse(chosen) as VariableValue<Name>;
  } catch (error) {
    const expected = error instanceof z.ZodError ? (error.issues[0]?.message ?? "") : String(error);
    const shown = secret === true ? name : `${name}=${chosen}`;
    throw new InputError("server-variable", `${shown}: ${expected}`, { hint: variables[name].help });
  }
}

const units: Record<string, number> = { "": 1, K: 1024, M: mebibyte, G: 1024 * mebibyte };

function sizeOf(given: string): number {
  const [, number = "0", unit = ""] = /^([\d.]+)\s*([KMG]?)/i.exec(given) ?? [];
  return Math.round(Number(number) * (units[unit.toUpperCase()] ?? 1));
}
