import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { storedRun, type StoredRunOptions } from "../../../test/stored-run.ts";
import type { StoredRun } from "../../run/index.ts";
import { html } from "./html.ts";

const executablePath = "/usr/bin/chromium";
const missing = existsSync(executablePath) ? "" : ` (skipped: no ${executablePath})`;

describe.skipIf(missing !== "")(`the page in a browser${missing}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
    folder = await mkdtemp(join(tmpdir(), "goldloop-page-"));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens the report of runs. Requests for anything but the file, script errors and policy violations fail the test. */
  async function open(
    runs: StoredRun[],
    options: { width?: number; dark?: boolean; hash?: string } = {},
  ): Promise<Page> {
    let text = "";
    for await (const part of html.render({ runs, options: { color: false, width: 80 } })) text += part;
    const file = join(folder, `${Math.random()}.html`);
    await writeFile(file, text);
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1280, height: 800 },
      colorScheme: options.dark === true ? "dark" : "light",
      hasTouch: (options.width ?? 1280) < 500,
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("request", (request) => request.url().startsWith("file:") || faults.push(request.url()));
    page.on("dialog", (dialog) => {
      faults.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    onTestFinished(async () => {
      await context.close();
      expect(faults).toEqual([]);
    });
    await page.goto(`${pathToFileURL(file).href}${options.hash ?? ""}`);
    await page.waitForSelector("#count:not(:empty)");
    return page;
  }

  test("a narrow distribution has one label for both percentiles, and figures stay on one line", async () => {
    const page = await open([
      storedRun({
        result: (line) => ({
          ...line,
          latencyMs: 100 + (line.trial === 2 && line.id.endsWith("14") ? 4000 : line.id.length % 2),
        }),
      }),
    ]);
    const names = page.locator("#latency text.name");
    const boxes = await Promise.all((await names.all()).map((name) => name.boundingBox()));
    for (const [i, box] of boxes.entries()) {
      const before = boxes[i - 1];
      if (before && box) expect(box.x).toBeGreaterThan(before.x + before.width);
    }
    const tops = await page
      .locator(".figures div")
      .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(1);
  });

  test.each([420, 560, 1280])("the mark of an interval keeps its shape at %d pixels", async (width) => {
    const page = await open([storedRun()], { width });
    const mark = await page.locator("#scores svg .dot").first().boundingBox();
    expect(mark?.width).toBeGreaterThan(3);
    expect(mark?.width).toBeLessThan(7);
  });

  test("a run of single trials has no column that repeats the status", async () => {
    const one = await open([storedRun({ trials: 1 })]);
    expect(await one.locator("#rows .trials").first().isVisible()).toBe(false);
    expect(
      await one
        .locator("#rows .row")
        .first()
        .evaluate((row) => row.scrollWidth <= row.clientWidth),
    ).toBe(true);
    const three = await open([storedRun({ trials: 3 })]);
    expect(await three.locator("#rows .trials").first().isVisible()).toBe(true);
  });

  test("of what failed, critical examples come first", async () => {
    const page = await open([
      storedRun({
        failing: 0.2,
        trials: 1,
        example: (example, i) => ({ ...example, tags: i % 2 === 1 ? ["critical"] : [] }),
      }),
    ]);
    const rows = await page
      .locator("#rows .row")
      .evaluateAll((nodes) =>
        nodes.map((node) => [node.querySelector(".status span")?.textContent, node.querySelector(".id")?.textContent]),
      );
    const failed = rows.filter(([status]) => status?.endsWith("failed") === true).map(([, id]) => String(id));
    expect(failed.length).toBeGreaterThan(2);
    const place = new Map<string, number>();
    let i = 0;
    for await (const { id } of storedRun({ trials: 1 }).examples()) place.set(id, i++);
    const critical = failed.map((id) => (place.get(id) ?? 0) % 2 === 1);
    expect(critical).toEqual(critical.toSorted((a, b) => Number(b) - Number(a)));
  });

  const ids = (page: Page) => page.locator("#rows .id").allTextContents();
  const count = (page: Page) => page.locator("#count").textContent();
  const chosen = (page: Page) => page.locator("#rows [aria-selected=true] .id").textContent();

  test("says first what happened, with every scorer's rate and interval", async () => {
    const page = await open([storedRun()]);
    expect(await page.locator("#sentence").textContent()).toBe(
      "8 examples of 84 failed, 2 of them flaky, 2 could not be measured.",
    );
    expect(await page.locator(".scores tbody th").allTextContents()).toEqual([
      "contains",
      "faithfulness",
      "helpfulness",
      "rightTools",
    ]);
    expect(await page.locator(".scores .figure").first().textContent()).toMatch(/^9\d\.\d%\[[\d.]+, [\d.]+\]$/);
    expect(await page.locator(".scores svg").count()).toBe(4);
    expect(await page.locator(".latency .bin").count()).toBeGreaterThan(10);
    await page.click(".twin summary");
    expect(await page.locator(".twin tbody tr").count()).toBe(await page.locator(".latency .bin").count());
    expect((await ids(page))[0]).toBe("refund-001");
  });

  test("filters by text, status, scorer and tag, and keeps them in the address", async () => {
    const page = await open([storedRun()]);
    expect(await count(page)).toBe("84 examples");
    await page.click('[data-status="failed"]');
    expect(await count(page)).toBe("6 of 84 examples");
    await page.click('[data-status="flaky"]');
    expect(await count(page)).toBe("8 of 84 examples");
    await page.fill("#search", "MONDAY TO friday");
    expect(new Set((await ids(page)).map((id) => id.slice(0, 5)))).toEqual(new Set(["hours"]));
    await page.selectOption("#tag", "critical");
    const kept = await ids(page);
    expect(kept.length).toBeGreaterThan(0);
    await page.selectOption("#scorer", "faithfulness");
    expect(await page.locator("#rows .why").first().textContent()).toMatch(/^0\.\d\d$/);
    expect(new URL(page.url()).hash).toBe("#q=MONDAY+TO+friday&status=failed%2Cflaky&scorer=faithfulness&tag=critical");
    await page.reload();
    await page.waitForSelector("#rows .row");
    expect(await ids(page)).toEqual(kept);
    await page.fill("#search", "nothing has this");
    await page.click("#clear");
    expect(await count(page)).toBe("84 examples");
  });

  test("sorts by each column, both ways and back", async () => {
    const page = await open([storedRun({ examples: 12 })]);
    const latencies = async () =>
      (await page.locator("#rows .ms").allTextContents()).map(
        (text) => Number.parseFloat(text) * (text.endsWith(" ms") ? 1 : 1_000),
      );
    await page.click('[data-sort="ms"]');
    const up = await latencies();
    expect(up).toEqual(up.toSorted((a, b) => a - b));
    expect(await page.locator("#head .ms").getAttribute("aria-sort")).toBe("ascending");
    await page.click('[data-sort="ms"]');
    expect(await latencies()).toEqual(up.toReversed());
    await page.click('[data-sort="ms"]');
    expect(await page.locator("#head .status").getAttribute("aria-sort")).toBe("ascending");
    await page.click('[data-sort="id"]');
    const names = await ids(page);
    expect(names).toEqual(names.toSorted());
  });

  test("is used by the keyboard alone", async () => {
    const page = await open([storedRun()]);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    expect(await chosen(page)).toBe("refund-001");
    await page.keyboard.press("End");
    expect(await chosen(page)).toBe((await ids(page)).at(-1));
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    expect(await page.locator("#detail h2").textContent()).toBe("refund-001");
    await page.keyboard.press("j");
    expect(await page.locator("#detail h2").textContent()).toBe("refund-005");
    await page.keyboard.press("]");
    expect(await page.locator(".tabs [aria-selected=true]").textContent()).toContain("trial 2");
    await page.keyboard.press("n");
    expect(await page.locator("#detail h2").textContent()).toBe("hours-005");
    expect(await page.locator("#detail del").first().textContent()).toContain("Saturday");
    await page.keyboard.press("d");
    expect(await page.locator("#detail del").count()).toBe(0);
    await page.keyboard.press("Escape");
    expect(await page.locator("#detail").isVisible()).toBe(false);
    await page.keyboard.press("/");
    await page.keyboard.type("jt?n]/");
    expect(await page.locator("#search").inputValue()).toBe("jt?n]/");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    expect(await page.locator("#keys").isVisible()).toBe(true);
    await page.keyboard.press("j");
    await page.keyboard.press("Escape");
    expect(await page.locator("#keys").isVisible()).toBe(false);
  });

  test("a view of one example can be linked", async () => {
    const page = await open([storedRun()], { hash: "#id=shipping-003" });
    expect(await page.locator("#detail h2").textContent()).toBe("shipping-003");
    expect(await page.locator("#detail pre.error").textContent()).toBe(
      "! timeout: the target did not answer within 30000 ms",
    );
  });

  test("follows the system's light or dark until told otherwise", async () => {
    const page = await open([storedRun({ examples: 3 })], { dark: true });
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(await background()).toBe("rgb(18, 21, 26)");
    await page.keyboard.press("t");
    expect(await background()).toBe("rgb(246, 247, 249)");
    await page.click("#theme");
    expect(await background()).toBe("rgb(18, 21, 26)");
  });

  test("what a model wrote stays text everywhere", async () => {
    const hostile = `<img src="https://evil.test/x" onerror="alert(1)"></script><script>alert(2)</script><a href="javascript:alert(3)">x</a>`;
    const options: StoredRunOptions = {
      examples: 2,
      trials: 2,
      example: (e, i) => ({
        ...e,
        id: `${hostile}${i}`,
        input: { messages: [{ role: hostile, content: hostile }] },
        expected: `expected ${hostile}`,
        tags: [hostile],
        context: [hostile],
      }),
      result: (l, i) => ({
        ...l,
        id: `${hostile}${Math.floor(i / 2)}`,
        output: hostile,
        error: i === 3 ? { code: "x", message: hostile } : null,
        scores: [{ name: hostile, value: 0, pass: false, status: "scored", reason: hostile }],
        conversation: [1, 2, 3].map(() => ({ role: hostile, content: hostile })),
      }),
      record: { suite: hostile, incomplete: [hostile], status: "incomplete", unpinned: [hostile] },
    };
    const page = await open([storedRun(options)]);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.keyboard.press("d");
    await page.keyboard.press("j");
    await page.keyboard.press("]");
    expect(await page.locator("#detail").textContent()).toContain(hostile);
    expect(await page.locator("img, iframe, a[href^=javascript], main script").count()).toBe(0);
  });

  test("holds 10,000 examples with only those in sight in the document", async () => {
    const page = await open([storedRun({ examples: 10_000, trials: 1 })]);
    expect(await count(page)).toBe("10,000 examples");
    const timed = async (what: string, act: () => Promise<unknown>) => {
      const start = performance.now();
      await act();
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
      return `${what} ${Math.round(performance.now() - start)} ms`;
    };
    const times = [
      await timed("scroll to the end", () => page.evaluate("scrollTo(0, document.body.scrollHeight)")),
      await timed("first filter", () => page.fill("#search", "norway")),
      await timed("second filter", () => page.fill("#search", "norway in 4")),
      await timed("no filter", () => page.fill("#search", "")),
      await timed("sort", () => page.click('[data-sort="usd"]')),
      await timed("select", () => page.keyboard.press("End")),
    ];
    // For people who look at the log; how fast this machine is today decides nothing.
    expect(times).toHaveLength(6);
    process.stderr.write(`10,000 rows: ${times.join(", ")}\n`);
    expect(await page.locator("#rows .row").count()).toBeLessThan(80);
    expect(await page.locator("#rows .row").last().getAttribute("data-index")).toBe("9999");
    await page.fill("#search", "vat-1666");
    expect(await ids(page)).toEqual(["vat-1666"]);
  });

  test("several runs are chosen from a list", async () => {
    const other = storedRun({ examples: 12, trials: 1, failing: 0, record: { suite: "billing", id: "b" } });
    const page = await open([storedRun(), other]);
    await page.selectOption("#runs", { label: "billing (smoke)" });
    expect(await page.locator("#title").textContent()).toBe("billing (smoke)");
    expect(await page.locator("#sentence").textContent()).toBe("No example failed.");
    expect(await count(page)).toBe("12 examples");
  });

  test("an empty run and a run without judging scorers are shown too", async () => {
    const empty = await open([storedRun({ examples: 0 })]);
    expect(await count(empty)).toBe("0 examples");
    const graded = await open([
      storedRun({
        examples: 4,
        result: (l) => ({
          ...l,
          error: null,
          output: "x",
          scores: l.scores
            .filter(({ name }) => name === "helpfulness")
            .map((s) => ({ ...s, value: 0.5, status: "scored" })),
        }),
      }),
    ]);
    expect(await graded.locator("#rows .status").first().textContent()).toBe("·measured");
  });

  test("fits a phone: nothing is wider than the screen, and an example opens over the list", async () => {
    const page = await open([storedRun()], { width: 390 });
    const width = () => page.evaluate("document.documentElement.scrollWidth");
    expect(await width()).toBe(390);
    await page.locator("#rows .row").first().tap();
    const box = await page.locator("#detail").boundingBox();
    expect([box?.x, box?.width]).toEqual([0, 390]);
    expect(await width()).toBe(390);
    await page.tap("#close");
    expect(await page.locator("#detail").isVisible()).toBe(false);
  });
});
