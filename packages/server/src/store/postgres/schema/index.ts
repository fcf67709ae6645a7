export { audit, invitations, keys, loginFailures, memberships, people, sessions } from "./access.ts";
export { projects, releaseMarkers } from "./projects.ts";
export { failureGroups, reviewAnswers, reviewItems, reviewSetups } from "./reviews.ts";
