import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { expectAccessible, noBrowser, startBrowser, type TestBrowser } from "./browser.ts";
import { startTestServer, type TestServer } from "./server.ts";
import { otlpSpan, traceRequest, type OtlpSpan } from "./spans.ts";

const failing = 20;

/** A visit whose tool call failed, the newer the smaller its number. */
function visit(number: number): OtlpSpan[] {
  const root = otlpSpan({
    name: "support.chat",
    startMs: Date.now() - number * 60_000,
    attributes: {
      "gen_ai.operation.name": "invoke_agent",
      "input.value": number < 12 ? `Where is order ${100 + number}?` : `Do you sell gift cards, ${number}?`,
      "output.value": "Something went wrong.",
    },
  });
  const tool = otlpSpan({
    name: "execute_tool look_up_order",
    traceId: root.traceId,
    parentSpanId: root.spanId,
    startMs: Date.now() - number * 60_000,
    attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "look_up_order" },
  });
  return [root, { ...tool, status: { code: 2, message: `order ${100 + number} is not known` } }];
}

describe.skipIf(noBrowser !== "")(`review in the web app${noBrowser}`, () => {
  let server: TestServer;
  let browser: TestBrowser;

  beforeAll(async () => {
    server = await startTestServer();
    browser = await startBrowser(server);
    const spans = Array.from({ length: failing }, (_, at) => visit(at + 1)).flat();
    expect((await server.post("/v1/traces", traceRequest(spans))).status).toBe(200);
    await vi.waitUntil(async () => (await reviews("/groups")).groups.length === 2, { timeout: 60_000, interval: 500 });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  const reviews = async (path: string) => (await server.get(`/api/v1/reviews${path}`)).body;
  const left = (page: Page, count: number) => page.getByText(`${count} left`).waitFor();

  test("is accessible in both themes, wide and narrow, with data and without", async () => {
    const folder = process.env["GOLDLOOP_TEST_PICTURES"];
    for (const [width, dark] of [
      [1280, false],
      [390, true],
    ] as const) {
      for (const path of [
        "/review",
        "/review?show=groups",
        "/review?queue=sample",
        "/review?show=agreement",
        "/settings/review",
      ]) {
        const page = await browser.open(path, { width, dark });
        await page.getByRole("heading", { level: 1, name: "Review" }).waitFor();
        await page.locator(".skeleton").waitFor({ state: "detached" });
        await expectAccessible(page);
        if (folder === undefined) continue;
        mkdirSync(folder, { recursive: true });
        await page.screenshot({ path: `${folder}/${path.replaceAll(/\W+/g, "-")}-${width}.png`, fullPage: true });
      }
    }
  });

  test("a group shows how many are alike, and opens them", async () => {
    const page = await browser.open("/review?show=groups");
    const group = page.getByRole("listitem").filter({ hasText: "gift cards" });
    await group.getByText("9").first().waitFor();
    await group.getByRole("img", { name: "9 in the last 7 days, 0 in the 7 before" }).waitFor();
    await group.getByRole("link", { name: "Review" }).click();
    await page.getByText("Only failures of one group.").waitFor();
    await left(page, 9);
    await page.getByRole("link", { name: "All failures" }).click();
    await left(page, failing);
  });

  test("twenty items with the keyboard alone, one taken back, one with a note, one with a correction", async () => {
    const page = await browser.open("/review");
    await left(page, failing);
    const typed: string[] = [];
    const label = async (key: "1" | "2" | "3", rest: number) => {
      typed.push({ 1: "right", 2: "wrong", 3: "incomplete" }[key]);
      await page.keyboard.press(key);
      await left(page, rest);
    };
    await label("2", 19);
    await label("1", 18);
    await page.keyboard.press("u");
    await left(page, 19);
    typed.pop();
    await label("3", 18);

    await page.keyboard.press("n");
    // Keys do not fire while typing.
    await page.keyboard.type("2 orders, unclear 1");
    await page.keyboard.press("Escape");
    await label("2", 17);
    await page.keyboard.press("e");
    await page.keyboard.type("Order 104 is on its way.");
    await page.keyboard.press("Escape");
    await label("2", 16);

    // Left for later, it comes once the others are done.
    const shown = page.locator(".review-head a");
    const skipped = await shown.getAttribute("href");
    await page.keyboard.press("s");
    await vi.waitUntil(async () => (await shown.getAttribute("href")) !== skipped, { timeout: 30_000 });
    for (let rest = 15; rest > 0; rest--) await label(rest % 2 === 0 ? "1" : "2", rest);
    await page.getByRole("button", { name: "Show skipped ones again" }).waitFor();
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Show skipped ones again" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Label", exact: true }).waitFor();
    await page.keyboard.press("1");
    typed.push("right");
    await page.getByRole("heading", { name: "No failure is open" }).waitFor();

    const { items } = await reviews("?state=done&limit=50");
    expect(items).toHaveLength(failing);
    const answers = items.flatMap((item: any) => item.answers);
    expect(answers.map((one: any) => one.label).toSorted()).toEqual(typed.toSorted());
    expect(answers.filter((one: any) => one.note === "2 orders, unclear 1")).toHaveLength(1);
    expect(answers.filter((one: any) => one.correction === "Order 104 is on its way.")).toHaveLength(1);
    expect(answers.every((one: any) => one.reviewer === server.adminEmail)).toBe(true);
  });

  test("traces are added from the list and from an open trace, and the labels are changed in the settings", async () => {
    const fine = otlpSpan({ name: "support.fine" });
    await server.post("/v1/traces", traceRequest([fine]));
    const list = await browser.open("/traces?route=support.fine");
    await list.getByRole("grid").getByText("support.fine").first().waitFor();
    await list.keyboard.press("j");
    await list.keyboard.press("x");
    await list.getByRole("button", { name: "Add to review" }).click();
    await list.getByText("1 trace added to review").waitFor();
    const open = await browser.open(`/traces/${fine.traceId}`);
    await open.getByRole("button", { name: "Review R" }).waitFor();
    await open.keyboard.press("R");
    await open.getByText("1 trace was there before").waitFor();

    const settings = await browser.open("/settings/review");
    await settings.getByLabel("Label 1", { exact: true }).fill("wrong");
    await settings.getByText("There is a label of this name.").waitFor();
    await settings.getByLabel("Label 1", { exact: true }).fill("perfect");
    await settings.getByLabel("Low scores").fill("helpfulness < 0.5");
    await settings.getByLabel("Share of traces, %").fill("10");
    await settings.getByRole("button", { name: "Save" }).click();
    await settings.getByText("Saved.").waitFor();
    const setup = await reviews("/setup");
    expect(setup.labels[0].name).toBe("perfect");
    expect(setup.rules.scores).toEqual(["helpfulness<0.5"]);
    expect(setup.sampleRate).toBe(0.1);

    const page = await browser.open("/review");
    await page.getByRole("button", { name: "1 perfect" }).click();
    await page.getByRole("heading", { name: "No failure is open" }).waitFor();
  });
});
