import type { Logger } from "pino";
import type { ServerSettings } from "../config/index.ts";
import type { Database } from "../store/postgres/index.ts";
import type { Access } from "./access.ts";
import { readAudit, writeAudit } from "./audit-log.ts";
import { changePerson } from "./change-person.ts";
import type { AccessContext } from "./context.ts";
import { prepare } from "./init.ts";
import { invite } from "./invite.ts";
import { makePasswordLink } from "./password-link.ts";
import { createKeyLookup } from "./key-lookup.ts";
import { createKey, listKeys, revokeKey } from "./keys.ts";
import { createLastUse } from "./last-use.ts";
import { forgetLoginFailures } from "./login-failures.ts";
import { login } from "./login.ts";
import { createOidcLogin } from "./oidc/oidc-login.ts";
import { forgetEndedLinks } from "./one-time-links.ts";
import { createPasswords, type Passwords } from "./passwords.ts";
import { visiblePeople } from "./people.ts";
import { allows } from "./permissions.ts";
import { createProject, projectFor, projectsOf } from "./projects.ts";
import { endSession, forgetEndedSessions, personOf } from "./sessions.ts";
import { checkSetUp, needsSetup, setUp } from "./setup.ts";

/** Access that can be closed. */
export interface OpenAccess extends Access {
  /** Waits for what is being written; the database stays open. */
  close(): Promise<void>;
}

/** What access is made of. */
export interface AccessOptions {
  database: Database;
  settings: Pick<ServerSettings, "init" | "oidc" | "roles">;
  log: Logger;
  /** Ms since 1970; the computer's clock unless given. */
  now?: () => number;
  /** How passwords are hashed; as costly as advised unless given. */
  passwords?: Passwords;
}

/** People, keys and roles over a database. Throws nothing; call `prepare` before the first request. */
export function createAccess(options: AccessOptions): OpenAccess {
  const { database, settings, log, now = Date.now, passwords = createPasswords() } = options;
  const context: AccessContext = { database, settings, log, now, passwords };
  const { db } = database;
  const lastUse = createLastUse(context);
  const keyLookup = createKeyLookup(context, lastUse);
  const oidc = settings.oidc === undefined ? {} : { oidc: { name: settings.oidc.name } };
  return {
    prepare: () => prepare(context),
    async forgetEnded() {
      await forgetEndedSessions(db, now());
      await forgetEndedLinks(db, now());
      await forgetLoginFailures(db, now());
    },
    close: () => lastUse.settled(),

    authenticate: (credentials) =>
      credentials.kind === "key"
        ? keyLookup.find(credentials.id, credentials.secret)
        : personOf(context, credentials.token, lastUse),
    allows,
    projectFor: (principal, name) => projectFor(db, principal, name),
    projects: (principal) => projectsOf(db, principal),
    createProject: (actor, name) => createProject(context, actor, name),

    async me(principal) {
      const projects = await projectsOf(db, principal);
      if (principal.kind === "key") return { projects, ...oidc };
      const { personId: id, email, name } = principal;
      return { person: { id, email, name }, projects, ...oidc };
    },
    loginState: async () => ({ needsSetup: await needsSetup(db), ...oidc }),
    login: (email, password, from) => login(context, email, password, from),
    async logout(principal) {
      if (principal.kind === "person") await endSession(db, principal.sessionId);
    },
    setup: (body) => setUp(context, body),
    checkSetup: (token) => checkSetUp(context, token),
    ...createOidcLogin(context),

    people: (actor) => visiblePeople(db, actor),
    invite: (actor, body) => invite(context, actor, body),
    makePasswordLink: (actor, id) => makePasswordLink(context, actor, id),
    changePerson: (actor, id, change) => changePerson(context, actor, id, change),

    keys: (_actor, projectId) => listKeys(db, projectId),
    createKey: (actor, projectId, body) => createKey(context, actor, projectId, body),
    async revokeKey(actor, projectId, id) {
      const key = await revokeKey(context, actor, projectId, id);
      await keyLookup.forget(id);
      return key;
    },

    audit: (actor, projectId, page) => readAudit(db, actor, projectId, page),
    record: (actor, change, transaction = db) => writeAudit(transaction, now(), actor, change),
  };
}
