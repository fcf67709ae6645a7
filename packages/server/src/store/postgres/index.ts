export type { Database, Queryable } from "./database.ts";
export { openDatabase, type DatabaseOptions } from "./open.ts";
export { constraintOf } from "./store-failure.ts";
export type { Projects, ProjectSettings } from "./projects.ts";
export { createProjects } from "./project/create-projects.ts";
export { insertProject } from "./project/insert-project.ts";
export { redactionRules } from "./project/redaction-rules.ts";
export { audit, invitations, keys, loginFailures, memberships, people, projects, sessions } from "./schema/index.ts";
export { failureGroups, reviewAnswers, reviewItems, reviewSetups } from "./schema/index.ts";
