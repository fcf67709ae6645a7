// Writes docs/reference/import-promptfoo.md from the mapping table: `node scripts/docs-import-promptfoo.mjs`, or `--check`.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promptfooMappings } from "../packages/goldloop/src/import/index.ts";

const root = join(import.meta.dirname, "..");
const target = join(root, "docs/reference/import-promptfoo.md");

const intro = `# Import from promptfoo

<!-- Written by scripts/docs-import-promptfoo.mjs from the mapping table. Change the table, not this file. -->

\`\`\`sh
goldloop import promptfoo promptfooconfig.yaml            # writes goldloop.yaml, evals/datasets/..., evals/scorers/...
goldloop import promptfoo promptfooconfig.yaml --dry-run  # says what it would write, and what it could not carry over
\`\`\`

It reads prompts, providers, tests (written out, CSV, JSON, JSONL, YAML), \`defaultTest\`, scenarios, lists among the
variables, \`$ref\` and assertions. Nothing is dropped silently: what cannot be carried over is named in the report with what
to do about it, and the exit code is then 3. The files are written all the same. No existing file is overwritten.

- A test becomes an example whose input are its variables; a list of texts among them becomes one example for each.
- Prompts and providers become \`targets\`: one for each pair. Models of OpenAI, Anthropic, Google, Ollama, OpenRouter, Groq,
  Mistral, DeepSeek and xAI are \`chat\` targets, addresses \`http\`, JavaScript providers \`module\`. Others are named.
- Scorers that all examples share stand in the suite, the others in the examples. A \`metric\` becomes the scorer's name.
- \`not-\` becomes \`not: true\`. An example passes when every scorer passes: weights and thresholds of whole tests are named.
- A grader becomes a judge under \`judges\`.
`;

const carried = promptfooMappings.filter(({ scorers }) => scorers.length > 0);
const lost = promptfooMappings.filter(({ scorers }) => scorers.length === 0);
const text = [
  intro,
  "## Carried over\n\n| promptfoo | Goldloop | How |\n|---|---|---|",
  ...carried.map(({ scorers, how, ...one }) => `| ${names(one)} | ${scorers.map(scorer).join(", ")} | ${cell(how)} |`),
  "\n## Not carried over\n\n| promptfoo | Why | What to do |\n|---|---|---|",
  ...lost.map(({ how, todo, ...one }) => `| ${names(one)} | ${cell(how)} | ${cell(advice(todo))} |`),
  "",
].join("\n");

if (process.argv.includes("--check")) {
  const present = await readFile(target, "utf8").catch(() => "");
  if (present !== text) {
    process.stderr.write(
      "docs/reference/import-promptfoo.md is not up to date: node scripts/docs-import-promptfoo.mjs\n",
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(target, text);
}

function names({ type, also = [] }) {
  return [type, ...also].map((name) => `\`${name}\``).join(", ");
}

function scorer(name) {
  return name.startsWith("(") ? name.slice(1, -1) : `[\`${name}\`](scorers.md#${name.toLowerCase()})`;
}

/** What begins with a dash, or with `goldloop`, is to be typed; after three spaces stands what it does. */
function advice(todo) {
  const [, before, code, after] = /^(.*?)(- .+?|goldloop \S+)(?: {3}(.*))?$/.exec(todo) ?? [];
  if (code === undefined) return todo;
  return [before.trim(), `\`${code.trim()}\``, after?.trim() ?? ""].filter((part) => part !== "").join(" ");
}

function cell(words) {
  return words.replaceAll("|", "\\|");
}
