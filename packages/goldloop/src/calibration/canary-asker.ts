import type { CanaryPin, JudgePin } from "../config/index.ts";
import { GoldloopError, InputError, messageOf } from "../error/index.ts";
import { notAsked, type AskCanary, type CanaryRecord } from "../run/index.ts";
import type { PreparedScorer } from "../scorer/index.ts";
import { asksAnew, type Asking } from "./ask.ts";
import { checkCanary, digestOfFile, openCanary } from "./canary.ts";
import { scorerOf, usesOfJudge, type JudgeSetting } from "./judge-use.ts";

/**
 * What a run asks canaries with: past cache and cassettes, each judge once however many runs ask. What keeps one from being asked (no key, no network, a
 * budget) is its reason, never an error.
 */
export function canaryAsker(setting: JudgeSetting): AskCanary {
  const answered = new Map<string, CanaryRecord>();
  return async ({ judge: pinName, pin, signal, mayAsk, onAnswer }) => {
    const canary = pin.calibrated?.canary;
    if (canary === undefined) return notAsked(0, "it is not calibrated");
    const key = `${pin.model} ${pin.promptDigest} ${canary.verdictsDigest} ${pin.calibrated?.parametersDigest}`;
    const before = answered.get(key);
    if (before !== undefined) return { ...before, costUsd: 0 };
    let costUsd = 0;
    const asking: Asking = {
      signal,
      mayAsk,
      onAnswer: (cost) => {
        costUsd += cost ?? 0;
        onAnswer(cost);
      },
    };
    try {
      const found = await askByPin(pinName, pin, canary, setting, asking);
      const record: CanaryRecord = { ...found, costUsd };
      answered.set(key, record);
      return record;
    } catch (error) {
      if (!(error instanceof GoldloopError)) throw error;
      return notAsked(canary.n, messageOf(error), costUsd);
    }
  };
}

async function askByPin(
  pinName: string,
  pin: JudgePin,
  canary: CanaryPin,
  setting: JudgeSetting,
  asking: Asking,
): Promise<Omit<CanaryRecord, "costUsd">> {
  const fresh = { ...setting, models: asksAnew(setting.models) };
  for (const [name, { canary: file }] of Object.entries(setting.config.judges)) {
    if (file === undefined) continue;
    const open = await openCanary(name, fresh);
    if (open === undefined || (await digestOfFile(open.file)) !== canary.digest) continue;
    for (const scorer of await scorersFor(name, open.pairs, fresh)) {
      const [use] = scorer.judges;
      if (use?.promptDigest !== pin.promptDigest || use.model !== pin.model) continue;
      const { flipped: _, ...record } = await checkCanary(open, canary, scorer, asking);
      return record;
    }
  }
  throw new InputError("unknown-judge", `no judge of the config is the one that ${pinName} pins`, {
    hint: `goldloop judge calibrate ${pinName}`,
  });
}

async function scorersFor(name: string, pairs: boolean, setting: JudgeSetting): Promise<PreparedScorer[]> {
  if (!pairs) return [await scorerOf(name, false, setting)];
  const uses = await usesOfJudge(name, true, setting);
  return Promise.all(uses.map(({ scorer }) => scorerOf(name, true, setting, scorer)));
}
