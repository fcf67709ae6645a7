export { checkAcceptances } from "./acceptance-check.ts";
export type { AcceptanceContext, AcceptanceFile } from "./acceptance-check.ts";
export { readExpiry } from "./acceptance-expiry.ts";
export { readFigure, showFigure } from "./acceptance-figure.ts";
export {
  acceptancesFolder,
  readAcceptanceFiles,
  readDraft,
  replaceDraft,
  writeAcceptance,
} from "./acceptance-files.ts";
export { commitInRange, rangeFromHere, resolveRange } from "./acceptance-range.ts";
export { personOf, refusals, refusalsOfDraft } from "./acceptance-refusal.ts";
export type { AcceptanceTerms } from "./acceptance-refusal.ts";
export { findGate, findRule } from "./acceptance-rule.ts";
export type { GateRule } from "./acceptance-rule.ts";
export { draftAcceptance, signAcceptance } from "./acceptance-sign.ts";
export type { AcceptanceRequest } from "./acceptance-sign.ts";
export { statusOf } from "./acceptance-status.ts";
export type { AcceptanceStatus } from "./acceptance-status.ts";
export { coveredExamples, failingRules, lastVerdictFile, readVerdict, seenFailure } from "./acceptance-verdict.ts";
export type { SeenFailure, SeenVerdict } from "./acceptance-verdict.ts";
export { inTotoType, preAuthenticationEncoding, signEnvelope, SignatureError, verifyEnvelope } from "./dsse.ts";
export type { Envelope } from "./dsse.ts";
export { checkEmail, createKeyFile, findSigningKey, keysDirectory, listKeyFiles, readKeyFile } from "./keys-file.ts";
export type { SigningKey } from "./keys-file.ts";
export { createKey, publicKeyOf, readPrivateKey, readPublicKey, registeredKeys } from "./keys.ts";
export type { PublicKey, RegisteredKey } from "./keys.ts";
export { acceptanceType, statementType } from "./statement.ts";
export type { AcceptanceStatement, DraftStatement, RiskAcceptance, Statement } from "./statement.ts";
export { describeRelease } from "./describe.ts";
export type { Release, ReleaseDocument } from "./describe.ts";
export { approve } from "./approve.ts";
export type { ApprovalRequest, WrittenApproval } from "./approve.ts";
export { initialHint, readApproved } from "./approved.ts";
export type { Approved, Missing } from "./approved.ts";
export type { Approval } from "./approval.ts";
export { authorsOf } from "./authors.ts";
export { defaultBaseRef } from "./base-ref.ts";
export type { BaselineContext } from "./baseline-context.ts";
export { findBaseline } from "./find-baseline.ts";
export { listAtRef, readAtRef, resolveRef } from "./history.ts";
export { removalsSince } from "./removals.ts";
export type { RemovalContext } from "./removals.ts";
export { tabulate } from "./tabulate.ts";
export { checkStage, decideGates, gatherInput, judgeInput } from "./decide.ts";
export type { Decided, DecideRequest, FoundBaseline, Gathered } from "./decide.ts";
