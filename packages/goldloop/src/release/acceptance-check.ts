import { basename } from "node:path";
import type { Policy } from "../config/index.ts";
import { parseJsonText } from "../document/index.ts";
import { GoldloopError } from "../error/index.ts";
import type { CheckedAcceptance } from "../gate/index.ts";
import { personOf } from "./acceptance-refusal.ts";
import { findRule, isAboutRemoval } from "./acceptance-rule.ts";
import { isEnvelope, payloadOf, readEnvelope, SignatureError, verifyEnvelope } from "./dsse.ts";
import { registeredKeys, type RegisteredKey } from "./keys.ts";
import { checkDraft, readAcceptance, type AcceptanceStatement, type DraftStatement } from "./statement.ts";

/** One file of `evals/acceptances`. */
export interface AcceptanceFile {
  file: string;
  text: string;
}

/** What the release under test is, to see which acceptances are meant for it. */
export interface AcceptanceContext {
  /** `sha256:...` of its release.json; null when it cannot be told. */
  releaseDigest: string | null;
  /** Whether its commit lies within `<commit>..` or `<commit>..<commit>`. */
  commitInRange(range: string): Promise<boolean>;
}

/**
 * Reads acceptances and verifies their signatures with the keys of the policy's people, and no others. Every file gives one
 * result, in the order of the files; what is wrong with it is its `problem`, and it never counts then. Whether an acceptance
 * covers a failure (role, expiry, ceiling, scope) is the gate's to say.
 * Throws InputError(s) only when the policy's own keys are wrong (`bad-key`, `shared-key`).
 */
export async function checkAcceptances(
  files: readonly AcceptanceFile[],
  policy: Policy,
  context: AcceptanceContext,
): Promise<CheckedAcceptance[]> {
  const keys = registeredKeys(policy);
  const checked: CheckedAcceptance[] = [];
  for (const file of files) checked.push(await checkOne(file, policy, keys, context));
  const byId = Map.groupBy(checked, ({ id }) => id);
  return checked.map((one) => {
    const others = (byId.get(one.id) ?? []).filter((other) => other !== one);
    if (others.length === 0) return one;
    const same = `the same id as ${others.map(({ file }) => file).join(", ")}`;
    return { ...one, problem: one.problem === null ? same : `${one.problem}; ${same}` };
  });
}

async function checkOne(
  { file, text }: AcceptanceFile,
  policy: Policy,
  keys: ReadonlyMap<string, RegisteredKey>,
  context: AcceptanceContext,
): Promise<CheckedAcceptance> {
  const read = readFacts(text, file);
  let { problem } = read;
  let signedBy: string | null = null;
  if (problem === null && read.verify !== undefined) {
    try {
      const signers = read.verify(keys);
      const [signer] = signers;
      if (signers.length > 1) problem = "several people signed it; one answers for an acceptance";
      else signedBy = signer?.person ?? null;
    } catch (error) {
      problem = problemOf(error);
    }
  }
  const facts = read.statement === undefined ? unreadable(file) : factsOf(read.statement, file, policy);
  if (problem === null && facts.approvedBy !== signedBy) {
    problem = `it says that ${facts.approvedBy} approved it, but ${signedBy} signed it`;
  }
  problem ??= retirementProblem(facts, policy);
  const releaseFits = problem === null && (await fits(facts.release, context));
  return { ...facts, signedBy, releaseFits, problem };
}

interface Read {
  statement?: AcceptanceStatement | DraftStatement;
  verify?: (keys: ReadonlyMap<string, RegisteredKey>) => RegisteredKey[];
  problem: string | null;
}

function readFacts(text: string, file: string): Read {
  let statement: Read["statement"];
  try {
    const { value, positionOf } = parseJsonText(text, file);
    if (!isEnvelope(value)) {
      statement = checkDraft(value, file, positionOf);
      throw new SignatureError("unsigned", "it is not signed");
    }
    const envelope = readEnvelope(text, file);
    statement = readAcceptance(payloadOf(envelope), file);
    return { statement, verify: (keys) => verifyEnvelope(envelope, keys), problem: null };
  } catch (error) {
    return { statement, problem: problemOf(error) };
  }
}

function problemOf(error: unknown): string {
  if (error instanceof GoldloopError) return error.message;
  throw error;
}

type Facts = Omit<CheckedAcceptance, "signedBy" | "releaseFits" | "problem">;

function factsOf({ predicate }: AcceptanceStatement | DraftStatement, file: string, policy: Policy): Facts {
  const { scope, owner, requestedBy, approvedBy, controls: _, ...rest } = predicate;
  const { examples, category, release } = scope;
  return {
    ...rest,
    file,
    ...(examples === undefined ? {} : { examples }),
    ...(category === undefined ? {} : { category }),
    release,
    owner: personOf(policy, owner),
    requestedBy: personOf(policy, requestedBy),
    approvedBy: approvedBy === null ? null : personOf(policy, approvedBy),
  };
}

function unreadable(file: string): Facts {
  return {
    id: basename(file).replace(/\.json$/, ""),
    file,
    gate: "",
    rule: "",
    release: "",
    observed: null,
    ceiling: null,
    disposition: "accepted",
    reason: "",
    owner: null,
    requestedBy: null,
    approvedBy: null,
    approvedAt: null,
    expiresAt: null,
    ticket: null,
  };
}

/** An acceptance without an end must not keep anything but a removal from blocking. */
function retirementProblem({ disposition, gate: name, rule }: Facts, policy: Policy): string | null {
  const gate = Object.hasOwn(policy.gates, name) ? policy.gates[name] : undefined;
  if (disposition !== "retirement" || gate === undefined) return null;
  try {
    return isAboutRemoval(findRule(gate, rule)) ? null : `a retirement fits rules on removed examples, not "${rule}"`;
  } catch (error) {
    return problemOf(error);
  }
}

async function fits(release: string, context: AcceptanceContext): Promise<boolean> {
  if (release === "any") return true;
  if (release.includes("..")) return context.commitInRange(release);
  return context.releaseDigest !== null && release === context.releaseDigest;
}
