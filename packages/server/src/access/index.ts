export type { Access, Credentials, OidcDeparture } from "./access.ts";
export { actorName } from "./audit-log.ts";
export type { AuditPage, Change } from "./audit-log.ts";
export { createAccess } from "./create-access.ts";
export type { AccessOptions, OpenAccess } from "./create-access.ts";
export { credentialsOf, sessionCookie } from "./credentials.ts";
export type { Permission, Principal } from "./principal.ts";
export type { BegunSession } from "./sessions.ts";
