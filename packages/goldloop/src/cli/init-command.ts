import { userInfo } from "node:os";
import { relative } from "node:path";
import { git } from "../dataset/index.ts";
import {
  approveFirst,
  catchBug,
  checkUrl,
  lookAround,
  openQuestions,
  pinSuite,
  planScaffold,
  probeEndpoint,
  refuseConfigured,
  runSuite,
  standardAnswers,
  writeScaffold,
  type Answers,
  type Catch,
  type EndpointForm,
  type FirstRunsSetting,
  type GivenAnswers,
  type Look,
  type TargetKindAnswer,
} from "../init/index.ts";
import { messageOf } from "../error/index.ts";
import type { RunRecord } from "../run/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { initDocument, InitText } from "./init-text.ts";
import { Progress } from "./progress.ts";
import { openProject } from "./project.ts";

interface InitFlags {
  yes?: boolean;
  target?: TargetKindAnswer;
  url?: string;
  name?: string;
  dir?: string;
}

/**
 * Sets up an eval and shows that it works: a run that is green, and the same suite over a copy with one bug, which it
 * catches. 0 when both came true; 3 when something could not be measured (an endpoint that is not there), or when the
 * stand-in was not green: the files are kept.
 */
export async function initCommand(call: Call, context: Context): Promise<number> {
  const { directory } = context;
  const text = new InitText(context.stdout, hasColor(context.stdout, context.environment), call.json);
  refuseConfigured(directory);
  const look = lookAround(directory);
  text.look(look);
  const answers = await answersOf(call.flags, look, call, context);
  const probe = answers.target === "http" ? await probeEndpoint(answers.url, context.signal) : undefined;
  const form: EndpointForm | undefined = probe !== undefined && "form" in probe ? probe.form : undefined;
  const scaffold = planScaffold(look, answers, form, context.version);
  const files = await writeScaffold(directory, scaffold);
  const project = await openProject(context, {}, { cache: false });
  try {
    const progress = new Progress(context);
    const setting: FirstRunsSetting = {
      ...project,
      environment: context.environment,
      signal: context.signal,
      version: context.version,
      events: {
        onStart: ({ suite, total, done }) => progress.start(suite, total, done),
        onResult: (line) => progress.add(line),
      },
    };
    await pinSuite(setting, answers.name);
    files.written.splice(files.written.indexOf("goldloop.yaml") + 1, 0, "goldloop.lock");
    text.files(files, scaffold);
    const problem = probe !== undefined && "problem" in probe ? probe.problem : undefined;
    const finished = problem === undefined ? await runSuite(setting, answers.name) : undefined;
    const run = finished?.record;
    progress.clear();
    if (run !== undefined) text.run(run, answers);
    else text.notMeasured(problem ?? "");
    if (finished !== undefined && finished.record.status === "complete" && finished.record.pinned) {
      const owner = await ownerOf(directory);
      const approved = relative(directory, await approveFirst(setting, finished, owner));
      files.written.push(approved);
      text.baseline(approved, owner);
    }
    const caught = await catchBug(setting, scaffold);
    progress.clear();
    text.caught(caught, answers);
    text.next(look, scaffold, problem);
    if (call.json)
      context.stdout.write(
        `${JSON.stringify(initDocument({ directory, look, answers, files, run, caught, problem }))}\n`,
      );
    return exitCodeOf(run, caught, answers);
  } finally {
    await project.models.close();
  }
}

async function answersOf(flags: InitFlags, look: Look, call: Call, context: Context): Promise<Answers> {
  const given: GivenAnswers = {
    target: flags.target,
    url: flags.url === undefined ? undefined : checkUrl(flags.url),
    name: flags.name,
    dir: flags.dir,
  };
  let answers = standardAnswers(look, given);
  const { ask } = context;
  if (flags.yes === true || ask === undefined || call.json) return answers;
  for (const question of openQuestions(given, answers)) {
    for (;;) {
      const typed = (await ask(`${question.text} [${question.standard}] `)).trim();
      try {
        if (typed !== "") answers = question.answer(typed, answers);
        break;
      } catch (error) {
        context.stderr.write(`  ${messageOf(error)}\n`);
      }
    }
  }
  return answers;
}

/** Who approves the first baseline: the person that git knows, else the one who is logged in. */
async function ownerOf(directory: string): Promise<string> {
  const email = await git(directory, "config", "user.email").catch(() => undefined);
  const known = email?.toString("utf8").trim() ?? "";
  return known === "" ? userInfo().username : known;
}

/** The stand-in must be green; an endpoint of the user's is only measured. The bug must be caught either way. */
function exitCodeOf(run: RunRecord | undefined, caught: Catch, answers: Answers): number {
  if (run === undefined || run.status !== "complete" || run.errors > 0 || caught.failing.length === 0) return 3;
  return answers.target === "http" || run.failed === 0 ? 0 : 3;
}
