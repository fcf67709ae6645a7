// The API's shapes, straight from the server's schemas. Types only: nothing of the server is bundled, and of its sources only
// the contract is read, so that this app's types do not depend on the server's inside.
import type * as access from "../../../../packages/server/src/api/contract/access.ts";
import type * as feedback from "../../../../packages/server/src/api/contract/feedback.ts";
import type * as reviews from "../../../../packages/server/src/api/contract/reviews.ts";
import type * as traces from "../../../../packages/server/src/api/contract/traces.ts";

export type * from "../../../../packages/server/src/api/contract/access.ts";
export type * from "../../../../packages/server/src/api/contract/reviews.ts";
export type * from "../../../../packages/server/src/api/contract/shared.ts";
export type * from "../../../../packages/server/src/api/contract/signals.ts";
export type * from "../../../../packages/server/src/api/contract/traces.ts";

export type LoginState = (typeof access.loginStateSchema)["_output"];
export type SetupBody = (typeof access.setupBody)["_input"];
export type PersonBody = (typeof access.personBody)["_input"];
export type PersonChange = (typeof access.personChange)["_input"];
export type Invitation = (typeof access.invitationSchema)["_output"];
export type KeyBody = (typeof access.keyBody)["_input"];
export type AuditList = (typeof access.auditListSchema)["_output"];
export type RedactionTry = (typeof access.redactionTrySchema)["_output"];
export type ErasureBody = (typeof access.erasureBody)["_input"];
export type Erasure = (typeof access.erasureSchema)["_output"];
export type Marker = (typeof access.markerSchema)["_output"];
export type MarkerBody = (typeof access.markerBody)["_input"];
export type FeedbackInput = (typeof feedback.feedbackBody)["_input"];
export type AddedToReview = (typeof reviews.addedToReviewSchema)["_output"];
export type NextReview = (typeof reviews.nextReviewSchema)["_output"];
export type NextReviewInput = (typeof reviews.nextReviewBody)["_input"];
export type SessionList = (typeof traces.sessionListSchema)["_output"];
