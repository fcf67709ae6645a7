import { relative, resolve } from "node:path";
import { findProject, loadPolicy, policyFileName } from "../config/index.ts";
import type { Digest } from "../digest/index.ts";
import { InputError, InputErrors } from "../error/index.ts";
import {
  checkAcceptances,
  commitInRange,
  describeRelease,
  draftAcceptance,
  findSigningKey,
  readAcceptanceFiles,
  readDraft,
  refusalsOfDraft,
  replaceDraft,
  signAcceptance,
  statusOf,
  writeAcceptance,
  type AcceptanceStatement,
  type DraftStatement,
  type SigningKey,
} from "../release/index.ts";
import { answerAll } from "./accept-questions.ts";
import { questionsOf } from "./accept-interview.ts";
import { requestOf, verdictFor, type AcceptFlags, type AcceptSetting } from "./accept-request.ts";
import { acceptanceText, listLine } from "./accept-text.ts";
import type { Call } from "./command.ts";
import type { Context } from "./context.ts";
import { openProject } from "./project.ts";

interface Flags extends AcceptFlags {
  approvedBy?: string;
  draft?: boolean;
  key?: string;
  policy?: string;
  config?: string;
  yes?: boolean;
}

interface Setting extends AcceptSetting {
  flags: Flags;
}

async function settingOf(call: Call, context: Context): Promise<Setting> {
  const flags = call.flags as Flags;
  const { directory } = findProject(context.directory, flags.config);
  const explicit = flags.policy === undefined ? undefined : resolve(context.directory, flags.policy);
  const policy = await loadPolicy(directory, explicit);
  if (policy === undefined) {
    throw new InputError("no-policy", `there is no ${policyFileName}: nothing says who may accept what`, {
      location: { file: directory },
      hint: "goldloop accept --policy FILE",
    });
  }
  return { directory, from: context.directory, policy, flags, now: new Date() };
}

/** `accept`: writes a risk acceptance to evals/acceptances, signed, or as a draft that another person signs. */
export async function acceptCommand(call: Call, context: Context): Promise<number> {
  const setting = await settingOf(call, context);
  const { directory, policy, flags, now } = setting;
  const verdict = await verdictFor(setting);
  const answers = await answerAll(
    questionsOf(setting, verdict),
    flags,
    call.json ? undefined : context.ask,
    context.stderr.write.bind(context.stderr),
  );
  const { digest } = await releaseOf(call, context);
  const draft = draftAcceptance(await requestOf(answers, verdict, setting, digest), digest, policy, now);
  if (flags.draft === true) {
    throwAll(refusalsOfDraft(draft.predicate, policy, now));
    const file = await writeAcceptance(directory, draft.predicate.id, draft);
    return told(call, context, setting, { file, statement: draft, keyid: null });
  }
  const key = await keyOf(setting, context);
  const { statement, envelope } = signAcceptance(draft, key, { policy, now, approvedBy: flags.approvedBy });
  const file = await writeAcceptance(directory, statement.predicate.id, envelope);
  return told(call, context, setting, { file, statement, keyid: key.publicKey.keyid });
}

/** `accept sign`: the approver's signature under somebody else's draft. */
export async function signCommand(call: Call, context: Context): Promise<number> {
  const setting = await settingOf(call, context);
  const { policy, flags, now } = setting;
  const { file, draft } = await readDraft(context.directory, call.arguments[0] ?? "");
  const key = await keyOf(setting, context);
  const { statement, envelope } = signAcceptance(draft, key, { policy, now, approvedBy: flags.approvedBy });
  if (context.ask !== undefined && !call.json && flags.yes !== true) {
    context.stderr.write(acceptanceText(statement, policy));
    const answer = (await context.ask("Sign it? [y/N] ")).trim().toLowerCase();
    if (answer !== "y" && answer !== "yes") {
      throw new InputError("not-signed", "nothing was signed", { hint: "goldloop accept sign FILE --yes" });
    }
  }
  await replaceDraft(file, envelope);
  return told(call, context, setting, { file, statement, keyid: key.publicKey.keyid });
}

/** `accept ls`: every acceptance and whether it could count. */
export async function listCommand(call: Call, context: Context): Promise<number> {
  const { directory, policy, now } = await settingOf(call, context);
  const { digest, commit } = await releaseOf(call, context);
  const checked = await checkAcceptances(await readAcceptanceFiles(directory), policy, {
    releaseDigest: digest,
    commitInRange: async (range) => commit !== null && commitInRange(directory, commit, range),
  });
  const acceptances = checked.map((one) => ({ ...one, ...statusOf(one, policy, now) }));
  if (call.json) {
    context.stdout.write(`${JSON.stringify({ schema: "goldloop/acceptances/v1", acceptances })}\n`);
    return 0;
  }
  if (acceptances.length === 0) context.stdout.write("No risk is accepted.\n");
  for (const { status, why, ...one } of acceptances) context.stdout.write(listLine(one, status, why));
  return 0;
}

/** What is shipped from here, to bind acceptances to. */
async function releaseOf(call: Call, context: Context): Promise<{ digest: Digest; commit: string | null }> {
  const { config, models } = await openProject(context, call.flags, { cache: true });
  try {
    const { digest, document } = await describeRelease(config, { models, variables: context.environment.variables });
    return { digest, commit: document.commit };
  } finally {
    await models.close();
  }
}

function keyOf({ flags }: Setting, { directory, environment }: Context): Promise<SigningKey> {
  return findSigningKey(environment.variables, {
    file: flags.key === undefined ? undefined : resolve(directory, flags.key),
    email: flags.approvedBy,
  });
}

function throwAll(faults: readonly InputError[]): void {
  const [first] = faults;
  if (first !== undefined) throw faults.length === 1 ? first : new InputErrors(faults);
}

function told(
  call: Call,
  context: Context,
  { policy }: Setting,
  { file, statement, keyid }: { file: string; statement: AcceptanceStatement | DraftStatement; keyid: string | null },
): number {
  const path = relative(context.directory, file);
  const signed = keyid !== null;
  if (call.json) {
    const document = { schema: "goldloop/acceptance/v1", file, signed, keyid, subject: statement.subject };
    context.stdout.write(`${JSON.stringify({ ...document, ...statement.predicate })}\n`);
    return 0;
  }
  context.stdout.write(`${signed ? "✓" : "?"} ${path}  ${signed ? "signed" : "a draft, which never counts"}\n`);
  context.stdout.write(acceptanceText(statement, policy));
  context.stdout.write(
    signed
      ? "\nNext  commit it; in pull requests it counts from when the base has it\n"
      : `\nNext  the approver signs it:   goldloop accept sign ${path}\n`,
  );
  return 0;
}
