import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("docs/reference/policy.md says what the schema and the metrics say, and explains every key", async () => {
  const root = join(import.meta.dirname, "../../../../..");
  const script = join(root, "scripts/docs-policy.mjs");
  await expect(promisify(execFile)(process.execPath, [script, "--check"], { cwd: root })).resolves.toMatchObject({
    stderr: "",
  });
});
