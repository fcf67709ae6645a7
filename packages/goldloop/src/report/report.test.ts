import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { storedRun, type StoredRunOptions } from "../../test/stored-run.ts";
import type { ResultLine, StoredRun } from "../run/index.ts";
import { renderReport, reporters, type ReportOptions } from "./index.ts";

async function render(
  name: string,
  runs: StoredRun[],
  options: Partial<ReportOptions> = {},
  setId?: string,
): Promise<string> {
  let text = "";
  for await (const part of renderReport(name, { runs, setId, options: { color: false, width: 100, ...options } }))
    text += part;
  return text;
}

const small: StoredRunOptions = { examples: 84, trials: 3 };
const good: StoredRunOptions = { examples: 12, trials: 1, failing: 0 };

// What a model may write to do harm on its way through a report.
const hostile =
  "\u001b[31mred\u001b]0;title\u0007 </script><img src=x onerror=alert(1)> ]]> &amp; \u0000 \ud800 `code` | @team \r\n::error::boo \u202eevil";
const withHostileOutputs: StoredRunOptions = {
  examples: 6,
  trials: 1,
  example: (example) => ({ ...example, id: `${example.id} "<&>\u0001`, expected: hostile, tags: [hostile] }),
  result: (line) => ({
    ...line,
    id: `${line.id} "<&>\u0001`,
    output: line.error === null ? hostile : null,
    scores: line.scores.map((score) => ({
      ...score,
      ...(score.status === "scored" ? { pass: false, value: 0 } : {}),
      reason: hostile,
    })),
  }),
};

describe("every reporter", () => {
  test.each(reporters.map(({ name }) => name))(
    "%s renders a run, a good run, an empty run and several runs",
    async (name) => {
      const empty = storedRun({ examples: 0 });
      for (const runs of [[storedRun(small)], [storedRun(good)], [empty], [storedRun(small), storedRun(good)]]) {
        expect((await render(name, runs)).length).toBeGreaterThan(runs[0] === empty && name === "jsonl" ? -1 : 10);
      }
    },
  );
  test.each(reporters.map(({ name }) => name))("%s survives hostile outputs", async (name) => {
    expect((await render(name, [storedRun(withHostileOutputs)])).isWellFormed()).toBe(true);
  });
  test("an unknown one is refused with the nearest", () => {
    expect(() => renderReport("termial", { runs: [], options: { color: false, width: 80 } })).toThrow(
      'there is no reporter "termial"; did you mean "terminal"?',
    );
  });
});

