import type { ResultLine, RunRecord, StoredRun } from "../run/index.ts";
import { runTitle, scoreFigure } from "./figures.ts";
import { outcomeOf } from "./outcome.ts";
import type { Reporter } from "./reporter.ts";
import { attribute, text } from "./xml.ts";

const longestOutput = 10_000;

/** JUnit XML, as CI services read it: a suite per run, a case per example and trial. */
export const junit: Reporter = {
  name: "junit",
  description: "JUnit XML for CI services: a suite per run, a case per example and trial",
  fileExtension: "xml",
  async *render({ runs }) {
    const all = runs.map(({ record }) => countsOf(record));
    const total = (key: keyof Counts) => all.reduce((sum, counts) => sum + counts[key], 0);
    yield '<?xml version="1.0" encoding="UTF-8"?>\n';
    yield `<testsuites name="goldloop" tests="${total("tests")}" failures="${total("failures")}" errors="${total("errors")}" time="${total("seconds").toFixed(3)}">\n`;
    for (const run of runs) yield* suiteOf(run);
    yield "</testsuites>\n";
  },
};

interface Counts {
  tests: number;
  failures: number;
  errors: number;
  seconds: number;
}

// An incomplete run gets a case of its own, which is an error: CI must not show green for what was not measured.
function countsOf({ executed, failed, errors, durationMs, status }: RunRecord): Counts {
  const extra = status === "incomplete" ? 1 : 0;
  return { tests: executed + extra, failures: failed, errors: errors + extra, seconds: durationMs / 1_000 };
}

async function* suiteOf(run: StoredRun): AsyncGenerator<string> {
  const { record } = run;
  const { tests, failures, errors, seconds } = countsOf(record);
  const title = attribute(runTitle(record));
  // The schema's timestamp has neither fractions nor a zone.
  const timestamp = attribute(record.startedAt.replace(/(?:\.\d+)?Z$/, ""));
  yield `  <testsuite name="${title}" tests="${tests}" failures="${failures}" errors="${errors}" skipped="0" time="${seconds.toFixed(3)}" timestamp="${timestamp}">\n`;
  yield "    <properties>\n";
  yield property("run", record.id);
  yield property("status", record.status);
  yield property("pinned", String(record.pinned));
  yield property("dataset", record.pins.dataset.digest);
  for (const [name, score] of Object.entries(record.scores)) yield property(`score.${name}`, scoreFigure(score));
  yield "    </properties>\n";
  for await (const line of run.results()) yield caseOf(line, title, record.trials);
  if (record.status === "incomplete") {
    const message = attribute(record.incomplete.join("; ") || "the run is incomplete");
    yield `    <testcase classname="${title}" name="the run is complete" time="0">\n      <error type="incomplete" message="${message}"/>\n    </testcase>\n`;
  }
  yield "  </testsuite>\n";
}

function property(name: string, value: string): string {
  return `      <property name="${attribute(name)}" value="${attribute(value)}"/>\n`;
}

function caseOf(line: ResultLine, suite: string, trials: number): string {
  const name = attribute(trials === 1 ? line.id : `${line.id} [trial ${line.trial + 1}]`);
  const open = `    <testcase classname="${suite}" name="${name}" time="${((line.latencyMs ?? 0) / 1_000).toFixed(3)}"`;
  const outcome = outcomeOf(line);
  if (outcome === "passed" || outcome === "measured") return `${open}/>\n`;
  return `${open}>\n${outcome === "error" ? errorOf(line) : failureOf(line)}${outputOf(line)}    </testcase>\n`;
}

// Most readers accept one failure or error in a case: the scorers share it.
function failureOf({ scores }: ResultLine): string {
  const failed = scores.filter(({ pass }) => pass === false);
  const body = failed.map(({ name, value, reason }) => `${name}: ${reason ?? `value ${value}`}`).join("\n");
  return `      <failure type="score" message="${attribute(failed.map(({ name }) => name).join(", "))}">${text(body)}</failure>\n`;
}

function errorOf({ error, scores }: ResultLine): string {
  if (error !== null) {
    return `      <error type="${attribute(error.code)}" message="${attribute(error.message)}">${text(error.message)}</error>\n`;
  }
  const broken = scores.filter(({ status }) => status === "error");
  const body = broken.map(({ name, reason }) => `${name}: ${reason ?? "error"}`).join("\n");
  return `      <error type="scorer" message="${attribute(broken.map(({ name }) => name).join(", "))}">${text(body)}</error>\n`;
}

function outputOf({ output, error }: ResultLine): string {
  if (error !== null) return "";
  const written = typeof output === "string" ? output : JSON.stringify(output, null, 2);
  const more = written.length - longestOutput;
  const shown = more <= 0 ? written : `${written.slice(0, longestOutput)}\n... ${more} more characters`;
  return `      <system-out>${text(shown)}</system-out>\n`;
}
