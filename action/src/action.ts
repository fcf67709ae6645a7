import { ApiError, openApi } from "./api.ts";
import { baseRef } from "./base-ref.ts";
import { findGoldloop } from "./command.ts";
import { commentKey, keepComment } from "./comment.ts";
import { readEvent } from "./event.ts";
import { readInputs } from "./inputs.ts";
import { judge } from "./judge.ts";
import { notMeasuredText } from "./not-measured.ts";
import { openRunner, type Runner } from "./runner.ts";
import { headingOf, setStatus } from "./status.ts";

/**
 * Runs the step. Returns its exit code: 0 only when the gates allow. What GitHub refuses (a comment, a status) is said and
 * changes nothing of the decision.
 */
export async function runAction(variables: NodeJS.ProcessEnv, write: (text: string) => void): Promise<number> {
  const runner = openRunner(variables, write);
  const inputs = readInputs(variables);
  const event = readEvent(variables);
  const log = (text: string): void => runner.log(text);
  const ref = await baseRef(event.baseBranch, { directory: inputs.directory, log });
  const temporary = variables["RUNNER_TEMP"];
  const { folder, result } = await judge(findGoldloop(inputs.directory), inputs, ref, { log, temporary });
  runner.endLog();

  const judged = "decision" in result;
  const markdown = judged ? result.markdown : notMeasuredText(result, event.commit, event.fork);
  if (judged) runner.print(result.annotations);
  else runner.notice("error", `nothing was measured: ${result.reason}`);
  runner.summary(markdown);
  const decision = judged ? result.decision : "block";
  runner.output("verdict", judged ? result.verdict : "not-measured");
  runner.output("decision", decision);
  runner.output("report", folder);

  if (inputs.token === "") {
    runner.notice("notice", "no token: the verdict is in the step's summary only");
    return decision === "allow" ? 0 : 1;
  }
  const api = openApi(event, inputs.token);
  const state = decision === "allow" ? "success" : judged ? "failure" : "error";
  const { pullRequest } = event;
  if (inputs.comment && pullRequest !== null) {
    const key = commentKey(inputs.stage, inputs.directory);
    await attempt(runner, "comment", event.fork, () => keepComment(api, pullRequest, key, markdown));
  }
  await attempt(runner, "commit status", event.fork, () =>
    setStatus(api, event, inputs, state, headingOf(markdown) || decision),
  );
  return decision === "allow" ? 0 : 1;
}

async function attempt(runner: Runner, what: string, fork: boolean, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const why = !error.forbidden
      ? ""
      : fork
        ? "; a pull request from a fork may not write"
        : "; give the job `pull-requests: write` and `statuses: write`";
    runner.notice(
      fork ? "notice" : "warning",
      `no ${what} (${error.message})${why}. The verdict is in the step's summary.`,
    );
  }
}
