import type { ResultLine, StoredRun } from "../run/index.ts";
import { oneLine } from "./figures.ts";
import type { Reporter } from "./reporter.ts";

/** JUnit XML as CI services read it: a suite per run, a case per example and trial. */
export const junit: Reporter = {
  name: "junit",
  description: "JUnit XML for CI services",
  fileExtension: "xml",
  async *render({ runs }) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="goldloop">\n';
    for (const run of runs) yield* suite(run);
    yield "</testsuites>\n";
  },
};

async function* suite(run: StoredRun): AsyncIterable<string> {
  const { record } = run;
  const name = record.target === null ? record.suite : `${record.suite} (${record.target})`;
  const skipped = record.planned - record.executed;
  yield `  <testsuite name="${escape(name)}" tests="${record.planned}" failures="${record.failed}" errors="${record.errors}" skipped="${skipped}" time="${seconds(record.durationMs)}" timestamp="${record.startedAt.replace(/\.\d+Z$/, "")}">\n`;
  yield `    <properties>\n      <property name="run" value="${escape(record.id)}"/>\n      <property name="pinned" value="${record.pinned}"/>\n      <property name="dataset" value="${record.pins.dataset.digest}"/>\n    </properties>\n`;
  for await (const line of run.results()) yield testCase(line, name, record.trials);
  for (let i = 0; i < skipped; i++) {
    yield `    <testcase classname="${escape(name)}" name="not executed ${i + 1}"><skipped message="${escape(record.incomplete[0] ?? "the run is incomplete")}"/></testcase>\n`;
  }
  yield "  </testsuite>\n";
}

function testCase(line: ResultLine, suiteName: string, trials: number): string {
  const name = trials === 1 ? line.id : `${line.id} [trial ${line.trial + 1}]`;
  const open = `    <testcase classname="${escape(suiteName)}" name="${escape(name)}" time="${seconds(line.latencyMs)}"`;
  const problem = problemOf(line);
  return problem === undefined ? `${open}/>\n` : `${open}>\n      ${problem}\n    </testcase>\n`;
}

function problemOf({ error, scores, output }: ResultLine): string | undefined {
  if (error !== null) return `<error type="${escape(error.code)}" message="${escape(error.message)}"/>`;
  const broken = scores.filter((score) => score.status === "error");
  if (broken.length > 0) {
    const text = broken.map(({ name, reason }) => `${name}: ${reason ?? "could not be scored"}`).join("\n");
    return `<error type="scorer-error" message="${escape(broken.map(({ name }) => name).join(", "))}">${escape(text)}</error>`;
  }
  const failed = scores.filter((score) => score.pass === false);
  if (failed.length === 0) return undefined;
  const text = [...failed.map(({ name, reason, value }) => `${name}: ${reason ?? value}`), `got: ${oneLine(output).slice(0, 2000)}`].join("\n");
  return `<failure type="scorer" message="${escape(failed.map(({ name }) => name).join(", "))}">${escape(text)}</failure>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

// XML 1.0 has no way at all to write most control characters, half a surrogate pair, U+FFFE and U+FFFF.
// oxlint-disable-next-line no-control-regex
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(unwritable, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
}
