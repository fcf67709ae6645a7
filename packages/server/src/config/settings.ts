/** Everything that a server can be told; each field has a flag of `goldloop serve` and a variable (`GOLDLOOP_PORT`). */
export interface ServerSettings {
  /** Folder of the embedded engines and of the server's own secrets. */
  data: string;
  host: string;
  /** OTLP/HTTP, API and web; 0 takes a free one. */
  port: number;
  /** OTLP/gRPC; 0 takes a free one, undefined switches it off. */
  grpcPort: number | undefined;
  /** `GOLDLOOP_CLICKHOUSE_URL`: http(s)://user:password@host:8123/database. Undefined: chDB in `data`. */
  clickhouseUrl: string | undefined;
  /** `GOLDLOOP_DATABASE_URL`: postgres://... Undefined: PGlite in `data`. */
  databaseUrl: string | undefined;
  /** Which parts run here; all unless told otherwise. A part needs both URLs. */
  roles: readonly ("ingest" | "api" | "worker")[];
  /** `GOLDLOOP_FSYNC=1`: power loss loses nothing either. */
  fsync: boolean;
  /** Where people reach it, for links and cookies: `https://goldloop.example.com`. */
  publicUrl: string | undefined;
  retentionDays: number;
  /** Largest accepted body after decompression. */
  maxBodyBytes: number;
  /** Largest accepted span. Design: 10 MB. */
  maxSpanBytes: number;
  /** Bytes that may wait to be stored; beyond it 429. */
  maxQueuedBytes: number;
  logLevel: string;
  init: {
    project: string | undefined;
    apiKey: string | undefined;
    adminEmail: string | undefined;
    adminPassword: string | undefined;
  };
  oidc: { issuer: string; clientId: string; clientSecret: string; name: string; defaultRole: string } | undefined;
}
