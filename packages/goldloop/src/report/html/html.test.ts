import { createHash } from "node:crypto";
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storedRun, type StoredRunOptions } from "../../../test/stored-run.ts";
import type { StoredRun } from "../../run/index.ts";
import { chooseExamples } from "./choose.ts";
import { longestText } from "./embed.ts";
import { Histogram } from "./histogram.ts";
import { html, jsonForScript } from "./html.ts";
import { diffScript } from "./page/script/diff.ts";
import { pageScript } from "./page/script.ts";
import { shownOf } from "./shown.ts";

async function pageOf(...runs: StoredRun[]): Promise<string> {
  let text = "";
  for await (const part of html.render({ runs, options: { color: false, width: 80 } })) text += part;
  return text;
}

function dataOf(page: string, id: string): unknown {
  const start = page.indexOf(">", page.indexOf(`id="${id}"`)) + 1;
  return JSON.parse(page.slice(start, page.indexOf("</script>", start)));
}

describe("the page as a file", () => {
  test("runs its own script and style only, by hash, and loads nothing", async () => {
    const page = await pageOf(storedRun());
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)?.[1] ?? "";
    const hashOf = (tag: string) =>
      `'sha256-${createHash("sha256")
        .update(new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page)?.[1] ?? "")
        .digest("base64")}'`;
    expect(policy).toBe(
      `default-src 'none'; script-src ${hashOf("script")}; style-src ${hashOf("style")}; base-uri 'none'; form-action 'none'`,
    );
    expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:\/\/|\bsrc=|url\(|@import/);
    expect(page).not.toMatch(/\sstyle="|\son[a-z]+="/);
    expect(pageScript).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|new Function/);
  });
  test("holds data that cannot leave its script element", async () => {
    const hostile = '</script><script>alert(1)</script><!--<script> \u2028 \ud800 "';
    const page = await pageOf(
      storedRun({
        examples: 3,
        trials: 1,
        example: (e) => ({ ...e, input: hostile, tags: [hostile] }),
        result: (l) => ({ ...l, output: { [hostile]: hostile } }),
      }),
    );
    const [skeleton = "", ...data] = page.split('<script type="application/json"');
    expect(data).toHaveLength(3);
    for (const part of data) expect(part.slice(0, part.indexOf("</script>"))).not.toContain("<");
    expect(skeleton).not.toContain("alert(1)");
    expect(dataOf(page, "examples-0")).toMatchObject([{ i: { t: hostile.toWellFormed() }, g: [hostile] }, {}, {}]);
    expect(page.isWellFormed()).toBe(true);
  });
  test("the title is escaped", async () => {
    expect(await pageOf(storedRun({ examples: 1, record: { suite: '<b>&"' } }))).toContain(
      "<title>&lt;b&gt;&amp;&quot; (smoke) · Goldloop</title>",
    );
  });
  test("JSON for a script element is JSON without <", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = jsonForScript(value);
        expect(text).not.toContain("<");
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
      }),
    );
  });
});

describe("what the page holds", () => {
  const wide: StoredRunOptions = { examples: 300, trials: 2 };
  test("everything, when it is not too much", async () => {
    const page = await pageOf(storedRun(wide));
    expect(dataOf(page, "examples-0")).toHaveLength(300);
    expect(dataOf(page, "results-0")).toHaveLength(600);
    expect(dataOf(page, "run-0")).toMatchObject({
      embedded: 600,
      full: false,
      scorers: ["contains", "faithfulness", "helpfulness", "rightTools"],
    });
  });
  test("whole examples up to the limit, failing ones first", async () => {
    const { ids, failing } = await chooseExamples(storedRun(wide), 101);
    expect(ids?.size).toBe(50);
    expect(failing.size).toBeGreaterThan(5);
    for (const id of failing) expect(ids?.has(id)).toBe(true);
    expect((await chooseExamples(storedRun(wide), 600)).ids).toBeUndefined();
  });
  test("long texts are cut with a note of how much is missing, and not in the middle of a character", () => {
    expect(shownOf("a".repeat(20), 30)).toEqual({ t: "a".repeat(20) });
    expect(shownOf(`${"a".repeat(9)}😀${"b".repeat(10)}`, 10)).toEqual({ t: `${"a".repeat(9)}\ufffd`, c: 11 });
    expect(
      shownOf(
        {
          messages: [
            { role: "user", content: "x".repeat(30) },
            { role: "assistant", content: "yes" },
          ],
        },
        10,
      ),
    ).toEqual({
      m: [
        ["user", "x".repeat(7)],
        ["assistant", "yes"],
      ],
      c: 23,
    });
    expect(shownOf({ answer: "yes", n: 1 }, 100)).toMatchObject({ j: 1, s: "yes" });
  });
  test("a huge output does not make a huge page", async () => {
    const page = await pageOf(
      storedRun({ examples: 6, trials: 1, result: (l) => ({ ...l, error: null, output: "x".repeat(2_000_000) }) }),
    );
    expect(page.length).toBeLessThan(200_000 + 6 * longestText.failing);
  });
  test("latencies are counted in steps that people read, every one once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (values) => {
          const sorted = values.toSorted((a, b) => a - b);
          const p99 = sorted[Math.ceil(0.99 * sorted.length) - 1] ?? 0;
          const histogram = new Histogram({
            n: values.length,
            mean: 0,
            p50: 0,
            p95: 0,
            p99,
            min: sorted[0] ?? 0,
            max: sorted.at(-1) ?? 0,
            total: 0,
          });
          for (const value of values) histogram.add(value);
          const { counts } = histogram.result;
          expect(counts.reduce((sum, n) => sum + n, 0)).toBe(values.length);
          expect(counts.length).toBeLessThanOrEqual(40);
        },
      ),
    );
  });
});

describe("differences", () => {
  type Piece = [kind: " " | "-" | "+", text: string];
  const differences = runInNewContext(`${diffScript}; differences`) as (a: string, b: string) => Piece[] | null;
  const side = (pieces: Piece[], kind: "-" | "+") =>
    pieces
      .filter(([k]) => k === " " || k === kind)
      .map(([, text]) => text)
      .join("");

  test("name what was expected only and what came only, word by word", () => {
    expect(differences("It takes 5 business days.", "It takes 10 working days.")).toEqual([
      [" ", "It takes "],
      ["-", "5 business"],
      ["+", "10 working"],
      [" ", " days."],
    ]);
    expect(differences("same", "same")).toEqual([[" ", "same"]]);
    expect(differences("", "new")).toEqual([["+", "new"]]);
  });
  test("both texts can be read from them again", () => {
    const word = fc.constantFrom("a", "b", "c", " ", "  ", "\n", ".", "né", "日");
    const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(""));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const pieces = differences(a, b) ?? [];
        expect([side(pieces, "-"), side(pieces, "+")]).toEqual([a, b]);
      }),
      { numRuns: 500 },
    );
  });
  test("texts with too little in common are not compared", () => {
    const words = (prefix: string) => Array.from({ length: 1_000 }, (_, i) => `${prefix}${i}`).join(" ");
    expect(differences(words("a"), words("b"))).toBeNull();
  });
});
