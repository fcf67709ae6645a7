import type { Policy } from "../config/index.ts";
import { canonicalJson, digestOfJson, type Digest } from "../digest/index.ts";
import { InputError, InputErrors } from "../error/index.ts";
import { personOf, refusals } from "./acceptance-refusal.ts";
import { signEnvelope, type Envelope } from "./dsse.ts";
import type { SigningKey } from "./keys-file.ts";
import { registeredKeys } from "./keys.ts";
import {
  checkAcceptance,
  checkDraft,
  statementOf,
  type AcceptanceStatement,
  type DraftStatement,
  type RiskAcceptance,
} from "./statement.ts";

/** What somebody asks to have accepted. */
export type AcceptanceRequest = Omit<RiskAcceptance, "id" | "approvedBy" | "approvedAt">;

/**
 * A statement that nobody has signed, bound to a release. Its id tells gate and day, and follows from its content.
 * Throws InputError(s) for what the schema refuses.
 */
export function draftAcceptance(
  request: AcceptanceRequest,
  release: Digest,
  policy: Policy,
  now: Date,
): DraftStatement {
  const spelled = {
    ...request,
    owner: personOf(policy, request.owner),
    requestedBy: personOf(policy, request.requestedBy),
  };
  const day = now.toISOString().slice(0, 10);
  const mark = digestOfJson({ ...spelled, subject: release, draftedAt: now.toISOString() }).slice(7, 13);
  const id = `${
    request.gate
      .replace(/[^A-Za-z0-9_-]+/g, "-")
      .replace(/^[-_]+/, "")
      .slice(0, 60) || "gate"
  }-${day}-${mark}`;
  return checkDraft(statementOf(release, { id, ...spelled, approvedBy: null, approvedAt: null }), id);
}

/**
 * Signs a draft. The approver is the person whose registered key this is.
 * Throws InputError(s): `key-not-registered`, `another-approver`, and everything that `refusals` finds.
 */
export function signAcceptance(
  draft: DraftStatement,
  key: SigningKey,
  setting: { policy: Policy; now: Date; approvedBy?: string | undefined },
): { statement: AcceptanceStatement; envelope: Envelope } {
  const { policy, now } = setting;
  const person = registeredKeys(policy).get(key.publicKey.keyid)?.person;
  if (person === undefined) {
    throw new InputError("key-not-registered", `the key ${key.from} is nobody's in the policy`, {
      location: { file: policy.file },
      hint: `people: { ${key.email ?? setting.approvedBy ?? "you@example.com"}: { key: "${key.publicKey.text}" } }   goes into the policy, by a change of its own`,
    });
  }
  if (setting.approvedBy !== undefined && personOf(policy, setting.approvedBy) !== person) {
    throw new InputError("another-approver", `the key ${key.from} is ${person}'s, not ${setting.approvedBy}'s`, {
      hint: `--approved-by ${person}   or --key with the right file`,
    });
  }
  const statement = checkAcceptance(
    { ...draft, predicate: { ...draft.predicate, approvedBy: person, approvedAt: now.toISOString() } },
    draft.predicate.id,
  );
  const [first, ...more] = refusals(statement.predicate, policy);
  if (first !== undefined) throw more.length === 0 ? first : new InputErrors([first, ...more]);
  return { statement, envelope: signEnvelope(Buffer.from(canonicalJson(statement)), key.privateKey) };
}
