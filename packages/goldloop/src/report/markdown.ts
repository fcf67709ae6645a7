import type { RunRecord } from "../run/index.ts";
import { collectFailures, criticalFirst, type FailedExample, withExamples } from "./failures.ts";
import { count, dollars, duration, number, runSize, runTitle, scoreFigure, scoreNotes, totalCost } from "./figures.ts";
import { footerLines, type FailedRun } from "./footer.ts";
import { failureMark } from "./failure-text.ts";
import { code, inline } from "./markdown-text.ts";
import type { Reporter } from "./reporter.ts";
import { cutTo } from "./width.ts";

const shownFailures = 10;
const longestValue = 300;

/** For step summaries and comments. */
export const markdown: Reporter = {
  name: "markdown",
  description: "Markdown for step summaries and comments",
  fileExtension: "md",
  async *render({ runs, options }) {
    const done: FailedRun[] = [];
    for (const run of runs) {
      const { record } = run;
      const failures = criticalFirst(await withExamples(run, await collectFailures(run)));
      const shown = options.all === true ? failures : failures.slice(0, shownFailures);
      yield heading(record, failures);
      yield figuresOf(record);
      if (shown.length > 0) yield failuresOf(shown, failures.length, options.baseline?.get(record.suite));
      done.push({ record, failures });
    }
    if (options.judged === true) return;
    const [sentence = "", ...commands] = footerLines(done, options.directory);
    yield `${sentence}\n\n\`\`\`\n${commands.map((command) => command.trim()).join("\n")}\n\`\`\`\n`;
  },
};

function heading(record: RunRecord, failures: readonly FailedExample[]): string {
  const failed = failures.filter((failure) => failure.failed > 0).length;
  const broken = failures.filter((failure) => failure.errors > 0).length;
  const mark = failed > 0 ? "✗" : broken > 0 || record.status === "incomplete" ? "!" : "✓";
  const what = [
    failed > 0 ? `${count(failed, "example")} failed` : "no example failed",
    broken > 0 ? `${number(broken)} could not be measured` : "",
    record.status === "incomplete" ? "incomplete" : "",
  ];
  const cost = totalCost(record);
  const facts = [
    `${runSize(record)}: ${number(record.passed)} passed, ${number(record.failed)} failed, ${count(record.errors, "error")}`,
    duration(record.durationMs),
    ...(cost === null ? [] : [dollars(cost)]),
    record.pinned ? "pinned" : "not pinned",
    ...(record.git === null ? [] : [`\`${record.git.commit.slice(0, 7)}\`${record.git.dirty ? " with changes" : ""}`]),
  ];
  return `### ${mark} ${inline(runTitle(record))}: ${what.filter((part) => part !== "").join(", ")}\n\n${facts.join(" · ")}\n\n${record.incomplete.map((reason) => `> incomplete: ${inline(reason)}\n`).join("")}`;
}

function figuresOf(record: RunRecord): string {
  const rows = Object.entries(record.scores).map(
    ([name, score]) => `| ${inline(name)} | ${scoreFigure(score)} | ${number(score.n)} | ${scoreNotes(score)} |\n`,
  );
  const { latencyMs } = record;
  if (latencyMs !== null)
    rows.push(
      `| latency | p50 ${duration(latencyMs.p50)}, p95 ${duration(latencyMs.p95)} | ${number(latencyMs.n)} | |\n`,
    );
  return `| | Measured, 95% interval | n | |\n|---|---|--:|---|\n${rows.join("")}\n`;
}

function failuresOf(shown: readonly FailedExample[], total: number, baseline: ReadonlySet<string> | undefined): string {
  const title = total > shown.length ? `First ${shown.length} of ${number(total)} failures` : count(total, "failure");
  return `<details open><summary><b>${title}</b></summary>\n\n${shown.map((failure) => failureOf(failure, baseline)).join("")}</details>\n\n`;
}

function failureOf(failure: FailedExample, baseline: ReadonlySet<string> | undefined): string {
  const { example, scores, trials, failed, errors, flaky, error, got, id } = failure;
  const notes = [
    ...scores.map(({ name }) => name),
    trials > 1 ? `${trials - failed - errors} of ${trials} trials passed` : "",
    flaky ? "flaky" : "",
    ...(example?.tags ?? []),
    baseline?.has(id) === true ? "passed in baseline" : "",
  ].filter((note) => note !== "");
  const lines: [string, string][] = [
    ["input", example?.input ?? ""],
    ["expected", example?.expected ?? ""],
    ["got", got],
    ...scores.map(({ name, reason }): [string, string] => [scores.length > 1 ? `why (${name})` : "why", reason]),
    ["error", error ?? ""],
  ];
  const list = lines
    .filter(([, value]) => value !== "")
    .map(([label, value]) => `  - ${inline(label)}: ${code(cutTo(value, longestValue))}\n`);
  return `- ${failureMark(failure)} **${inline(id)}** ${notes.map(inline).join(" · ")}\n${list.join("")}\n`;
}