describe("terminal", () => {
  test("failures first, then the figures, then what to type next", async () => {
    expect(`\n${await render("terminal", [storedRun({ ...small, examples: 40 })])}`).toMatchInlineSnapshot(`
      "
      ✗ refund-001    rightTools    0 of 3 trials  critical, orders
          input     Refund order 8812, it arrived broken. What happens next?
          expected  Your refund of 49.90 EUR takes 5 business days.
          got       startRefund(orderId: "8821"): Your refund of 49.90 EUR takes 5 business days.
          why       startRefund: orderId is "8821", expected "8812"
      ✗ refund-005    rightTools    0 of 3 trials  orders
          input     Refund order 8812, it arrived broken. What happens next?
          expected  Your refund of 49.90 EUR takes 5 business days.
          got       startRefund(orderId: "8821"): Your refund of 49.90 EUR takes 5 business days.
          why       startRefund: orderId is "8821", expected "8812"
      ✗ hours-005     contains      0 of 3 trials  shop
                      faithfulness  0 of 3 trials
          input     When are you open on the weekend?
          expected  Saturday 9 to 14, closed on Sunday.
          got       We are open Monday to Friday.
          why       contains      lacks "Saturday 9 to 14, closed"
          why       faithfulness  6 of 10 statements are supported
      ✗ hours-001     contains      2 of 3 trials  shop, flaky
                      faithfulness  2 of 3 trials
          input     When are you open on the weekend?
          expected  Saturday 9 to 14, closed on Sunday.
          got       trial 2: We are open Monday to Friday.
          why       contains      lacks "Saturday 9 to 14, closed"
          why       faithfulness  6 of 10 statements are supported
      ! shipping-003  error         1 of 3 trials  shop
          input     Do you ship to Norway, and who pays the duty?
          expected  We ship to Norway in 4 to 6 days; duty is paid by you on delivery.
          error     timeout: the target did not answer within 30000 ms
      ! vat-007       helpfulness   error in 1 of 3 trials  orders
          input     Can I get an invoice with our VAT number?
          expected  Yes: open the order, choose Invoice and enter the VAT number.
          got       Yes: open the order, choose Invoice and enter the VAT number.
          why       the judge answered without a verdict

      support (smoke)  40 examples x 3 trials: 108 passed, 10 failed, 2 errors  41 s  $0.26
        contains      95.8% [86.8, 98.8] (1 error)
        faithfulness  95.8% [86.8, 98.8] (1 error, mean 0.90)
        helpfulness   0.84 [0.81, 0.88] (2 errors)
        rightTools    94.2% [83.0, 98.2] (1 error)
        all 3         contains 92.5%, faithfulness 92.5%, rightTools 92.5%
        latency       p50 471 ms, p95 1.2 s    cost          unknown for 1 of 120
        judges        $0.05                    pinned        yes

      Measured, not judged. 4 examples failed, 1 of them flaky. 2 examples could not be measured.
        look     goldloop view latest
        fix      goldloop run support --filter refund-001 --watch
        resume   goldloop run --resume latest
        compare  goldloop compare latest~1 latest
      "
    `);
  });
  test("a good run is short", async () => {
    expect(`\n${await render("terminal", [storedRun(good)])}`).toMatchInlineSnapshot(`
      "
      support (smoke)  12 examples: 12 passed, 0 failed, 0 errors  41 s  $0.03
        contains      100% [75.8, 100]                faithfulness  100% [75.8, 100] (mean 0.94)
        helpfulness   0.86 [0.83, 0.89]               rightTools    100% [75.8, 100]
        latency       p50 391 ms, p95 1.6 s    judges        $0.0048
        pinned        yes

      Measured, not judged. No example failed.
        look     goldloop view latest
        compare  goldloop compare latest~1 latest
      "
    `);
  });
  test("an incomplete, unpinned run says why, and how to go on", async () => {
    const record = {
      status: "incomplete" as const,
      incomplete: ["stopped at --max-cost $0.10: 4 of 12 were not run"],
      pinned: false,
      unpinned: ["goldloop.lock has no suite support"],
    };
    const text = await render("terminal", [storedRun({ ...good, record })]);
    expect(text).toContain("  incomplete  stopped at --max-cost $0.10: 4 of 12 were not run\n");
    expect(text).toContain("  not pinned  goldloop.lock has no suite support\n");
    expect(text).toContain("The run is incomplete: no gate accepts it.\n");
    expect(text).toMatch(/  resume +goldloop run --resume latest\n  pin +goldloop lock\n/);
  });
  test("shows ten failures, and all of them when asked", async () => {
    const many = storedRun({ examples: 400, trials: 1, failing: 0.2 });
    const marks = (text: string) => text.split("\n").filter((line) => /^[✗!] /.test(line)).length;
    const some = await render("terminal", [many]);
    expect(marks(some)).toBe(10);
    expect(some).toMatch(/^\d+ more: goldloop view latest or --all$/m);
    const all = await render("terminal", [many], { all: true });
    expect(marks(all)).toBe(marks(some) + Number(/^(\d+) more/m.exec(some)?.[1]));
  });
  test("no line is longer than the terminal is wide, and nothing in it moves the cursor", async () => {
    for (const width of [60, 80, 120]) {
      const text = await render("terminal", [storedRun(withHostileOutputs)], { width });
      // oxlint-disable-next-line no-control-regex
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      const lines = text.split("\n").filter((line) => line.startsWith("    "));
      expect(lines.length).toBeGreaterThan(10);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }
  });
  test("colours only where they are wanted, and the same text without them", async () => {
    const plain = await render("terminal", [storedRun(small)]);
    const coloured = await render("terminal", [storedRun(small)], { color: true });
    expect(coloured).toContain("\u001b[31m✗\u001b[39m");
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    expect(plain).not.toContain("\u001b");
  });
  test("critical examples come first, and regressions are named", async () => {
    const text = await render("terminal", [storedRun(small)], {
      baseline: new Map([["support", new Set(["refund-005"])]]),
    });
    const failed = text.split("\n").filter((line) => line.startsWith("✗ "));
    expect(failed[0]).toContain("critical");
    expect(failed.find((line) => line.includes("refund-005"))).toContain("passed in baseline");
    expect(failed.filter((line) => line.includes("passed in baseline"))).toHaveLength(1);
  });
  test("long texts are shown from shortly before their difference", async () => {
    const same = "The same beginning of a long answer. ".repeat(8);
    const run = storedRun({
      examples: 6,
      trials: 1,
      example: (example) => ({ ...example, expected: `${same}It takes 5 days.` }),
      result: (line) => ({ ...line, output: `${same}It takes 9 days.`, error: null }),
    });
    const text = await render("terminal", [run]);
    expect(text).toMatch(/ {4}expected {2}….*It takes 5 days\.\n {4}got {7}….*It takes 9 days\.\n/);
  });
  test("ids that a shell would read otherwise are quoted in the command", async () => {
    const run = storedRun({
      examples: 1,
      trials: 1,
      failing: 1,
      example: (e) => ({ ...e, id: "it's $(x)" }),
      result: (l) => ({ ...l, id: "it's $(x)" }),
    });
    expect(await render("terminal", [run])).toContain(String.raw`--filter 'it'\''s $(x)' --watch`);
  });
  test("several runs name themselves in the commands", async () => {
    const other = storedRun({ ...good, record: { id: "20261101-100100-billing-77aa", suite: "billing" } });
    const text = await render("terminal", [storedRun(small), other]);
    expect(text).toMatch(/look +goldloop view 20261101-100000-support-3f9a/);
    expect(text).toMatch(/resume +goldloop run --resume 20261101-100000-support-3f9a/);
  });
  test("5,000 results cost little", async () => {
    const run = storedRun({ examples: 1_667, trials: 3 });
    const lines: ResultLine[] = [];
    for await (const line of run.results()) lines.push(line);
    const held: StoredRun = {
      ...run,
      async *results() {
        yield* lines;
      },
    };
    await render("terminal", [held]);
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const started = performance.now();
      await render("terminal", [held]);
      times.push(performance.now() - started);
    }
    // The best of five: 8 to 40 ms were measured, and a busy machine says nothing about the report.
    expect(Math.min(...times)).toBeLessThan(100);
  });
});

