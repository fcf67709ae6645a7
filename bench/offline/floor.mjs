// The floor: a bare loop that reads, calls, scores and writes the same, with the same number of calls under way.
import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, concurrency] = [process.argv[2], Number(process.argv[3])];
const { default: answer } = await import(pathToFileURL(join(folder, "target.js")).href);
const rows = readFileSync(join(folder, "dataset.jsonl"), "utf8").trimEnd().split("\n");
const out = await open(join(folder, "floor.jsonl"), "w");
let next = 0;
let passed = 0;
let lines = [];
await Promise.all(
  Array.from({ length: concurrency }, async () => {
    while (next < rows.length) {
      const example = JSON.parse(rows[next++]);
      const startedAt = performance.now();
      const output = await answer(example.input);
      const latencyMs = performance.now() - startedAt;
      const scores = [
        { name: "contains", pass: output.includes(example.expected) },
        { name: "regex", pass: /\d+\.$/.test(output) },
      ];
      if (scores.every((score) => score.pass)) passed += 1;
      lines.push(JSON.stringify({ id: example.id, trial: 0, output, latencyMs, scores }));
      if (lines.length >= 256) {
        const text = `${lines.join("\n")}\n`;
        lines = [];
        await out.appendFile(text);
      }
    }
  }),
);
if (lines.length > 0) await out.appendFile(`${lines.join("\n")}\n`);
await out.close();
process.stdout.write(`${passed} of ${rows.length} passed\n`);
