import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";

/** Writes a project with n examples, a target that waits `waitMs` and the given scorers. Returns its folder. */
export async function makeProject(folder, { n, waitMs, concurrency }) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  const wait = waitMs === 0 ? "" : `  await new Promise((resolve) => setTimeout(resolve, ${waitMs}));\n`;
  writeFileSync(
    join(folder, "target.js"),
    `export default ${waitMs === 0 ? "" : "async "}function answer(input) {\n${wait}  return \`The answer to \${input.question} is \${input.n * 2}.\`;\n}\n`,
  );
  writeFileSync(
    join(folder, "goldloop.yaml"),
    [
      "version: 1",
      "suites:",
      "  trivial:",
      "    dataset: dataset.jsonl",
      "    target: { module: ./target.js }",
      `    concurrency: ${concurrency}`,
      "    scorers: [contains, { regex: '\\d+\\.$' }]",
      "",
    ].join("\n"),
  );
  const out = createWriteStream(join(folder, "dataset.jsonl"));
  for (let i = 0; i < n; i++) {
    const row = {
      id: `example-${String(i).padStart(6, "0")}`,
      input: { question: `what is twice ${i}, given that numbers are whole and that nobody rounds`, n: i },
      expected: `is ${i % 10 === 0 ? i * 2 + 1 : i * 2}.`,
      tags: i % 7 === 0 ? ["arithmetic", "critical"] : ["arithmetic"],
    };
    if (!out.write(`${JSON.stringify(row)}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  return folder;
}
