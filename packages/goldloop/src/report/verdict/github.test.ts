import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { storedRun } from "../../../test/stored-run.ts";
import { blockedVerdict, hostileRun, hostileVerdict, noBaseline, render } from "../../../test/verdicts.ts";

describe("github", () => {
  test("annotations stand on the examples' lines, and the summary follows where no line is a command", async () => {
    const folder = await mkdtemp(join(tmpdir(), "goldloop-verdict-"));
    try {
      const run = storedRun({
        examples: 40,
        record: {
          pins: { ...storedRun().record.pins, dataset: { file: "support.jsonl", digest: "sha256:0", count: 40 } },
        },
      });
      const lines: string[] = [];
      for await (const example of run.examples()) lines.push(JSON.stringify(example));
      await writeFile(join(folder, "support.jsonl"), lines.join("\n"));
      const text = await render("github", blockedVerdict, { directory: folder }, { runs: [run] });
      const [annotations = "", rest = ""] = text.split("::stop-commands::");
      expect(`\n${annotations}`).toMatchInlineSnapshot(`
        "
        ::error file=support.jsonl,line=1,title=critical%3A refund-001::passRate == 100%25: 95.0%25%0AstartRefund: orderId is "8821", expected "8812" (0 of 3)
        ::error file=support.jsonl,line=10,title=quality%3A return-002::correctness, drop <= 2pp: -6.1pp [-8.4, -3.7]%0Agot Worn clothes can be exchanged within 30 days, with the tag., expected Worn clothes can be exchanged within 30 days, with the tag. (3 of 3)
        ::error file=support.jsonl,line=39,title=quality%3A vat-007::correctness, drop <= 2pp: -6.1pp [-8.4, -3.7]%0Athe judge answered without a verdict; got Yes: open the order, choose Invoice and enter the VAT number. (2 of 3)
        ::error file=support.jsonl,line=2,title=quality%3A hours-001::correctness, drop <= 2pp: -6.1pp [-8.4, -3.7]%0Alacks "Saturday 9 to 14, closed"; got We are open Monday to Friday. (2 of 3)
        ::error file=support.jsonl,line=18,title=evidence%3A shipping-003::errors == 0%0A2 errors: judge timed out%0Atimeout: the target did not answer within 30000 ms (2 of 3)
        "
      `);
      const [token = "", ...body] = rest.split("\n");
      expect(rest.endsWith(`\n::${token}::\n`)).toBe(true);
      expect(body.join("\n")).toContain("<!-- goldloop:verdict -->");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  test("rules without an example are annotated too, and nothing passes for a command", async () => {
    expect(await render("github", noBaseline)).toContain(
      "::error title=quality::correctness, drop <= 2pp%0Ano release has been approved yet%0Agoldloop release approve --initial\n",
    );
    const text = await render("github", hostileVerdict, {}, { runs: [storedRun(hostileRun)] });
    const commands = text.split("\n").filter((line) => line.trimStart().startsWith("::"));
    for (const line of commands)
      expect(line).toMatch(/^::(?:error file=|error title=|warning |notice::|stop-commands::goldloop-|goldloop-)/);
  });
});
