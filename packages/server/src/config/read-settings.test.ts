import { InputError } from "goldloop/error";
import { describe, expect, test } from "vitest";
import { readSettings } from "./read-settings.ts";
import { shownSettings } from "./shown-settings.ts";
import { variables } from "./variables.ts";

const read = (given: Record<string, string | undefined>) => readSettings(given, { directory: "/srv" });

describe("settings from variables", () => {
  test("without any, one machine with embedded databases, reachable from itself only", () => {
    const { settings, warnings } = read({});
    expect(settings).toMatchObject({
      data: "/srv/.goldloop/server",
      host: "127.0.0.1",
      port: 4318,
      grpcPort: 4317,
      clickhouseUrl: undefined,
      databaseUrl: undefined,
      roles: ["ingest", "api", "worker"],
      fsync: false,
      retentionDays: 90,
      maxSpanBytes: 10 * 1024 * 1024,
      oidc: undefined,
    });
    expect(warnings).toEqual([]);
  });

  test("an empty variable is as good as none", () => {
    expect(read({ GOLDLOOP_PORT: "", GOLDLOOP_PUBLIC_URL: "" }).settings).toMatchObject({
      port: 4318,
      publicUrl: undefined,
    });
  });

  test.each([
    [{ GOLDLOOP_GRPC_PORT: "off" }, { grpcPort: undefined }],
    [{ GOLDLOOP_FSYNC: "yes" }, { fsync: true }],
    [{ GOLDLOOP_PUBLIC_URL: "https://goldloop.example.com/" }, { publicUrl: "https://goldloop.example.com" }],
    [{ GOLDLOOP_MAX_QUEUE: "1.5G" }, { maxQueuedBytes: 1.5 * 1024 ** 3 }],
    [
      {
        GOLDLOOP_ROLE: "api, worker",
        GOLDLOOP_CLICKHOUSE_URL: "http://c:8123/x",
        GOLDLOOP_DATABASE_URL: "postgres://p/x",
      },
      { roles: ["api", "worker"] },
    ],
  ])("%j", (given, expected) => expect(read(given).settings).toMatchObject(expected));

  test.each([
    [{ GOLDLOOP_PORT: "99999" }, "GOLDLOOP_PORT=99999: a port between 0 and 65535"],
    [{ GOLDLOOP_PORT: "http" }, "GOLDLOOP_PORT=http: a port between 0 and 65535"],
    [{ GOLDLOOP_ROLE: "ingset" }, "ingest, api and worker"],
    [{ GOLDLOOP_ROLE: "api" }, "--role needs both databases by URL"],
    [{ GOLDLOOP_ROLE: "ingest,api,worker" }, "--role needs both databases by URL"],
    [{ GOLDLOOP_DATABASE_URL: "mysql://x" }, "postgres://"],
    [{ GOLDLOOP_RETENTION_DAYS: "0" }, "at least 1 day"],
    [{ GOLDLOOP_MAX_BODY: "1MB" }, "a span must fit into a body"],
    [{ GOLDLOOP_INIT_ADMIN_EMAIL: "ana@example.com" }, "an e-mail and a password"],
    [{ GOLDLOOP_INIT_API_KEY: "a:b" }, "needs a project"],
    [{ GOLDLOOP_OIDC_ISSUER: "https://id.example.com" }, "a client id and a client secret"],
    [{ GOLDLOOP_LOG_LEVEL: "loud" }, "debug, info, warn, error, silent"],
  ])("%j is refused", (given, message) => {
    expect(() => read(given)).toThrow(InputError);
    expect(() => read(given)).toThrow(message);
  });

  test("a refused secret is not repeated", () => {
    expect(() => read({ GOLDLOOP_INIT_ADMIN_PASSWORD: "hunter2" })).toThrow(/^(?!.*hunter2)/);
  });

  test("a misspelt variable is named with the nearest; those of others are not", () => {
    const { warnings } = readSettings(
      { GOLDLOOP_PROT: "1", GOLDLOOP_FROZEN: "1", GOLDLOOP_TEST_DATA: "x", PATH: "/bin" },
      { directory: "/srv", otherKnown: ["GOLDLOOP_FROZEN"] },
    );
    expect(warnings).toEqual(["GOLDLOOP_PROT is not known; did you mean GOLDLOOP_PORT?"]);
  });
});

describe("settings as they are shown", () => {
  test("every variable, with where its value comes from and without a secret", () => {
    const given = {
      GOLDLOOP_PORT: "80",
      GOLDLOOP_DATABASE_URL: "postgres://ana:pa55word@db/x",
      GOLDLOOP_INIT_PROJECT: "p",
      GOLDLOOP_INIT_API_KEY: "gl_pk_x:gl_sk_s3cret0000",
    };
    const shown = shownSettings(read(given).settings);
    expect(shown.map(({ name }) => name)).toEqual(Object.keys(variables));
    expect(shown.filter(({ from }) => from !== "default").map(({ name, value }) => `${name}=${value}`)).toEqual([
      "GOLDLOOP_PORT=80",
      "GOLDLOOP_DATABASE_URL=postgres://ana:...@db/x",
      "GOLDLOOP_INIT_PROJECT=p",
      "GOLDLOOP_INIT_API_KEY=(set)",
    ]);
    expect(JSON.stringify(shown)).not.toMatch(/pa55word|s3cret/);
  });
});
