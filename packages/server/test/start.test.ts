import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startTestServer } from "./server.ts";

const root = join(import.meta.dirname, "../../..");

/** Runs a script to its end. */
function ended(script: string, args: readonly string[], variables: Record<string, string> = {}) {
  const env = { ...process.env, ...variables };
  return new Promise<{ code: unknown; printed: string }>((done) => {
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
      done({ code: error?.code ?? 0, printed: `${stdout}${stderr}` }),
    );
  });
}

test("the demo beside a server that has its folder open says so before anything else, and how to mend it", async () => {
  const server = await startTestServer();
  try {
    const before = readdirSync(server.data);
    const { code, printed } = await ended(join(root, "scripts/demo.mjs"), ["--data", server.data]);
    expect(code).toBe(2);
    expect(printed).toMatch(/^\s*The demo stopped: a goldloop server is running \(process \d+\)/);
    expect(printed).toContain("npm run demo -- --data");
    expect(readdirSync(server.data)).toEqual(before);
    expect((await server.get("/readyz")).status).toBe(200);
  } finally {
    await server.remove();
  }
});

/** A clone in which nothing is installed or built, and an `npm` that does as if, or fails at one of its commands. */
function freshClone(failsAt = "nothing") {
  const clone = mkdtempSync(join(tmpdir(), "goldloop-clone-"));
  onTestFinished(() => rmSync(clone, { recursive: true }));
  for (const folder of ["packages/goldloop/src", "packages/server/src", "apps/web/src", "apps/web/public"])
    mkdirSync(join(clone, folder), { recursive: true });
  for (const file of ["package-lock.json", "apps/web/index.html", "apps/web/vite.config.ts"])
    writeFileSync(join(clone, file), "");
  cpSync(join(root, "scripts/ensure.mjs"), join(clone, "scripts/ensure.mjs"));
  const npm = join(clone, "npm.mjs");
  writeFileSync(
    npm,
    `import { mkdirSync, writeFileSync } from "node:fs";
    if (process.argv.includes(${JSON.stringify(failsAt)})) { console.log("what went wrong"); process.exit(1); }
    for (const file of ["goldloop/dist/index.js", "server/dist/index.js", "server/dist/web/index.html"]) {
      mkdirSync(new URL("packages/" + file + "/..", import.meta.url), { recursive: true });
      writeFileSync(new URL("packages/" + file, import.meta.url), "");
    }`,
  );
  const ensure = () => ended(join(clone, "scripts/ensure.mjs"), [], { npm_execpath: npm });
  return { clone, ensure };
}

test("a fresh clone is installed and built step by step, once", async () => {
  const { ensure } = freshClone();
  const { code, printed } = await ensure();
  expect([code, printed.replaceAll(/\d+ s$/gm, "N s")]).toEqual([
    0,
    `1/3  installing packages (npm ci), the longest ... done, N s
2/3  building the command line ... done, N s
3/3  building the server and the web app ... done, N s
`,
  ]);
  expect(await ensure()).toEqual({ code: 0, printed: "" });
});

test("a step that fails ends it, with what npm printed", async () => {
  const { clone, ensure } = freshClone("ci");
  const { code, printed } = await ensure();
  expect(code).toBe(1);
  expect(printed).toMatch(/^1\/3 .*\nwhat went wrong\n\n✗ npm ci failed, see above\n$/);
  expect(existsSync(join(clone, "node_modules/.goldloop-lock"))).toBe(false);
});
