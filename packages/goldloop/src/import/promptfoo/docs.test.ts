import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("docs/reference/import-promptfoo.md says what the mapping table says", async () => {
  const root = join(import.meta.dirname, "../../../../..");
  const script = join(root, "scripts/docs-import-promptfoo.mjs");
  await expect(promisify(execFile)(process.execPath, [script, "--check"], { cwd: root })).resolves.toMatchObject({
    stderr: "",
  });
});
