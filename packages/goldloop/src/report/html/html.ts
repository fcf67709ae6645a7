import { createHash } from "node:crypto";
import type { StoredRun } from "../../run/index.ts";
import { runTitle } from "../figures.ts";
import type { Reporter } from "../reporter.ts";
import { chooseExamples } from "./choose.ts";
import { Embedder } from "./embed.ts";
import { Histogram } from "./histogram.ts";
import { pageBody } from "./page/body.ts";
import { pageScript } from "./page/script.ts";
import { pageStyle } from "./page/style.ts";

/** One file that needs no network: every result, sortable and filterable, with diffs. Holds at most 40,000 results per run and says so. */
export const html: Reporter = {
  name: "html",
  description: "one self-contained page: sort, filter, text diffs, keyboard",
  fileExtension: "html",
  async *render({ runs }) {
    const title = runs.map(({ record }) => runTitle(record)).join(", ");
    yield head(title);
    yield pageBody;
    for (const [i, run] of runs.entries()) yield* dataOf(run, i);
    yield `<script>${pageScript}</script>\n</body>\n</html>\n`;
  },
};

// Nothing but the page's own script and style may run or load: what a model wrote has nowhere to go, even if it were to become markup.
function head(title: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(pageScript)}'`,
    `style-src '${hashOf(pageStyle)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)} · Goldloop</title>
<style>${pageStyle}</style>
</head>
<body>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

async function* dataOf(run: StoredRun, index: number): AsyncGenerator<string> {
  const { record } = run;
  const chosen = await chooseExamples(run);
  const embedder = new Embedder(record);
  const indexes = new Map<string, number>();
  yield openData("examples", index);
  for await (const example of run.examples()) {
    if (chosen.ids?.has(example.id) === false) continue;
    yield `${indexes.size === 0 ? "" : ","}${jsonForScript(embedder.example(example, chosen.failing.has(example.id)))}\n`;
    indexes.set(example.id, indexes.size);
  }
  yield closeData;
  yield openData("results", index);
  const latency = record.latencyMs === null ? undefined : new Histogram(record.latencyMs);
  let embedded = 0;
  for await (const line of run.results()) {
    if (line.error === null && line.latencyMs !== null) latency?.add(line.latencyMs);
    const at = indexes.get(line.id);
    if (at === undefined) continue;
    yield `${embedded === 0 ? "" : ","}${jsonForScript(embedder.result(line, at))}\n`;
    embedded += 1;
  }
  yield closeData;
  yield `<script type="application/json" id="run-${index}">${jsonForScript({ record, title: runTitle(record), dir: run.dir, scorers: embedder.scorerNames, latency: latency?.result ?? null, embedded, full: embedder.isFull })}</script>\n`;
}

function openData(name: string, index: number): string {
  return `<script type="application/json" id="${name}-${index}">[\n`;
}

const closeData = "]</script>\n";

/** JSON that cannot end the script element it stands in, nor open a comment in it. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
