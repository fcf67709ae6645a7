// Everything that is checked without running the product. Each check prints its name, its time and, if it fails, its output.
import { spawn } from "node:child_process";

const checks = [
  [
    "types",
    [
      "tsc -b packages/goldloop packages/server",
      "tsc -p packages/goldloop/tsconfig.test.json",
      "tsc -p packages/server/tsconfig.test.json",
      "tsc -p apps/web",
      "tsc -p examples/support-assistant",
      "tsc -p action",
    ].join(" && "),
  ],
  ["lint", "oxlint --type-aware --deny-warnings packages apps examples scripts bench action"],
  ["format", "oxfmt --check"],
  ["unused code", "knip"],
  [
    "packages",
    ["goldloop", "server"]
      .map((name) => `publint packages/${name} --strict && attw --pack packages/${name} --profile esm-only --quiet`)
      .join(" && "),
  ],
];

let failed = 0;
for (const [name, command] of checks) {
  const startedAt = performance.now();
  const { code, output } = await run(command);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? "✓" : "✗"} ${name}  ${seconds} s\n`);
  if (code !== 0) {
    process.stdout.write(`${output.trim()}\n  ${command}\n`);
    failed += 1;
  }
}
process.exitCode = failed === 0 ? 0 : 1;

function run(command) {
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("exit", (code) => resolve({ code, output }));
  });
}
