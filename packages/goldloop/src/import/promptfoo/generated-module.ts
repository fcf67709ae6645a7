/** Where the generated scorers stand, from the folder of goldloop.yaml. */
export const generatedModule = "evals/scorers/promptfoo.mjs";

/** Scorers that are written out as JavaScript because Goldloop has none that means exactly the same. */
export type GeneratedScorer =
  | "containsJson"
  | "editDistance"
  | "javascript"
  | "traceErrorSpans"
  | "traceSpanCount"
  | "traceSpanDuration"
  | "webhook";

const head = `// Scorers for assertions of promptfoo that have no exact counterpart. Written by \`goldloop import promptfoo\`; yours to change.
`;

/** What scripts of promptfoo are called with, and how their answers are read. */
const scripts = `
/** promptfoo's \`context\`, as far as it is known here. */
export function contextOf({ example, trace }, config) {
  const vars = typeof example.input === "object" && example.input !== null ? example.input : {};
  const metadata = example.metadata ?? {};
  return { vars, test: { vars, metadata, description: metadata.description }, trace, config };
}

/** true or false, a number (above 0, or at least the threshold, passes), or { pass, score, reason }. */
export function verdictOf(result, threshold) {
  if (typeof result === "boolean") return result;
  if (typeof result === "number") {
    const pass = threshold === undefined ? result > 0 : result >= threshold;
    const fits = result >= 0 && result <= 1 && result !== Number(!pass);
    return { value: fits ? result : Number(pass), pass, reason: \`the script answered \${result}\` };
  }
  if (typeof result?.pass !== "boolean") {
    throw new Error("the script answered neither true nor false, nor a number, nor { pass, score, reason }");
  }
  const { pass, score = Number(pass), reason } = result;
  const enough = threshold === undefined || score >= threshold;
  return { value: score, pass: pass && enough, ...(typeof reason === "string" ? { reason } : {}) };
}
`;

const spans = `
/** The spans whose name fits a pattern with * and ?. */
function spansOf({ trace }, pattern) {
  if (!trace?.spans?.length) throw new Error("the target sent no spans");
  const source = [...pattern].map((sign) => (sign === "*" ? ".*" : sign === "?" ? "." : sign.replace(/[\\\\^$.|+()[\\]{}]/, "\\\\$&"))).join("");
  return trace.spans.filter(({ name }) => new RegExp(\`^\${source}$\`, "i").test(name));
}
`;

const sources: Record<GeneratedScorer, string> = {
  containsJson: `
/** Some object or list within the text is JSON. */
export function containsJson({ output }) {
  if (typeof output !== "string") return true;
  for (let start = 0; start < output.length; start++) {
    if (output[start] !== "{" && output[start] !== "[") continue;
    const end = endOf(output, start);
    if (end === undefined) continue;
    try {
      JSON.parse(output.slice(start, end));
      return true;
    } catch {
      // Not JSON; some may begin further on.
    }
  }
  return { pass: false, reason: "no part of the text is JSON" };
}

/** Where the bracket that opens at \`start\` is closed. */
function endOf(text, start) {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === "\\\\") at++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === "{" || sign === "[") depth++;
    else if ((sign === "}" || sign === "]") && --depth === 0) return at + 1;
  }
  return undefined;
}
`,
  editDistance: `
/** At most \`max\` single characters have to be inserted, deleted or replaced. */
export function editDistance({ output }, { value, max }) {
  const text = typeof output === "string" ? output : JSON.stringify(output);
  let row = Array.from({ length: value.length + 1 }, (_, column) => column);
  for (let i = 1; i <= text.length; i++) {
    const next = [i];
    for (let j = 1; j <= value.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(text[i - 1] !== value[j - 1])));
    }
    row = next;
  }
  const edits = row[value.length];
  return { pass: edits <= max, reason: \`\${edits} edits, at most \${max} wanted\` };
}
`,
  javascript: `
/** The text of a \`javascript\` assertion. */
export async function javascript(subject, { body, threshold, config }) {
  const script = new Function("output", "context", body);
  return verdictOf(await script(subject.output, contextOf(subject, config)), threshold);
}
`,
  traceErrorSpans: `
/** Few enough of the spans ended in an error. */
export function traceErrorSpans(subject, { pattern, maxCount, maxPercentage }) {
  const found = spansOf(subject, pattern);
  const errors = found.filter(({ status }) => status.code === "error").length;
  const share = found.length === 0 ? 0 : (100 * errors) / found.length;
  const most = maxCount ?? (maxPercentage === undefined ? 0 : Infinity);
  return { pass: errors <= most && share <= (maxPercentage ?? 100), reason: \`\${errors} of \${found.length} spans ended in an error\` };
}
`,
  traceSpanCount: `
/** The number of spans lies within bounds. */
export function traceSpanCount(subject, { pattern, min = 0, max = Infinity }) {
  const count = spansOf(subject, pattern).length;
  return { pass: count >= min && count <= max, reason: \`\${count} spans fit \${pattern}\` };
}
`,
  traceSpanDuration: `
/** The longest span, or a percentile of the spans by nearest rank, took no longer than \`max\` ms. */
export function traceSpanDuration(subject, { pattern, max, percentile = 100 }) {
  const durations = spansOf(subject, pattern).map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  if (durations.length === 0) throw new Error(\`no span fits \${pattern}\`);
  const took = durations[Math.max(0, Math.ceil((percentile / 100) * durations.length) - 1)];
  return { pass: took <= max, reason: \`took \${took} ms, at most \${max} ms wanted\` };
}
`,
  webhook: `
/** Posts the output, and reads the verdict that comes back. */
export async function webhook(subject, { url, threshold }) {
  const body = JSON.stringify({ output: subject.output, context: contextOf(subject) });
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  if (!response.ok) throw new Error(\`\${url} answered \${response.status}\`);
  return verdictOf(await response.json(), threshold);
}
`,
};

const callScripts: ReadonlySet<GeneratedScorer> = new Set(["javascript", "webhook"]);
const readSpans: ReadonlySet<GeneratedScorer> = new Set(["traceErrorSpans", "traceSpanCount", "traceSpanDuration"]);

/** The module with the scorers that are used and nothing else. `withScripts` adds what wrappers of script files import. */
export function generateModule(used: Iterable<GeneratedScorer>, withScripts: boolean): string {
  const names = [...new Set(used)].toSorted();
  return [
    head,
    ...(withScripts || names.some((name) => callScripts.has(name)) ? [scripts] : []),
    ...(names.some((name) => readSpans.has(name)) ? [spans] : []),
    ...names.map((name) => sources[name]),
  ].join("");
}

/** A scorer that calls a function of a script file of promptfoo's. `path` leads there from the generated file. */
export function generateWrapper(path: string, name: string | undefined): string {
  const quoted = JSON.stringify(name);
  const chosen = name === undefined ? "script.default" : `script[${quoted}] ?? script.default?.[${quoted}]`;
  return `// Calls an assertion script of promptfoo. Written by \`goldloop import promptfoo\`; yours to change.
import * as script from ${JSON.stringify(path)};
import { contextOf, verdictOf } from "./promptfoo.mjs";

export default async function (subject, { threshold, config }) {
  const assertion = ${chosen};
  return verdictOf(await assertion(subject.output, contextOf(subject, config)), threshold);
}
`;
}