describe("json", () => {
  test("one run is its summary with its folder", async () => {
    const document = JSON.parse(await render("json", [storedRun(small)]));
    expect(document).toMatchObject({
      schema: "goldloop/run/v1",
      suite: "support",
      dir: "/project/.goldloop/runs/20261101-100000-support-3f9a",
      examples: 84,
      trials: 3,
      pinned: true,
    });
    expect(document.scores.contains).toMatchObject({ n: 252, errors: 1 });
  });
  test("several runs are a set", async () => {
    const document = JSON.parse(await render("json", [storedRun(small), storedRun(good)], {}, "set-1"));
    expect(document).toMatchObject({
      schema: "goldloop/run-set/v1",
      id: "set-1",
      runs: [{ examples: 84 }, { examples: 12 }],
    });
  });
});

describe("jsonl", () => {
  test("joins every result with its example, in whatever order results come", async () => {
    const run = storedRun({ examples: 30, trials: 2 });
    const lines: ResultLine[] = [];
    for await (const line of run.results()) lines.push(line);
    const shuffled: StoredRun = {
      ...run,
      async *results() {
        yield* lines.toReversed();
      },
    };
    for (const one of [run, shuffled]) {
      const rows = (await render("jsonl", [one]))
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(rows).toHaveLength(60);
      for (const row of rows) {
        expect(row).toMatchObject({ run: run.record.id, suite: "support", split: "smoke" });
        expect(typeof row.expected).toBe("string");
      }
    }
  });
});

/** A strict reader of the little XML that is written here: element names with their attributes and texts. Throws on anything malformed. */
function readXml(xml: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const unescape = (text: string) => {
    expect(text).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/);
    return text
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&amp;", "&");
  };
  let rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  while (rest !== "") {
    const tag = /^<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/.exec(rest);
    if (tag === null) {
      const text = /^[^<]+/.exec(rest)?.[0];
      if (text === undefined) throw new Error(`malformed: ${rest.slice(0, 80)}`);
      const last = open.at(-1);
      if (last !== undefined) last.text += unescape(text);
      rest = rest.slice(text.length);
      continue;
    }
    const [whole, closing, name = "", attributes = "", alone] = tag;
    rest = rest.slice(whole.length);
    if (closing === "/") {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const element = {
      name,
      attributes: Object.fromEntries(
        [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [key, unescape(value ?? "")]),
      ),
      text: "",
    };
    elements.push(element);
    if (alone !== "/") open.push(element);
  }
  expect(open).toEqual([]);
  return elements;
}

