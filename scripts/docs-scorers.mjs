// Writes docs/reference/scorers.md from the registry: `node scripts/docs-scorers.mjs`, or `--check` to see whether it is up to date.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { scorers } from "../packages/goldloop/src/scorer/index.ts";
import { cell, isMap, kindOf } from "./schema-words.mjs";

const root = join(import.meta.dirname, "..");
const target = join(root, "docs/reference/scorers.md");
const sources = join(root, "packages/goldloop/src/scorer");

const families = {
  text: ["Text", "They read the output as text."],
  structure: ["Structure", "They read the output as JSON or as an address."],
  agent: ["Agent", "They look at what the application did on its way."],
  retrieval: ["Retrieval", "They look at the documents that were retrieved."],
  budget: ["Budget", "They look at what an output took. What was not measured is an error, never a pass."],
  safety: ["Safety", "They look for what must not be in an output. Each says what it cannot see."],
  judge: ["Judge", "They ask a model."],
  code: [
    "Code",
    'They run what you wrote. In a suite written in TypeScript, `customScorer("polite", ({ output }) => /please/.test(output))` stands in the list itself.',
  ],
};

const intro = `# Scorers

<!-- Written by scripts/docs-scorers.mjs from the scorers themselves. Change them, not this file. -->

A scorer is a function of an example, its output and its trace. It answers a value from 0 to 1, and mostly why.

\`\`\`yaml
scorers:
  - equals                                   # a name
  - contains: [refund, "5 business days"]    # or its options under its name, often in a short form
  - toolCalls: { order: any }
    as: rightTools                           # the score's name
  - levenshtein: "It takes 5 business days."
    threshold: 0.8                           # passes from here on
  - contains: sorry
    not: true                                # 1 - value; its name is "not contains"
\`\`\`

- A scorer that answers **yes or no** passes with the value 1. One that answers a **degree** passes from its \`threshold\` on; without one it
  neither passes nor fails and takes part in means only. A threshold of 0 is refused: it would pass everything.
- Two scorers of a suite cannot have the same name: give one of them another with \`as\`.
- Where a scorer compares, it compares with the example's \`expected\` unless its options say otherwise. An example that lacks what a scorer
  needs is an input error before anything runs.
- A scorer that fails (it throws, it answers nothing or a number outside 0..1, it contradicts itself, what it needs was not measured) gives
  a score with the status \`error\`: never a pass, negated or not.
- Name, options, \`not\`, \`threshold\`, the scorer's revision and the files that it uses make up its digest in \`goldloop.lock\`.

## What they read

| | |
|---|---|
| text | A text output as it is. Of an object the first of \`text\`, \`answer\`, \`content\` and \`output_text\` that holds text, else the message of its first \`choices\`, else the last assistant message of \`messages\`. Anything else as canonical JSON |
| tool calls | \`toolCalls\` or \`tool_calls\` of the output (OpenAI's, Anthropic's and the AI SDK's forms) or of its \`messages\`; else of the conversation; else the trace's spans of kind \`tool\`, or what its chat spans asked for. Never the same call twice |
| documents | \`documents\` of the output, else those of the trace's retrieval spans: ids, or objects with \`id\` and \`text\` |
`;

const text = render(await commentsIn(sources));

if (process.argv.includes("--check")) {
  const present = await readFile(target, "utf8").catch(() => "");
  if (present !== text) {
    process.stderr.write("docs/reference/scorers.md is not up to date: node scripts/docs-scorers.mjs\n");
    process.exitCode = 1;
  }
} else {
  await writeFile(target, text);
}

function render(comments) {
  const parts = [intro];
  const all = [...scorers.values()];
  parts.push("## All of them\n\n| Scorer | Answers | |\n|---|---|---|");
  for (const family of Object.keys(families)) {
    for (const one of all.filter((definition) => definition.family === family)) {
      parts.push(`| [\`${one.name}\`](#${one.name.toLowerCase()}) | ${answers(one)} | ${cell(one.summary)} |`);
    }
  }
  for (const [family, [title, about]] of Object.entries(families)) {
    parts.push(`\n## ${title}\n\n${about}`);
    for (const definition of all.filter((one) => one.family === family)) parts.push(section(definition, comments));
  }
  return `${parts.join("\n")}\n`;
}

function section(definition, comments) {
  const { name, summary, limits, deterministic, options, examples } = definition;
  const parts = [`\n### ${name}\n\n${summary}`];
  const kind = `Answers ${answers(definition)}${deterministic ? "" : "; asks a model, so it is not deterministic"}.`;
  const details = comments.get(name);
  // A comment of one short sentence says in the code what the summary says here.
  parts.push(details === undefined || details.length < 100 ? `\n${kind}` : `\n${details}\n\n${kind}`);
  if (limits !== undefined) parts.push(`\n**What it cannot see.** ${limits}`);
  parts.push(...optionsTable(z.toJSONSchema(options, { io: "input", unrepresentable: "any" })));
  for (const example of examples) parts.push(exampleBlock(name, example));
  return parts.join("\n");
}

