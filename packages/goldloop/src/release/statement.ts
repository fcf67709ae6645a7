import { z } from "zod";
import { canonicalJson, type Digest } from "../digest/index.ts";
import { decodeUtf8, parseJsonText, validate, type PositionOf } from "../document/index.ts";
import { InputError } from "../error/index.ts";

/** `_type` of every statement. */
export const statementType = "https://in-toto.io/Statement/v1";
/** `predicateType` of a risk acceptance. */
export const acceptanceType = "https://goldloop.dev/attestations/risk-acceptance/v1";

const commit = "(?:[0-9a-f]{40}|[0-9a-f]{64})";
/** `<commit>..<commit>` or `<commit>..`: commits from after the first up to the second. */
export const rangePattern: RegExp = new RegExp(`^${commit}\\.\\.(?:${commit})?$`);
const digestPattern = /^sha256:[0-9a-f]{64}$/;

// Names are shown on terminals and in pull requests as they stand: nothing in them moves a cursor or turns the writing.
const plain = /^[^\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u;
const prose = z.string().regex(/\S/, "some text");
const text = prose.regex(plain, "one line without control characters");
const person = z
  .string()
  .max(254)
  .regex(/^[^\s@/\\]+@[^\s@/\\]+$/, "an e-mail address")
  .regex(plain, "an e-mail address");
const instant = z.iso.datetime({ message: "a time in UTC: 2026-11-24T10:00:00Z" });

const predicateSchema = z.strictObject({
  id: z
    .string()
    .max(120)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "letters, digits, ., _ and -"),
  gate: text,
  rule: text,
  scope: z.strictObject({
    examples: z.array(text).min(1).optional(),
    category: text.optional(),
    release: z
      .string()
      .refine(
        (value) => value === "any" || digestPattern.test(value) || rangePattern.test(value),
        "any, sha256:<64 hex>, <commit>.. or <commit>..<commit>",
      ),
  }),
  observed: z.number().nullable(),
  ceiling: z.number().nullable(),
  disposition: z.enum(["accepted", "mitigated", "false-positive", "retirement"]),
  reason: prose,
  controls: prose.nullable(),
  owner: person,
  requestedBy: person,
  approvedBy: person,
  approvedAt: instant,
  expiresAt: instant.nullable(),
  ticket: text.nullable(),
});

/** Somebody answers for a failing rule, for a scope and a time. Figures are in the rule's own unit, rates as shares. */
export type RiskAcceptance = z.output<typeof predicateSchema>;

/** A statement of in-toto v1 about one release. */
export interface Statement<Type extends string, Predicate> {
  _type: typeof statementType;
  subject: [{ name: "release.json"; digest: { sha256: string } }];
  predicateType: Type;
  predicate: Predicate;
}

export type AcceptanceStatement = Statement<typeof acceptanceType, RiskAcceptance>;
/** What a draft lacks is filled in by who signs it. */
export type DraftStatement = Statement<
  typeof acceptanceType,
  Omit<RiskAcceptance, "approvedBy" | "approvedAt"> & { approvedBy: null; approvedAt: null }
>;

const statementShape = {
  _type: z.literal(statementType),
  subject: z.tuple([
    z.strictObject({
      name: z.literal("release.json"),
      digest: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 hex digits") }),
    }),
  ]),
  predicateType: z.literal(acceptanceType),
};

interface Checked {
  subject: AcceptanceStatement["subject"];
  predicate: Pick<RiskAcceptance, "scope" | "disposition" | "expiresAt" | "ceiling">;
}

/** What hangs together in an acceptance, beyond the form of its parts. */
function consistent({ subject, predicate }: Checked, context: z.RefinementCtx): void {
  const { scope, disposition, expiresAt, ceiling } = predicate;
  const add = (key: string, message: string): void =>
    context.addIssue({ code: "custom", path: ["predicate", ...key.split(".")], message });
  const retires = disposition === "retirement";
  if (retires !== (expiresAt === null)) {
    add("expiresAt", retires ? "a retirement does not expire" : "only a retirement never expires");
  }
  if (retires && scope.examples === undefined) add("scope", "a retirement names the examples that go");
  if (!retires && ceiling === null) add("ceiling", "the worst figure that is accepted is missing");
  if (scope.examples !== undefined && new Set(scope.examples).size !== scope.examples.length) {
    add("scope.examples", "an example is named twice");
  }
  if (digestPattern.test(scope.release) && scope.release !== `sha256:${subject[0].digest.sha256}`) {
    add("scope.release", "another release than the subject of the statement");
  }
}

const acceptanceSchema: z.ZodType<AcceptanceStatement> = z
  .strictObject({ ...statementShape, predicate: predicateSchema })
  .superRefine(consistent);
const draftSchema: z.ZodType<DraftStatement> = z
  .strictObject({
    ...statementShape,
    predicate: predicateSchema.extend({ approvedBy: z.null(), approvedAt: z.null() }),
  })
  .superRefine(consistent);

/** A statement about a release. `release` is the digest that the statement is bound to. */
export function statementOf<P>(release: Digest, predicate: P): Statement<typeof acceptanceType, P> {
  return {
    _type: statementType,
    subject: [{ name: "release.json", digest: { sha256: release.slice("sha256:".length) } }],
    predicateType: acceptanceType,
    predicate,
  };
}

/**
 * Reads the signed bytes of an acceptance. Throws InputError(s): what the schema refuses, and `not-canonical` when the bytes are
 * not the RFC 8785 form of what they say, so that one content has one signature.
 */
export function readAcceptance(bytes: Buffer, file: string): AcceptanceStatement {
  const json = decodeUtf8(bytes, file);
  const { value } = parseJsonText(json, file);
  if (canonicalJson(value) !== bytes.toString("utf8")) {
    throw new InputError("not-canonical", "the payload is not in its canonical form (RFC 8785)", {
      location: { file },
    });
  }
  // The payload's own positions would point at wrong lines of the envelope that carries it.
  return checkAcceptance(value, file);
}

/** Checks a statement before it is signed. Throws InputError(s). */
export function checkAcceptance(value: unknown, file: string): AcceptanceStatement {
  return validate(acceptanceSchema, value, { file, root: "the statement" });
}

/** Checks the content of a draft: a statement that nobody has signed. Throws InputError(s). */
export function checkDraft(value: unknown, file: string, positionOf?: PositionOf): DraftStatement {
  return validate(draftSchema, value, { file, positionOf, root: "the draft" });
}