describe("junit", () => {
  test("a suite per run, a case per result, with the counts of the run", async () => {
    const elements = readXml(await render("junit", [storedRun(small)]));
    const named = (name: string) => elements.filter((element) => element.name === name);
    expect(named("testcase")).toHaveLength(252);
    expect(named("testsuite")[0]?.attributes).toMatchObject({
      name: "support (smoke)",
      tests: "252",
      failures: String(named("failure").length),
      errors: String(named("error").length),
      timestamp: "2026-11-01T10:00:00",
    });
    expect(named("failure")[0]?.attributes["message"]).toBe("rightTools");
    expect(
      named("property").find(({ attributes }) => attributes["name"] === "score.contains")?.attributes["value"],
    ).toMatch(/^9\d\.\d% \[/);
  });
  test("is well-formed XML whatever a model wrote", async () => {
    const elements = readXml(await render("junit", [storedRun(withHostileOutputs)]));
    expect(elements.find(({ name }) => name === "failure")?.text).toContain(
      "</script><img src=x onerror=alert(1)> ]]> &amp;",
    );
  });
  test("an incomplete run is an error for CI, even when all that ran has passed", async () => {
    const elements = readXml(
      await render("junit", [storedRun({ ...good, record: { status: "incomplete", incomplete: ["stopped"] } })]),
    );
    expect(elements.find(({ name }) => name === "testsuites")?.attributes).toMatchObject({
      tests: "13",
      failures: "0",
      errors: "1",
    });
    expect(elements.find(({ name }) => name === "error")?.attributes["message"]).toBe("stopped");
  });
});

describe("markdown", () => {
  test("says what happened in its heading and folds the failures out", async () => {
    const text = await render("markdown", [storedRun(small)]);
    expect(text).toContain("### ✗ support \\(smoke\\): 8 examples failed, 2 could not be measured\n");
    expect(text).toMatch(/^\| contains \| 9\d\.\d% \[[\d.]+, [\d.]+\] \| 252 \| 1 error \|$/m);
    expect(text).toContain("<details open><summary><b>10 failures</b></summary>");
  });
  test("a good run has a good heading", async () => {
    expect(await render("markdown", [storedRun(good)])).toMatch(/^### ✓ support \\\(smoke\\\): no example failed\n/);
  });
  test("outputs stay in code spans: no markup, mention or fence comes from them", async () => {
    const text = await render("markdown", [storedRun(withHostileOutputs)]);
    const outside = text
      .replace(/(`+)(?!`).*?[^`]\1(?!`)/g, "")
      .replaceAll(/<\/?(?:details|summary|b)(?: open)?>/g, "");
    expect(outside).not.toMatch(/(?<!\\)<(?!\/?(?:details|summary|b)\b)/);
    expect(outside).not.toContain("@team");
  });
});

describe("github", () => {
  test("annotates the lines of the dataset, ten at most, then prints the summary with commands switched off", async () => {
    const directory = await mkdtemp(join(tmpdir(), "goldloop-"));
    try {
      const run = storedRun({
        examples: 400,
        trials: 1,
        failing: 0.2,
        record: {
          pins: { ...storedRun(good).record.pins, dataset: { file: "support.jsonl", digest: "sha256:00", count: 400 } },
        },
      });
      const lines: string[] = [];
      for await (const example of run.examples()) lines.push(JSON.stringify(example));
      await writeFile(join(directory, "support.jsonl"), `\n${lines.join("\n")}\n`);
      const text = await render("github", [run], { directory });
      const commands = text.split("\n").filter((line) => line.startsWith("::"));
      expect(commands.filter((line) => line.startsWith("::error "))).toHaveLength(10);
      expect(commands[0]).toMatch(
        /^::error file=support\.jsonl,line=2,title=support \(smoke\)%3A refund-001 rightTools::/,
      );
      expect(commands[10]).toMatch(/^::notice::support \(smoke\): \d+ more failures in the summary$/);
      expect(commands.slice(11)).toEqual([
        "::stop-commands::goldloop-20261101-100000-support-3f9a",
        "::goldloop-20261101-100000-support-3f9a::",
      ]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
  test("no output becomes a command, and a dataset that is not there costs only the line", async () => {
    const text = await render("github", [storedRun(withHostileOutputs)], { directory: "/nonexistent" });
    const before = text.slice(0, text.indexOf("::stop-commands::"));
    expect(
      before
        .split("\n")
        .filter((line) => line !== "")
        .every((line) => /^::(?:error|warning|notice)(?: |::)/.test(line)),
    ).toBe(true);
    expect(before).not.toContain("line=");
  });
});
