// Preloaded into a measured process: writes wall time since start (ms) and peak memory (kB) to a file at its end.
import { writeFileSync } from "node:fs";

const file = process.env.BENCH_USAGE;
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(file, JSON.stringify({ maxRssKb: maxRSS, cpuMs: (userCPUTime + systemCPUTime) / 1000 }));
});
