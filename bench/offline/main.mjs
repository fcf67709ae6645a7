// Offline overhead: `goldloop run` beside a bare loop over the same files, in turn, in the same minutes.
// usage: node bench/offline/main.mjs [repeats]
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { makeProject } from "./project.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const cli = resolve(here, "../../packages/goldloop/bin/goldloop.js");
const repeats = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), "goldloop-bench-"));

const cases = [
  { name: "5,000 trivial", n: 5_000, waitMs: 0, concurrency: 8 },
  { name: "50,000 trivial", n: 50_000, waitMs: 0, concurrency: 8 },
  { name: "1,000 x 200 ms at 50", n: 1_000, waitMs: 200, concurrency: 50 },
];

function measure(args, cwd) {
  const usageFile = join(folder, "usage.json");
  const env = { ...process.env, BENCH_USAGE: usageFile, CI: "", NO_COLOR: "1" };
  const startedAt = performance.now();
  execFileSync(process.execPath, ["--import", join(here, "usage.mjs"), ...args], {
    cwd,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const wallMs = performance.now() - startedAt;
  return { wallMs, ...JSON.parse(readFileSync(usageFile, "utf8")) };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const rows = [];
for (const { name, n, waitMs, concurrency } of cases) {
  const project = await makeProject(join(folder, name.replaceAll(/\W+/g, "-")), { n, waitMs, concurrency });
  const runs = { goldloop: [], floor: [] };
  for (let i = 0; i < repeats; i++) {
    runs.floor.push(measure([join(here, "floor.mjs"), project, String(concurrency)], project));
    const out = join(project, `run-${i}`);
    const measured = measure([cli, "run", "trivial", "--out", out, "--reporter", "terminal=report.txt"], project);
    const { durationMs } = JSON.parse(readFileSync(join(out, "run.json"), "utf8"));
    runs.goldloop.push({ ...measured, durationMs });
  }
  const of = (who, key) => median(runs[who].map((run) => run[key]));
  rows.push({
    case: name,
    "goldloop s": (of("goldloop", "wallMs") / 1000).toFixed(2),
    "floor s": (of("floor", "wallMs") / 1000).toFixed(2),
    "time ratio": (of("goldloop", "wallMs") / of("floor", "wallMs")).toFixed(2),
    "goldloop MB": (of("goldloop", "maxRssKb") / 1024).toFixed(0),
    "floor MB": (of("floor", "maxRssKb") / 1024).toFixed(0),
    "x ideal": waitMs === 0 ? "" : (of("goldloop", "wallMs") / ((n * waitMs) / concurrency)).toFixed(3),
    // Without start and report: what the run itself says it took.
    "run x ideal": waitMs === 0 ? "" : (of("goldloop", "durationMs") / ((n * waitMs) / concurrency)).toFixed(3),
  });
}
const names = Object.keys(rows[0]);
const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name]).length)));
const line = (cells) => `${cells.map((cell, i) => String(cell).padEnd(widths[i])).join("  ")}\n`;
process.stdout.write(line(names));
for (const row of rows) process.stdout.write(line(names.map((name) => row[name])));
const memory = Number(rows[1]["goldloop MB"]) / Number(rows[0]["goldloop MB"]);
process.stdout.write(
  `50,000 take ${memory.toFixed(2)} x the memory of 5,000. Medians of ${repeats}, whole processes, Node ${process.version}.\n`,
);
rmSync(folder, { recursive: true });
