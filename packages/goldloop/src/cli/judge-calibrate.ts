import { relative, resolve } from "node:path";
import {
  agreementOf,
  agreementOfPeople,
  calibrate,
  correctedMean,
  kappaSupport,
  labelledSamples,
  lengthBias,
  positionBias,
  readForeign,
  readJudgements,
  type CorrectedMean,
  type ForeignRows,
  type Mapping,
} from "../calibration/index.ts";
import { InputError } from "../error/index.ts";
import { findRun, openRun } from "../run/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { askingOf } from "./judge-progress.ts";
import { formatCalibration, type CalibrationDocument } from "./judge-text.ts";
import { openProject, type Project } from "./project.ts";

/** The flags of `goldloop judge calibrate`, by name. */
interface Flags {
  run?: string;
  requireKappa?: number;
  stored?: boolean;
  labels?: string;
  people?: string[];
  judgeField?: string;
  judgements?: string;
  join?: string;
  positive?: string[];
  truth?: string;
  invalid?: "wrong" | "drop";
  same?: [string, string][];
  output?: string[];
  labelled?: string;
}

/** Holds a judge against people: a judge of the config, which is asked, or verdicts in files. 1 when a required kappa is not shown. */
export async function calibrateCommand(call: Call, context: Context): Promise<number> {
  const flags = call.flags as Flags;
  const [name] = call.arguments;
  if ((name === undefined) === (flags.labels === undefined)) {
    throw new InputError("usage", name === undefined ? "which judge?" : "a judge and --labels exclude each other", {
      hint: "goldloop judge calibrate NAME   or   goldloop judge calibrate --labels FILE --people FIELD,FIELD",
    });
  }
  const document = name === undefined ? await ofFiles(flags, context) : await ofJudge(name, call, context);
  if (call.json) context.stdout.write(`${JSON.stringify(document)}\n`);
  else {
    context.stdout.write(formatCalibration(document, { color: hasColor(context.stdout, context.environment) }));
  }
  return document.required?.supported === false ? 1 : 0;
}

const onlyFiles = ["people", "positive", "truth", "invalid", "same", "output", "labelled"] as const;

async function ofJudge(name: string, call: Call, context: Context): Promise<CalibrationDocument> {
  const flags = call.flags as Flags;
  const stray = onlyFiles.find((flag) => flags[flag] !== undefined);
  if (stray !== undefined) {
    throw new InputError("usage", `--${stray} belongs to --labels: the calibration set of ${name} says it itself`, {
      hint: `goldloop judge calibrate ${name}`,
    });
  }
  // What the cache knows may be what another judge of the same name said.
  const project = await openProject(context, call.flags, { cache: false });
  const { asking, clear } = askingOf(name, context);
  try {
    const setting = { ...project, variables: context.environment.variables, from: context.directory };
    const judgements =
      flags.judgements === undefined
        ? undefined
        : await readJudgements({
            file: resolve(context.directory, flags.judgements),
            field: flags.judgeField ?? "judge",
            join: flags.join ?? "id",
          });
    const found = await calibrate(name, setting, {
      asking,
      stored: flags.stored === true,
      judgements,
    });
    const { rows, agreement, canary } = found;
    const people = agreementOfPeople(rows, "people");
    return {
      schema: "goldloop/calibration/v1",
      judge: name,
      labels: shown(found.file, context),
      items: rows.length,
      ...agreement,
      threshold: found.scale.labels === undefined ? found.threshold : null,
      people,
      ceiling: people,
      positionBias: positionBias(rows),
      lengthBias: lengthBias(rows),
      required: flags.requireKappa === undefined ? null : kappaSupport(agreement, flags.requireKappa),
      canary: canary === undefined ? null : canary.pin,
      corrected: flags.run === undefined ? null : await correctedOfRun(flags.run, name, project, context, agreement),
      lock: found.written.length === 0 ? null : { suites: found.written },
    };
  } finally {
    clear();
    await project.models.close();
  }
}

