import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import config from "../rolldown.config.ts";

const root = join(import.meta.dirname, "..");

test("the committed bundle is what the sources give: `npm run build` in action/", async () => {
  const build = await rolldown(config);
  const { output } = await build.generate([config.output].flat()[0]);
  await build.close();
  expect(output).toHaveLength(1);
  expect(readFileSync(join(root, "dist", "index.mjs"), "utf8")).toBe(output[0].code);
});

test("action.yml names every input that is read, and none besides", () => {
  const yaml = readFileSync(join(root, "action.yml"), "utf8");
  const named = [...(/\ninputs:\n([\s\S]*?)\noutputs:/.exec(yaml)?.[1] ?? "").matchAll(/^ {2}([\w-]+):/gm)].map(
    ([, name]) => name,
  );
  const source = readFileSync(join(root, "src", "inputs.ts"), "utf8");
  const read = [...source.matchAll(/(?:input|words)\("([\w-]+)"\)/g)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set(read));
});
