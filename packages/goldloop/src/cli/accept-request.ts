import { join, resolve } from "node:path";
import type { Policy } from "../config/index.ts";
import type { Digest } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import {
  checkEmail,
  coveredExamples,
  findGate,
  findRule,
  lastVerdictFile,
  rangeFromHere,
  readExpiry,
  readFigure,
  readVerdict,
  resolveRange,
  seenFailure,
  type AcceptanceRequest,
  type GateRule,
  type SeenFailure,
  type SeenVerdict,
} from "../release/index.ts";
import { findRun } from "../run/index.ts";
import type { AcceptAnswers } from "./accept-questions.ts";

/** What `accept` is told beside what it asks for. */
export interface AcceptFlags extends AcceptAnswers {
  example?: string[];
  category?: string;
  release?: string;
  controls?: string;
  ceiling?: string;
  disposition?: AcceptanceRequest["disposition"];
  kind?: "retirement";
  ticket?: string;
  fromVerdict?: string;
  run?: string;
}

/** Where an acceptance is made, and under which policy. */
export interface AcceptSetting {
  /** The project's folder. */
  directory: string;
  /** Where the command was typed. */
  from: string;
  policy: Policy;
  flags: AcceptFlags;
  now: Date;
}

/** What is accepted. A retirement is one in both spellings. */
export function dispositionOf({ disposition, kind }: AcceptFlags): AcceptanceRequest["disposition"] {
  if (kind !== undefined && disposition !== undefined && disposition !== kind) {
    throw new InputError("two-dispositions", `--kind ${kind} and --disposition ${disposition} differ`, {
      hint: `--disposition ${kind}`,
    });
  }
  return kind ?? disposition ?? "accepted";
}

/**
 * The verdict that the figures come from: the named file, or the last one. Undefined when there is none, or when
 * `--observed` takes its place. Throws InputError `no-verdict`, and `other-run` when it judged another run than `--run`.
 */
export async function verdictFor({ directory, from, flags }: AcceptSetting): Promise<SeenVerdict | undefined> {
  const { fromVerdict, run, observed } = flags;
  const asked = fromVerdict !== undefined || run !== undefined;
  if (observed !== undefined && !asked) return undefined;
  const file = fromVerdict === undefined ? join(directory, lastVerdictFile) : resolve(from, fromVerdict);
  const verdict = await readVerdict(file);
  if (verdict === undefined && asked) {
    throw new InputError("no-verdict", `there is no verdict ${fromVerdict ?? lastVerdictFile}`, {
      location: { file },
      hint: run === undefined ? "goldloop gate" : `goldloop gate --run ${run}`,
    });
  }
  if (run !== undefined && verdict !== undefined) {
    const dir = await findRun(directory, from, run);
    if (!verdict.runs.some(({ id }) => dir.split(/[\\/]/).at(-1) === id)) {
      throw new InputError("other-run", `the verdict is not about the run ${run}`, {
        location: { file },
        hint: `goldloop gate --run ${run}`,
      });
    }
  }
  return verdict;
}

/**
 * Puts together what is to be accepted. `release` is the digest of what is shipped now. Throws InputError for what cannot be
 * read, and `nothing-to-accept` when the verdict says that the rule passes.
 */
export async function requestOf(
  answers: AcceptAnswers,
  verdict: SeenVerdict | undefined,
  setting: AcceptSetting,
  release: Digest,
): Promise<AcceptanceRequest> {
  const { flags, policy, now } = setting;
  const gate = findGate(policy, answers.gate ?? "");
  const rule = findRule(gate, answers.rule ?? "");
  const disposition = dispositionOf(flags);
  const retires = disposition === "retirement";
  if (retires && answers.expires !== undefined) {
    throw new InputError("retirement-expires", "a retirement does not expire", { hint: "leave --expires away" });
  }
  const seen = seenOf(verdict, gate.name, rule, retires);
  const { observed, ceiling } = figuresOf(rule, answers.observed, flags.ceiling, seen, retires);
  const examples = retires
    ? named(flags.example)
    : coveredExamples(rule, flags.example, flags.category === undefined ? seen : undefined);
  if (retires && examples === undefined) {
    throw new InputError("missing-flags", "a retirement names the examples that go", { hint: "--example ID" });
  }
  return {
    gate: gate.name,
    rule: rule.text,
    scope: {
      ...(examples === undefined ? {} : { examples }),
      ...(flags.category === undefined ? {} : { category: flags.category }),
      release: await releaseScope(setting, release),
    },
    observed,
    ceiling,
    disposition,
    reason: answers.reason ?? "",
    controls: flags.controls ?? null,
    owner: checkEmail(answers.owner ?? "", "--owner"),
    requestedBy: checkEmail(answers.requestedBy ?? "", "--requested-by"),
    expiresAt: retires ? null : readExpiry(answers.expires ?? "", now),
    ticket: flags.ticket ?? null,
  };
}

function named(examples: readonly string[] | undefined): string[] | undefined {
  return examples === undefined || examples.length === 0 ? undefined : [...new Set(examples)].toSorted();
}

/** What the verdict says. A retirement comes before what it retires is gone, so nothing has to fail yet. */
function seenOf(
  verdict: SeenVerdict | undefined,
  gate: string,
  rule: GateRule,
  retires: boolean,
): SeenFailure | undefined {
  if (verdict === undefined || retires) return undefined;
  const seen = seenFailure(verdict, gate, rule);
  if (seen.fails) return seen;
  throw new InputError("nothing-to-accept", `gate "${gate}": ${rule.text} passes in the last verdict`, {
    hint: "goldloop gate   judges anew",
  });
}

/** How many examples a removal rule counts is no measure of one retirement, so that has no ceiling. */
function figuresOf(
  rule: GateRule,
  given: string | undefined,
  limit: string | undefined,
  seen: SeenFailure | undefined,
  retires: boolean,
): Pick<AcceptanceRequest, "observed" | "ceiling"> {
  const observed = given === undefined ? (seen?.observed ?? null) : readFigure(rule, given, "--observed");
  if (retires) {
    if (limit === undefined) return { observed, ceiling: null };
    throw new InputError("retirement-ceiling", "a retirement has no ceiling", { hint: "leave --ceiling away" });
  }
  const ceiling = limit === undefined ? observed : readFigure(rule, limit, "--ceiling");
  if (ceiling !== null) return { observed, ceiling };
  throw new InputError("missing-flags", `"${rule.text}" was not measured: what is the worst that is accepted?`, {
    hint: "--ceiling 95%",
  });
}

/** A digest, `any`, or a range with the ids of its commits. By default this commit and what is built on it. */
async function releaseScope({ directory, flags }: AcceptSetting, release: Digest): Promise<string> {
  const { release: given } = flags;
  if (given === undefined) {
    const range = await rangeFromHere(directory);
    if (range !== undefined) return range;
    throw new InputError("missing-flags", "missing: --release (there is no earlier commit to count from)", {
      hint: `--release any   or --release ${release}`,
    });
  }
  if (given === "any") return given;
  if (/^sha256:[0-9a-f]{64}$/.test(given)) {
    if (given === release) return given;
    throw new InputError("other-release", "what is shipped from here is another release", {
      hint: `--release ${release}   is the digest of what is here`,
    });
  }
  return resolveRange(directory, given);
}