async function correctedOfRun(
  run: string,
  judge: string,
  { config }: Project,
  context: Context,
  skill: Pick<CalibrationDocument, "sensitivity" | "specificity">,
): Promise<CorrectedMean> {
  const stored = await openRun(await findRun(config.directory, context.directory, run));
  const samples = await labelledSamples(config, stored);
  const score = Object.entries(stored.record.pins.scorers).find(
    ([one, { scorer, options }]) =>
      scorer === "judge" && samples[one] !== undefined && JSON.stringify(options) === JSON.stringify({ name: judge }),
  )?.[0];
  const hint = `goldloop judge label ${judge} --run ${stored.record.id} --sample 50`;
  const sample = score === undefined ? undefined : samples[score];
  if (sample === undefined) {
    throw new InputError("no-sample", `nobody has labelled a random sample of ${stored.record.id}`, { hint });
  }
  const values: number[] = [];
  for await (const { scores } of stored.results()) {
    const found = scores.find((one) => one.name === score);
    // An error counts as 0, as it does in the run's mean; what was skipped does not count.
    values.push(found?.status === "error" ? 0 : (found?.value ?? Number.NaN));
  }
  const corrected = correctedMean(values, sample.labels, skill);
  if (corrected !== undefined) return corrected;
  throw new InputError("small-sample", "a correction needs at least two labelled outputs", { hint });
}

async function ofFiles(flags: Flags, context: Context): Promise<CalibrationDocument> {
  const stray = (["run", "stored"] as const).find((flag) => flags[flag] !== undefined && flags[flag] !== false);
  if (stray !== undefined) {
    throw new InputError("usage", `--${stray} belongs to a judge of the config`, {
      hint: `goldloop judge calibrate NAME --${stray}`,
    });
  }
  const mapping: Mapping = {
    labels: resolve(context.directory, flags.labels ?? ""),
    people: flags.people ?? [],
    judgeField: flags.judgeField ?? "judge",
    judgements: flags.judgements === undefined ? undefined : resolve(context.directory, flags.judgements),
    join: flags.join ?? "id",
    positive: flags.positive ?? [],
    truth: flags.truth ?? "majority",
    invalid: flags.invalid ?? "wrong",
    same: new Map(flags.same),
    output: flags.output ?? [],
  };
  const foreign = await readForeign(mapping);
  const { rows } = foreign;
  const isPositive = mapping.positive.length === 0 ? undefined : (category: string) => category === "positive";
  const agreement = agreementOf(rows, isPositive);
  return {
    schema: "goldloop/calibration/v1",
    judge: null,
    labels: shown(mapping.labels, context),
    items: rows.length,
    ...agreement,
    threshold: null,
    people: agreementOfPeople(rows, "labelled"),
    ceiling: agreementOfPeople(rows, "people"),
    positionBias: positionBias(rows),
    lengthBias: lengthBias(rows),
    required: flags.requireKappa === undefined ? null : kappaSupport(agreement, flags.requireKappa),
    canary: null,
    corrected: isPositive === undefined ? null : correctedOfRows(foreign, flags.labelled, isPositive),
    lock: null,
    ...noteRefused(flags, isPositive),
  };
}

function noteRefused({ labelled }: Flags, isPositive: unknown): Record<string, never> {
  if (labelled !== undefined && isPositive === undefined) {
    throw new InputError("usage", "--labelled corrects a rate: --positive says of what", { hint: "--positive LABEL" });
  }
  return {};
}

/** The judge's rate over all rows, corrected by the labels of some; without `--labelled` by the sensitivity and specificity over all. */
function correctedOfRows(
  { rows, sources }: ForeignRows,
  labelled: string | undefined,
  isPositive: (category: string) => boolean,
): CorrectedMean | null {
  const values = rows.map(({ judgeValue }) => judgeValue ?? Number.NaN);
  const every = /^every:([1-9]\d*)$/.exec(labelled ?? "");
  if (labelled !== undefined && every === null && !sources.some((source) => Object.hasOwn(source, labelled))) {
    throw new InputError("unknown-field", `--labelled: no line has a field "${labelled}"`, {
      hint: "--labelled every:4",
    });
  }
  const isLabelled = (index: number): boolean => {
    if (labelled === undefined) return true;
    if (every !== null) return index % Number(every[1]) === 0;
    return sources[index]?.[labelled] === true || sources[index]?.[labelled] === "random";
  };
  const chosen = rows.map((row, index) => (isLabelled(index) ? row : undefined));
  const labels = new Map(
    chosen.flatMap((row, index): [number, number][] =>
      row?.truthValue === undefined ? [] : [[index, row.truthValue]],
    ),
  );
  const skill = agreementOf(
    chosen.flatMap((row) => row ?? []),
    isPositive,
  );
  const corrected = correctedMean(values, labels, skill);
  if (corrected === undefined) return null;
  const truths = rows.flatMap(({ truthValue }) => truthValue ?? []);
  const known = labelled !== undefined && truths.length === rows.length;
  return { ...corrected, truth: known ? truths.reduce((sum, one) => sum + one, 0) / truths.length : null };
}

function shown(file: string, context: Context): string {
  const path = relative(context.directory, file);
  return path.startsWith("..") ? file : path;
}
