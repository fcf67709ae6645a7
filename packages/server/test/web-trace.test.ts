import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, noBrowser, startBrowser, type TestBrowser } from "./browser.ts";
import { startTestServer, type TestServer } from "./server.ts";
import { sendTraffic, type Traffic } from "./web-traffic.ts";

describe.skipIf(noBrowser !== "")(`a trace in the web app${noBrowser}`, () => {
  let server: TestServer;
  let browser: TestBrowser;
  let traffic: Traffic;

  beforeAll(async () => {
    server = await startTestServer();
    browser = await startBrowser(server);
    traffic = await sendTraffic(server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  const open = (traceId: string, more = "", options = {}) =>
    browser.open(`/traces/${traceId}?project=test${more}`, options);
  const shown = (page: Page) => new URL(page.url()).searchParams;
  const selected = (page: Page) => page.getByRole("treeitem", { selected: true });
  const span = (page: Page) => page.getByRole("region", { name: "Span", exact: true });

  test("opens where its first error began; [ and ] go from error to error; the span is in the address", async () => {
    const page = await open(traffic.failed);
    await expect.poll(() => selected(page).innerText()).toContain("look_up_order");
    await span(page).getByText("tool error").first().waitFor();
    await page.keyboard.press("]");
    await page.waitForURL(new RegExp(`span=${traffic.failedChat}`));
    await expect.poll(() => selected(page).innerText()).toContain("chat gpt-4.1-mini");
    await page.keyboard.press("[");
    await page.waitForURL(new RegExp(`span=${traffic.failedTool}`));
    await page.reload();
    await expect.poll(() => selected(page).innerText()).toContain("look_up_order");
  });

  test("the summary adds up and leads on; messages, documents and tools of each span are shown", async () => {
    const page = await open(traffic.failed);
    const facts = page.locator(".trace-figures");
    await facts.waitFor();
    expect(await facts.innerText()).toMatch(/Tokens\s*1,020/);
    expect(await facts.innerText()).toMatch(/Spans\s*4/);
    await page.getByRole("treeitem", { name: /search_articles/ }).click();
    await span(page).getByText("Refunds take up to 5 business days.").waitFor();
    await span(page).getByText("score 0.83").waitFor();
    await page.keyboard.press("n");
    await span(page).getByText('"orderId"').waitFor();
    await page.keyboard.press("n");
    await span(page).getByRole("region", { name: "user message" }).getByText("order 8004?").waitFor();
    await page.getByRole("link", { name: "session-1" }).click();
    await page.getByRole("heading", { name: "Session session-1" }).waitFor();
    await page.goBack();
    await facts.getByRole("link", { name: "gpt-4.1-mini" }).click();
    await page.waitForURL(/\/traces\?.*model=gpt-4\.1-mini/);
  });

  test("t shows the timeline, r the raw JSON; both are in the address", async () => {
    const page = await open(traffic.failed);
    await selected(page).waitFor();
    await page.keyboard.press("t");
    await page.getByRole("tree", { name: "Spans over time" }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press("r");
    await page.getByRole("region", { name: "Raw JSON" }).getByText('"spanId"').waitFor();
    expect([shown(page).get("show"), shown(page).get("raw")]).toEqual(["timeline", "true"]);
    await page.keyboard.press("t");
    await page.getByRole("tree", { name: "Spans", exact: true }).waitFor();
  });

  test("c puts the nearest good trace of the route beside it", async () => {
    const page = await open(traffic.failed);
    await selected(page).waitFor();
    await page.keyboard.press("c");
    await page.getByRole("heading", { name: "Two traces" }).waitFor();
    const { body } = await server.get(`/api/v1/traces/${shown(page).get("compare")}`);
    expect(body.spans).toHaveLength(4);
    expect(body.spans.find((one: { parentSpanId?: string }) => one.parentSpanId === undefined).input).toContain("8007");
    await page.getByRole("region", { name: "Input" }).locator("mark", { hasText: "8004" }).waitFor();
    await page.getByRole("rowheader", { name: "Latency" }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await selected(page).waitFor();
  });

  test("a reviewer gives feedback; scores and feedback stand beside the span", async () => {
    const page = await open(traffic.failed);
    const feedback = page.getByRole("region", { name: "Feedback", exact: true });
    await feedback.getByText("that is not my order").waitFor();
    await page.getByRole("button", { name: "Bad" }).click();
    await page.getByLabel("Label").fill("wrong policy");
    await page.getByLabel("Comment").fill("It promised what the policy forbids.");
    await page.getByRole("button", { name: "Give feedback" }).click();
    await feedback.getByText("It promised what the policy forbids.").waitFor();
    const { body } = await server.get(`/api/v1/traces/${traffic.failed}`);
    expect(body.feedback).toContainEqual(
      expect.objectContaining({ source: "reviewer", score: 0, value: "wrong policy" }),
    );
  });

  test("attributes are searched, and lead to the traces that share them", async () => {
    const page = await open(traffic.failed);
    await page.getByRole("treeitem", { name: /support\.refund/ }).click();
    const attributes = page.getByRole("region", { name: "Attributes", exact: true });
    await attributes.getByText("app.tenant").waitFor();
    await attributes.getByRole("link", { name: "Traces with app.tenant=tenant-0" }).click();
    await page.waitForURL(/attribute=app\.tenant/);
    await page.getByRole("grid").getByRole("gridcell").first().waitFor();
    await expect.poll(() => page.locator(".list-total").innerText()).toContain("75 traces");
  });

  test("10,000 spans open at once and scroll with few rows in the page", async () => {
    const page = await open(traffic.large);
    await expect.poll(() => selected(page).innerText()).toContain("call 5000");
    const items = page.getByRole("treeitem");
    expect(await items.count()).toBeLessThan(80);
    await span(page).getByText("question 5000").waitFor();
    await page.getByRole("tree").focus();
    const slow = await page.evaluate<number>(scrollThrough);
    expect(await items.count()).toBeLessThan(80);
    process.stdout.write(`10,000 spans in the page: the slowest frame of a scroll took ${slow.toFixed(0)} ms\n`);
    await page.keyboard.press("End");
    await page.getByRole("treeitem", { name: "call 9999" }).waitFor();
    await span(page).getByText("question 9999").waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => selected(page).innerText()).toContain("+98");
  });

  test("what a model wrote stays text: nothing of it runs, loads or leads anywhere", async () => {
    for (const more of ["", "&raw=true"]) {
      const page = await open(traffic.harmful, more);
      await span(page).getByText("window.harmed = 1").first().waitFor();
      expect(await page.evaluate("window.harmed")).toBeUndefined();
      expect(await span(page).locator("a, img, script, iframe").count()).toBe(0);
      await page.goto("/traces?project=test&route=harmful");
      await page.getByText("window.harmed = 1").first().waitFor();
      expect(await page.evaluate("window.harmed")).toBeUndefined();
    }
  });

  test("at 390 px the columns are tabs", async () => {
    const page = await open(traffic.failed, "", { width: 390 });
    await page.getByRole("tabpanel").getByText("tool error").first().waitFor();
    await page.getByRole("tab", { name: "Spans 4" }).click();
    await page.getByRole("treeitem", { name: /search_articles/ }).click();
    await page.getByRole("tabpanel").getByText("Refunds take up to 5 business days.").waitFor();
    await page.getByRole("tab", { name: "Scores" }).click();
    await page.getByRole("tabpanel").getByText("that is not my order").waitFor();
    await expectAccessible(page);
  });

  test("an unknown trace is said to be unknown", async () => {
    const page = await browser.open(`/traces/${"0".repeat(32)}?project=test`, { expected: /404/ });
    await page.getByRole("alert").getByText("no such trace").waitFor();
  });

  test.each([
    { width: 1280, dark: false },
    { width: 1280, dark: true },
    { width: 390, dark: true },
    { width: 390, dark: false },
  ])("has no serious fault of accessibility at $width px, dark: $dark", async (look) => {
    const page = await open(traffic.failed, "", look);
    await page.getByText("tool error").first().waitFor();
    await expectAccessible(page);
  });
});

/** Scrolls the tree from top to bottom in 60 frames; the longest frame in ms. */
const scrollThrough = `new Promise((done) => {
  const tree = document.querySelector("[role=tree]");
  const step = tree.scrollHeight / 60;
  let frames = 0, longest = 0, last = performance.now();
  tree.scrollTop = 0;
  const frame = (now) => {
    if (frames > 1) longest = Math.max(longest, now - last);
    last = now;
    if (frames++ === 60) return done(longest);
    tree.scrollTop = frames * step;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})`;