function answers({ family, binary }) {
  if (family === "code") return "what you wrote";
  return binary ? "yes or no" : "a degree";
}

function optionsTable(schema) {
  const forms = flat(schema);
  const long = forms.filter((form) => form.properties !== undefined && Object.keys(form.properties).length > 0);
  const short = forms.filter((form) => (!long.includes(form) && form.type !== "object") || isMap(form));
  const rows = long.flatMap((form) => Object.entries(form.properties).map((entry) => [...entry, form.required ?? []]));
  const parts = [];
  if (rows.length > 0) {
    parts.push("\n| Option | Takes | Default | |\n|---|---|---|---|");
    for (const [key, option, required] of rows) {
      const fallback =
        option.default === undefined
          ? required.includes(key)
            ? "required"
            : ""
          : `\`${JSON.stringify(option.default)}\``;
      parts.push(`| \`${key}\` | ${cell(kindOf(option))} | ${cell(fallback)} | ${cell(meaning(option))} |`);
    }
  }
  const kinds = Map.groupBy(short, meaning);
  const described = [...kinds].map(([about, ones]) => {
    const kind = [...new Set(ones.map(kindOf))].join(", ");
    return about === "" ? `- ${kind}` : `- ${kind}: ${about}`;
  });
  if (described.length > 0) parts.push(`\nShort forms:\n\n${described.join("\n")}`);
  return parts;
}

function flat(schema) {
  const inner = schema.anyOf ?? schema.oneOf;
  if (inner === undefined) return [schema];
  const described = inner.flatMap(flat);
  return schema.description === undefined
    ? described
    : described.map((one) => ({ description: schema.description, ...one }));
}

function meaning(option) {
  return (
    option.description ?? (option.anyOf ?? []).map((one) => one.description).find((one) => one !== undefined) ?? ""
  );
}

function exampleBlock(name, { title, options, subject, files, modelAnswers, value }) {
  const written = isEmpty(options) ? name : { [name]: options };
  const { example, output, ...rest } = subject;
  const lines = [`\n${title[0].toUpperCase()}${title.slice(1)}:\n\n\`\`\`yaml\n${yaml(written)}\n\`\`\`\n`];
  for (const [file, content] of Object.entries(files ?? {})) {
    lines.push(`\`${file}\`:\n\n\`\`\`${file.split(".").at(-1)}\n${content.trimEnd()}\n\`\`\`\n`);
  }
  const { id: _, input, ...more } = example ?? { input: "" };
  const facts = { ...(input === "" ? {} : { input }), ...more, output, ...rest };
  for (const [key, fact] of Object.entries(facts)) if (fact !== undefined) lines.push(`- ${key}: ${inlineCode(fact)}`);
  for (const answer of modelAnswers ?? []) lines.push(`- the model answers: ${inlineCode(answer)}`);
  lines.push(`- value: ${Number(value.toFixed(4))}`);
  return lines.join("\n");
}

/** On one line, as people write it, where it fits. */
function yaml(spec) {
  if (typeof spec === "string") return `- ${spec}`;
  const [[name, options]] = Object.entries(spec);
  const flow = stringify(options, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
  return flow.length <= 100 && !flow.includes("\n")
    ? `- ${name}: ${flow}`
    : stringify([spec], { lineWidth: 110 }).trimEnd();
}

function inlineCode(value) {
  const json = JSON.stringify(value);
  const fence = json.includes("`") ? "``" : "`";
  return `${fence}${fence.length > 1 ? " " : ""}${json}${fence.length > 1 ? " " : ""}${fence}`;
}

function isEmpty(options) {
  return options === null || (typeof options === "object" && Object.keys(options).length === 0);
}

/** The doc comment above each `export const name = defineScorer`, by the scorer's name. */
async function commentsIn(folder) {
  const comments = new Map();
  const names = (await readdir(folder, { recursive: true })).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
  );
  for (const name of names.toSorted()) {
    const source = await readFile(join(folder, name), "utf8");
    const pattern =
      /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*export const \w+(?:: [^=]+)? = defineScorer[^{]*\{\s*name: "(\w+)"/g;
    for (const [, comment, scorer] of source.matchAll(pattern)) comments.set(scorer, plain(comment));
  }
  return comments;
}

/** A comment without its stars; lines of one paragraph joined, lists and empty lines kept. */
function plain(comment) {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  return lines
    .join("\n")
    .trim()
    .replace(/([^\n])\n(?!\n|- |\d\. )/g, "$1 ");
}
