import type { KeyJson, Me, NewKey, PersonJson, ProjectJson } from "../api/contract/access.ts";
import type { AuditPage, Change } from "./audit-log.ts";
import type { PersonChange } from "./change-person.ts";
import type { Queryable } from "./context.ts";
import type { InvitationRequest } from "./invite.ts";
import type { Permission, Principal } from "./principal.ts";
import type { BegunSession } from "./sessions.ts";
import type { SetupRequest } from "./setup.ts";

/** Credentials as they came: `Bearer id:secret` or `Bearer secret`, Basic (id, secret), `x-api-key`, or the session cookie. */
export type Credentials = { kind: "key"; id: string | undefined; secret: string } | { kind: "session"; token: string };

/** What the page of the issuer was asked for; `cookie` is kept in the browser until it comes back. */
export interface OidcDeparture {
  url: string;
  cookie: string;
  /** How long the cookie is good for. */
  validSeconds: number;
}

/** People, keys, roles and the log of every change. */
export interface Access {
  /**
   * At the start: makes what the init variables name, and while nobody administers the server returns the token of the link
   * that makes the first admin. Throws InputError for an init key that cannot be.
   */
  prepare(): Promise<string | undefined>;
  /** Removes sessions, links and failed logins that count no more. */
  forgetEnded(): Promise<void>;

  /** Undefined for what is wrong, expired or revoked. Keys are remembered for some seconds; a revoked one ends at once on this machine. */
  authenticate(credentials: Credentials): Promise<Principal | undefined>;
  allows(principal: Principal, permission: Permission, projectId: string): boolean;

  /** The project that a request is about: the key's, or the named one when the person is a member. Undefined otherwise. */
  projectFor(principal: Principal, name: string | undefined): Promise<string | undefined>;
  projects(principal: Principal): Promise<Me["projects"]>;
  createProject(actor: Principal, name: string): Promise<ProjectJson>;

  me(principal: Principal): Promise<Me>;
  loginState(): Promise<{ needsSetup: boolean; oidc?: { name: string } }>;
  /** Returns the session's token for the cookie. `from` is the caller's address. Throws RequestError 401, and 429 after many failures. */
  login(email: string, password: string, from: string): Promise<BegunSession>;
  /** Ends the session of a person; a key has none. */
  logout(principal: Principal): Promise<void>;
  /** Where to send a browser that logs in at the issuer; it comes back to `callback`, then goes on to `next`. Throws RequestError 404 without an issuer, 503. */
  departToOidc(callback: string, next: string | undefined): Promise<OidcDeparture>;
  /** A browser came back to `callback` with its query. Throws RequestError with codes that the login page explains (`oidc-...`). */
  returnFromOidc(callback: string, query: string, cookie: string | undefined): Promise<BegunSession & { next: string }>;
  /** First admin by the one-time token printed at the start, or an invited person's password. Throws RequestError 403. */
  setup(body: SetupRequest): Promise<BegunSession>;
  /** What the one-time link of a token is for; it is not used up. Throws RequestError 403 when `setup` would refuse it. */
  checkSetup(token: string): Promise<{ firstAdmin: boolean }>;

  /** Those that the actor administers, and those with a role in every project. */
  people(actor: Principal): Promise<PersonJson[]>;
  /** `link` is a path of the web app. Throws RequestError 403, 404, 409, 422. */
  invite(actor: Principal, body: InvitationRequest): Promise<{ person: PersonJson; link: string }>;
  /** The link with which somebody who forgot their password sets a new one, a path of the web app. Throws RequestError 403, 404, 409. */
  makePasswordLink(actor: Principal, id: string): Promise<{ person: PersonJson; link: string }>;
  /** Throws RequestError 403, 404, 409 for the last admin, 422. */
  changePerson(actor: Principal, id: string, change: PersonChange): Promise<PersonJson>;

  keys(actor: Principal, projectId: string): Promise<KeyJson[]>;
  createKey(actor: Principal, projectId: string, body: { name: string; scope: "ingest" | "full" }): Promise<NewKey>;
  revokeKey(actor: Principal, projectId: string, id: string): Promise<KeyJson>;

  /** A page of the log, newest first: the project's, or everything for who may read all of it. Throws RequestError 400. */
  audit(actor: Principal, projectId: string, page: { cursor?: string | undefined; limit: number }): Promise<AuditPage>;
  /** Writes one entry, of a change made outside this room; in `transaction` when that is what changes it. */
  record(actor: Principal | "system", change: Change, transaction?: Queryable): Promise<void>;
}
