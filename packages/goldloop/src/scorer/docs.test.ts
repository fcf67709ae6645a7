import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("docs/reference/scorers.md says what the scorers say", async () => {
  const root = join(import.meta.dirname, "../../../..");
  const script = join(root, "scripts/docs-scorers.mjs");
  await expect(promisify(execFile)(process.execPath, [script, "--check"], { cwd: root })).resolves.toMatchObject({
    stderr: "",
  });
});
