import type { GateVerdict } from "../../gate/index.ts";
import { attribute, text } from "../xml.ts";
import { decisionText } from "./decision-text.ts";
import type { VerdictReporter } from "./reporter.ts";
import { observedWithInterval, ruleFigures } from "./rule-figures.ts";
import { inconclusiveText, reasonText, regressionText, remarksText, unmeasuredText } from "./rule-text.ts";
import { type JudgedRule, type ReadVerdict, readVerdict } from "./standing.ts";

/** JUnit XML: a suite per gate, a case per rule. What blocks is a failure, what only warns is skipped. */
export const junit: VerdictReporter = {
  name: "junit",
  description: "JUnit XML for CI services: a suite per gate, a case per rule",
  fileExtension: "xml",
  async *render({ verdict }) {
    const read = readVerdict(verdict);
    const suites = read.document.gates.map((gate) => suiteOf(gate, read));
    // CI must not show green for a blocked stage because no single rule stands for it.
    if (read.document.decision === "block" && !read.rules.some(({ blocks }) => blocks)) suites.push(undecided(read));
    const total = (key: "tests" | "failures" | "skipped") => suites.reduce((sum, suite) => sum + suite[key], 0);
    yield '<?xml version="1.0" encoding="UTF-8"?>\n';
    yield `<testsuites name="goldloop gate" tests="${total("tests")}" failures="${total("failures")}" errors="0" skipped="${total("skipped")}" time="0">\n`;
    for (const { xml } of suites) yield xml;
    yield "</testsuites>\n";
  },
};

interface Suite {
  tests: number;
  failures: number;
  skipped: number;
  xml: string;
}

function suiteOf({ name }: GateVerdict, { rules, document }: ReadVerdict): Suite {
  const own = rules.filter(({ gate }) => gate === name);
  return suiteXml(
    name,
    document.at,
    own.map((one) => caseOf(one, document.runs.length > 1)),
  );
}

function undecided(read: ReadVerdict): Suite {
  const message = decisionText(read) || "blocked";
  return suiteXml("decision", read.document.at, [
    { result: "failure", xml: caseXml("decision", "allow", outcomeXml("failure", "blocked", message, "")) },
  ]);
}

interface Case {
  result: "pass" | "failure" | "skipped";
  xml: string;
}

function suiteXml(name: string, at: string, cases: readonly Case[]): Suite {
  const of = (wanted: Case["result"]) => cases.filter(({ result }) => result === wanted).length;
  const [failures, skipped] = [of("failure"), of("skipped")];
  // The schema's timestamp has neither fractions nor a zone.
  const timestamp = attribute(at.replace(/(?:\.\d+)?Z$/, ""));
  return {
    tests: cases.length,
    failures,
    skipped,
    xml: `  <testsuite name="${attribute(name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0" timestamp="${timestamp}">\n${cases.map(({ xml }) => xml).join("")}  </testsuite>\n`,
  };
}

function caseOf({ gate, rule, standing, blocks }: JudgedRule, severalSuites: boolean): Case {
  const figures = ruleFigures(rule);
  const name = severalSuites && rule.suite !== null ? `${rule.suite}: ${figures.label}` : figures.label;
  if (standing === "passed") return { result: "pass", xml: caseXml(gate, name, "") };
  const said = standing === "unmeasured" ? [unmeasuredText(rule)] : [observedWithInterval(figures), reasonText(rule)];
  const message = [standing, ...said].filter((part) => part !== "").join(": ");
  const lines = [
    ...(standing === "inconclusive" ? inconclusiveText(rule) : []),
    rule.kind === "noRegression" ? regressionText(rule, 10) : rule.examples.slice(0, 10).join(", "),
    ...remarksText(rule),
    rule.accepted.length > 0 ? `accepted by ${rule.accepted.join(", ")}` : "",
    rule.hint ?? "",
  ];
  const body = lines.filter((line) => line !== "").join("\n");
  const result = blocks ? "failure" : "skipped";
  return { result, xml: caseXml(gate, name, outcomeXml(result, standing, message, body)) };
}

function caseXml(gate: string, name: string, inner: string): string {
  const open = `    <testcase classname="${attribute(gate)}" name="${attribute(name)}" time="0"`;
  return inner === "" ? `${open}/>\n` : `${open}>\n${inner}    </testcase>\n`;
}

// The schema gives `skipped` a message only.
function outcomeXml(result: "failure" | "skipped", type: string, message: string, body: string): string {
  if (result === "skipped") return `      <skipped message="${attribute(message)}"/>\n`;
  return `      <failure type="${attribute(type)}" message="${attribute(message)}">${text(body)}</failure>\n`;
}
