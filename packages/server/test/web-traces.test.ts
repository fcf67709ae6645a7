import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, noBrowser, startBrowser, type TestBrowser } from "./browser.ts";
import { startTestServer, type TestServer } from "./server.ts";
import { otlpSpan, traceRequest } from "./spans.ts";
import { sendTraffic, type Traffic } from "./web-traffic.ts";

describe.skipIf(noBrowser !== "")(`lists and signals in the web app${noBrowser}`, () => {
  let server: TestServer;
  let browser: TestBrowser;
  let traffic: Traffic;

  beforeAll(async () => {
    server = await startTestServer();
    browser = await startBrowser(server);
    traffic = await sendTraffic(server);
    const cookie = await server.login();
    await server.post("/api/v1/projects", { name: "quiet" }, { cookie, authorization: "" });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  const grid = (page: Page) => page.getByRole("grid", { name: "Traces" });
  const rows = (page: Page) =>
    grid(page)
      .getByRole("row")
      .filter({ has: page.getByRole("gridcell") });
  const cells = (page: Page, column: string) => page.locator(`.trace-line .trace-${column}`).allInnerTexts();
  const chip = (page: Page, text: string) => page.getByRole("button", { name: `Remove filter ${text}` });
  const total = (page: Page) => page.locator(".list-total").innerText();
  const search = (page: Page) => new URL(page.url()).searchParams;
  /** Where the list is scrolled to, and the row under the cursor. */
  const place = (page: Page) =>
    page.evaluate<[number, string]>(
      "[document.querySelector('.trace-grid').scrollTop, document.querySelector('.trace-at .trace-link').textContent]",
    );

  describe("traces", () => {
    test("stand newest first, with counts beside and above; only rows in view are in the page", async () => {
      const page = await browser.open("/traces?project=test");
      await rows(page).first().waitFor();
      await expect.poll(() => total(page)).toContain("302 traces");
      expect(await rows(page).count()).toBeLessThan(60);
      expect((await cells(page, "text"))[1]).toContain("Where is my refund for order 8000?");
      const routes = page.getByRole("region", { name: "Facets" }).getByRole("region", { name: "Route" });
      await routes.getByRole("button", { name: /support\.chat\s*100/ }).click();
      await chip(page, "route: support.chat").waitFor();
      await expect.poll(() => total(page)).toContain("100 traces");
      await expect.poll(async () => [...new Set(await cells(page, "route"))]).toEqual(["support.chat"]);
    });

    test("are filtered by the address; a chip takes its filter away", async () => {
      const page = await browser.open("/traces?project=test&route=support.refund&status=error");
      await chip(page, "status: error").waitFor();
      await expect.poll(() => total(page)).toContain("10 traces");
      await chip(page, "route: support.refund").click();
      await expect.poll(() => total(page)).toContain("31 traces");
      expect([...search(page).keys()].toSorted()).toEqual(["project", "status"]);
    });

    test("a filter of the address that cannot be read is left out, with the reason and a button that drops it", async () => {
      const page = await browser.open("/traces?project=test&route=support.refund&attribute=x");
      await page.getByText("attribute: x is left out: attribute: is written key=value").waitFor();
      await expect.poll(() => total(page)).toContain("100 traces");
      await expectAccessible(page);
      await page.getByRole("button", { name: "Drop attribute: x" }).click();
      await expect.poll(() => [...search(page).keys()].toSorted()).toEqual(["project", "route"]);
      await page.goto("/sessions?project=test&kind=odd");
      await page.getByText("kind: odd is left out").waitFor();
      await page.locator(".session-row:not(.session-titles)").first().waitFor();
    });

    test("one whose root has not arrived says the same in the list and in its tree", async () => {
      const startMs = Date.now() - 20 * 86_400_000;
      const orphan = otlpSpan({ name: "lost", parentSpanId: "00f067aa0ba902b7", startMs });
      expect((await server.post("/v1/traces", traceRequest([orphan]))).status).toBe(200);
      const page = await browser.open(`/traces?project=test&from=${startMs - 1000}&to=${startMs + 1000}`);
      await rows(page).first().waitFor();
      expect(await cells(page, "route")).toEqual(["lost (parent missing)"]);
      await page.goto(`/traces/${orphan.traceId}?project=test&near=${startMs}`);
      await page.getByRole("treeitem").getByText("(parent missing)").waitFor();
    });

    test("are filtered by typing, with suggestions and clear faults", async () => {
      const page = await browser.open("/traces?project=test");
      await rows(page).first().waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("route:");
      await page.getByRole("option", { name: /order\.status/ }).waitFor();
      await page.keyboard.type("order");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await chip(page, "route: order.status").waitFor();
      await page.keyboard.type("latency>fast");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("latency> needs a number").waitFor();
      await page.keyboard.press("Control+a");
      await page.keyboard.type("latency>1s status:ok");
      await page.keyboard.press("Enter");
      await chip(page, "latency > 1 s").waitFor();
      expect(search(page).get("minLatencyMs")).toBe("1000");
      await page.keyboard.press("Backspace");
      await expect.poll(() => chip(page, "latency > 1 s").count()).toBe(0);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      await expect.poll(() => chip(page, "route: order.status").count()).toBe(1);
    });

    test("words find traces, and where nothing is found the page says which filter to drop", async () => {
      // The large trace has a question 8017 too: all words must stand in one text.
      const page = await browser.open("/traces?project=test&text=refund%208017");
      await expect.poll(() => total(page)).toBe("1 trace");
      await page.goto("/traces?project=test&route=order.status&text=zebra");
      await page.getByRole("heading", { name: "No traces here" }).waitFor();
      await page.getByText("100 traces").waitFor();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Drop “zebra”" }).click();
      await rows(page).first().waitFor();
    });

    test("Escape comes back to the row and the scroll position that were left", async () => {
      const page = await browser.open("/traces?project=test");
      await rows(page).first().waitFor();
      for (let press = 0; press < 45; press++) await page.keyboard.press("j");
      await page.keyboard.press("k");
      const before = await place(page);
      expect(before[0]).toBeGreaterThan(500);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
      await page.getByRole("tree").waitFor();
      await page.keyboard.press("n");
      await page.keyboard.press("Escape");
      await page.waitForURL(/\/traces\?/);
      await expect.poll(() => place(page)).toEqual(before);
    });

    test("Space peeks, and the peek follows the cursor", async () => {
      const page = await browser.open("/traces?project=test&route=support.refund");
      await rows(page).first().waitFor();
      await page.keyboard.press(" ");
      const peek = page.getByRole("complementary", { name: "support.refund" });
      await peek.getByText("Where is my refund for order 8001?").waitFor();
      await page.keyboard.press("j");
      await peek.getByText("Where is my refund for order 8004?").waitFor();
      expect(search(page).get("peek")).toBe(traffic.failed);
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await expect.poll(() => peek.count()).toBe(0);
      expect(page.url()).toMatch(/\/traces\?/);
    });

    test("f filters by the cell under the cursor", async () => {
      const page = await browser.open("/traces?project=test&route=support.refund");
      await rows(page).first().waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("l");
      await page.keyboard.press("f");
      await chip(page, "model: gpt-4.1-mini").waitFor();
    });

    test("x selects; two are compared, and any number exported whole", async () => {
      const page = await browser.open("/traces?project=test&route=support.refund");
      await rows(page).first().waitFor();
      for (const key of ["x", "j", "x"]) await page.keyboard.press(key);
      const bar = page.getByRole("region", { name: "Selected traces" });
      await bar.getByText("2 selected").waitFor();
      const saving = page.waitForEvent("download");
      await bar.getByRole("button", { name: "Export JSONL" }).click();
      const stream = await (await saving).createReadStream();
      let text = "";
      for await (const part of stream) text += String(part);
      const saved = text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(saved.map((trace) => trace.spans.length)).toEqual([4, 4]);
      await bar.getByRole("button", { name: "Compare" }).click();
      await page.getByRole("heading", { name: "Two traces" }).waitFor();
    });

    test("a stretch of the histogram is zoomed into, by keys and by dragging; its table is the same", async () => {
      const page = await browser.open("/traces?project=test&range=6h");
      const bars = page.getByRole("slider", { name: "Traces over time" });
      await bars.focus();
      for (const key of ["End", "ArrowLeft", "Shift+ArrowLeft", "Enter"]) await page.keyboard.press(key);
      await page.waitForURL(/from=\d+&to=\d+/);
      await page.keyboard.press("Escape");
      await page.waitForURL(/range=6h/);
      const box = await bars.boundingBox();
      if (!box) throw new Error("no histogram");
      await page.mouse.move(box.x + box.width * 0.3, box.y + 20);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 4 });
      await page.mouse.up();
      await page.waitForURL(/from=\d+&to=\d+/);
      const hours = (Number(search(page).get("to")) - Number(search(page).get("from"))) / 3_600_000;
      expect(hours).toBeGreaterThan(1.5);
      expect(hours).toBeLessThan(2.5);
      await page.getByRole("button", { name: "Table of traces over time" }).click();
      await page.getByRole("dialog").getByRole("row").nth(1).waitFor();
    });

    test("are ordered by latency, largest first", async () => {
      const page = await browser.open("/traces?project=test");
      await page.getByRole("button", { name: "Latency" }).click();
      await page.waitForURL(/sort=latency/);
      await expect.poll(async () => (await cells(page, "latency"))[0]).toBe("20 s");
    });

    test("new ones wait behind a button instead of moving the list", async () => {
      const page = await browser.open("/traces?project=test&route=newcomer&route=harmful");
      await rows(page).first().waitFor();
      const sent = await server.post(
        "/v1/traces",
        traceRequest([otlpSpan({ name: "newcomer", startMs: Date.now() - 500 })]),
      );
      expect(sent.status).toBe(200);
      // Coming back to the tab asks at once.
      await expect
        .poll(async () => {
          await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
          return page.getByRole("button", { name: "1 new" }).count();
        })
        .toBe(1);
      expect(await cells(page, "route")).toEqual(["harmful"]);
      await page.getByRole("button", { name: "1 new" }).click();
      await expect.poll(() => cells(page, "route")).toEqual(["newcomer", "harmful"]);
    });

    test("in a project without spans the page says how to send one", async () => {
      const page = await browser.open("/traces?project=quiet");
      await page.getByRole("heading", { name: "Traces of your application belong here" }).waitFor();
      await expectAccessible(page);
    });

    test("at 390 px facets are a sheet and a peek covers the page", async () => {
      const page = await browser.open("/traces?project=test", { width: 390 });
      await rows(page).first().waitFor();
      await page.getByRole("button", { name: "Facets" }).click();
      await page
        .getByRole("dialog", { name: "Facets" })
        .getByRole("button", { name: /support\.refund/ })
        .click();
      await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
      await page.getByRole("button", { name: "Facets, 1 on" }).waitFor();
      await page.goto(`/traces?project=test&peek=${traffic.failed}`);
      const peek = page.getByRole("complementary", { name: "support.refund" });
      await peek.getByText("order 8004?").waitFor();
      const box = await peek.boundingBox();
      expect(box).toMatchObject({ x: 0, width: 390 });
    });
  });

  describe("sessions", () => {
    test("one is read as a chat whose turns open their traces", async () => {
      const page = await browser.open("/sessions?project=test");
      await page.getByRole("link", { name: /order 8002\?.*business days/ }).waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("session:session-1");
      await page.keyboard.press("Enter");
      await page.getByRole("link", { name: /Where is my refund for order 8005\?/ }).click();
      await page.getByRole("heading", { name: "Session session-1" }).waitFor();
      const asked = await page.getByRole("group", { name: "Input" }).allInnerTexts();
      expect(asked).toEqual([5, 4, 3].map((index) => `Where is my refund for order ${8000 + index}?`));
      await page.getByText("that is not my order").waitFor();
      await page.getByRole("link", { name: "support.refund" }).click();
      await page.waitForURL(new RegExp(`/traces/${traffic.failed}`));
    });
  });

  describe("signals", () => {
    test("one crosshair goes through all of them; dragging opens the traces that explain one", async () => {
      const page = await browser.open("/signals?project=test&range=6h");
      const signal = (name: string) => page.getByRole("listitem", { name, exact: true });
      const chart = signal("Error rate").getByRole("slider");
      await chart.waitFor();
      await signal("Latency").getByRole("slider").waitFor();
      await chart.focus();
      for (const key of ["End", "ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
      const time = await signal("Error rate").locator(".signal-at").innerText();
      expect(time).toMatch(/^\d\d:\d\d/);
      expect(await signal("Latency").locator(".signal-at").innerText()).toBe(time);
      expect(await signal("Latency").locator(".signal-value").innerText()).toMatch(/ s$| ms$/);
      // A chart that is drawn anew takes nothing from the others and shows it too.
      const p95 = await signal("Latency").locator(".signal-value").innerText();
      await page.getByLabel("Statistic of Latency").selectOption("p50");
      await expect.poll(() => signal("Latency").locator(".signal-value").innerText()).not.toBe(p95);
      for (const name of ["Error rate", "Latency"]) {
        expect(await signal(name).locator(".signal-at").innerText()).toBe(time);
      }
      const box = await chart.boundingBox();
      if (!box) throw new Error("no chart");
      await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.8, box.y + 60, { steps: 5 });
      await page.mouse.up();
      await page.waitForURL(/\/traces\?.*status=error/);
      expect(Number(search(page).get("from"))).toBeLessThan(Number(search(page).get("to")));
      await rows(page).first().waitFor();
    });

    test("groups are lines; the legend shows one alone, T shows tables, and the address holds it", async () => {
      const page = await browser.open("/signals?project=test&range=6h&groupBy=route");
      const errors = page.getByRole("listitem", { name: "Error rate", exact: true });
      await errors.getByRole("button", { name: /support\.refund/ }).click();
      await page.waitForURL(/only=support\.refund/);
      await page.keyboard.press("T");
      await page.waitForURL(/table=true/);
      await errors.getByRole("columnheader", { name: "support.refund", exact: true }).waitFor();
      await expectAccessible(page);
      await page.getByLabel("Group by").selectOption("none");
      await page.getByRole("button", { name: "Last week" }).click();
      await page.waitForURL(/overlay=week/);
      await page.getByLabel("Statistic of Latency").selectOption("p50");
      await page.waitForURL(/statistic=latencyMs:p50/);
      await errors.getByRole("link", { name: /open its traces/ }).click();
      await page.waitForURL(/\/traces\?.*status=error/);
    });
  });

  describe.each([
    { width: 1280, dark: false },
    { width: 390, dark: true },
    { width: 1280, dark: true },
    { width: 390, dark: false },
  ])("at $width px, dark: $dark", (look) => {
    test.each(["/traces", "/sessions", "/sessions/session-1", "/signals"])(
      "%s has no serious fault of accessibility",
      async (path) => {
        const page = await browser.open(`${path}?project=test&range=6h`, look);
        await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
        await expect.poll(() => page.getByRole("status", { name: /^Loading/ }).count()).toBe(0);
        await expectAccessible(page);
      },
    );
  });
});
