import { resolve } from "node:path";
import { readFile } from "node:fs/promises";
import {
  asksAnew,
  calibratedInLock,
  checkCanary,
  openCanary,
  scorerOf,
  testedFlipRate,
  usesOfJudge,
  judgeNamed,
} from "../calibration/index.ts";
import { canaryVerdictsFile } from "../config/index.ts";
import { digestOf } from "../digest/index.ts";
import { InputError } from "../error/index.ts";
import type { Call } from "./command.ts";
import type { Context } from "./context.ts";
import { askingOf } from "./judge-progress.ts";
import { openProject } from "./project.ts";

/** Asks a judge's canary by hand. 0 when it stands, 1 when it moved; throws NotAsked (exit 3) when it could not be asked. */
export async function checkCommand(call: Call, context: Context): Promise<number> {
  const [name = ""] = call.arguments;
  const project = await openProject(context, call.flags, { cache: false });
  const { asking, clear } = askingOf(name, context);
  try {
    const { config, judges, models } = project;
    const setting = {
      config,
      judges,
      models: asksAnew(models),
      variables: context.environment.variables,
      from: context.directory,
    };
    judgeNamed(name, setting);
    const canary = await openCanary(name, setting);
    if (canary === undefined) {
      throw new InputError("no-canary", `the judge ${name} has no canary`, {
        location: config.file === undefined ? undefined : { file: config.file },
        hint: `judges: { ${name}: { ..., canary: evals/judges/${name}.canary.jsonl } }`,
      });
    }
    const uses = await usesOfJudge(name, canary.pairs, setting);
    const verdicts = await readFile(resolve(canaryVerdictsFile(canary.file))).catch(() => undefined);
    const found = await calibratedInLock(
      uses,
      config.directory,
      verdicts === undefined ? undefined : digestOf(verdicts),
    );
    const pin = found?.calibrated.canary;
    if (found === undefined || pin === undefined) {
      throw new InputError("not-calibrated", `goldloop.lock has no calibration of ${name} as it is now`, {
        hint: `goldloop lock   and then   goldloop judge calibrate ${name}`,
      });
    }
    const scorer = await scorerOf(name, canary.pairs, setting, found.use.scorer);
    const { n, flips, p, moved, flipped } = await checkCanary(canary, pin, scorer, asking);
    const document = {
      schema: "goldloop/canary/v1",
      judge: name,
      asked: true,
      n,
      flips,
      p,
      moved,
      flipped,
      calibrated: { n: pin.n, flips: pin.flips, flipRate: pin.flipRate, tested: testedFlipRate(pin) },
    };
    clear();
    if (call.json) context.stdout.write(`${JSON.stringify(document)}\n`);
    else context.stdout.write(textOf(document));
    return moved ? 1 : 0;
  } finally {
    clear();
    await project.models.close();
  }
}

interface CanaryDocument {
  judge: string;
  n: number;
  flips: number;
  p: number;
  moved: boolean;
  flipped: string[];
  calibrated: { n: number; flips: number };
}

function textOf({ judge, n, flips, p, moved, flipped, calibrated }: CanaryDocument): string {
  const chance = p < 0.0001 ? "p < 0.0001" : `p = ${p.toPrecision(2)}`;
  const figures = `${flips} of ${n} verdicts differ from the reference (${calibrated.flips} of ${calibrated.n} at calibration), ${chance}`;
  if (!moved) return `✓ ${judge} stands where it was calibrated: ${figures}\n`;
  const some = flipped.slice(0, 5).join(", ");
  const more = flipped.length > 5 ? `, and ${flipped.length - 5} more` : "";
  return `✗ ${judge} moved: ${figures}\n  ${some}${more}\n  goldloop judge calibrate ${judge}   holds it against people anew\n`;
}
