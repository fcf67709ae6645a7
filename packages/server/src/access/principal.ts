import type { KeyScope, Role } from "../api/contract/access.ts";

/** Who asks: a key (of one project) or a logged-in person. */
export type Principal =
  | { kind: "key"; keyId: string; projectId: string; scope: KeyScope }
  | {
      kind: "person";
      personId: string;
      email: string;
      name: string;
      sessionId: string;
      /** Project id, or `*` for every project, to role. Expired ones are left out. */
      roles: ReadonlyMap<string, Role>;
    };

/** What may be asked for. Ingest keys may `write-traces` only; a full key may all but `read-audit` and `manage`. */
export type Permission =
  /** send spans, logs, scores, feedback */
  | "write-traces"
  /** read traces, signals, sessions, releases */
  | "read"
  /** give feedback as a reviewer, mark releases */
  | "review"
  /** read the audit log */
  | "read-audit"
  /** people, keys, settings, erasure */
  | "manage";
