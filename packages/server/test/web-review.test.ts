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
  let admin: Record<string, string>;

  beforeAll(async () => {
    server = await startTestServer();
    browser = await startBrowser(server);
    admin = { cookie: await server.login(), origin: server.url };
    const spans = Array.from({ length: failing }, (_, at) => visit(at + 1)).flat();
    expect((await server.post("/v1/traces", traceRequest(spans))).status).toBe(200);
    await vi.waitUntil(async () => (await reviews("/groups")).groups.length === 2, { timeout: 60_000, interval: 500 });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  const reviews = async (path: string) => (await server.get(`/api/v1/reviews${path}`)).body;
  /** For looking at, where GOLDLOOP_TEST_PICTURES says. */
  const picture = async (page: Page, name: string) => {
    const folder = process.env["GOLDLOOP_TEST_PICTURES"];
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: `${folder}/${name.replaceAll(/\W+/g, "-")}.png`, fullPage: true });
  };
  /** The id of the trace at hand. */
  const traceAt = async (page: Page) =>
    /traces\/([0-9a-f]{32})/.exec((await page.locator(".review-head a").first().getAttribute("href")) ?? "")?.[1] ?? "";
  const left = (page: Page, count: number) => page.getByText(`${count} left`).waitFor();

  test("is accessible in both themes, wide and narrow, with data and without", async () => {
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
        await picture(page, `${path}-${width}`);
      }
    }
  });

  test("a group shows how many are alike, and opens them", async () => {
    const page = await browser.open("/review?show=groups");
    const group = page.getByRole("listitem").filter({ hasText: "gift cards" });
    await group.getByText("9").first().waitFor();
    await group.getByRole("img", { name: "9 in the last 7 days, 0 in the 7 before" }).waitFor();
    await group.getByRole("link", { name: "Review" }).click();
    await page.getByText(/Only failures of one group: “Do you sell gift cards/).waitFor();
    await left(page, 9);
    expect(new URL(page.url()).searchParams.get("group")).not.toBeNull();
    await page.getByRole("link", { name: "All failures" }).click();
    await left(page, failing);
    // From a trace to those that are alike.
    const alike = page.getByRole("link", { name: /one of \d+ alike/ });
    const [count] = /\d+/.exec((await alike.textContent()) ?? "") ?? [];
    await alike.click();
    await page.getByText("Only failures of one group").waitFor();
    await left(page, Number(count));
  });

  test("a viewer reads one trace after another, and labels none", async () => {
    const email = "vera@example.com";
    const invited = await server.post(
      "/api/v1/people?project=test",
      { email, role: "viewer", project: "test" },
      { ...admin, authorization: "" },
    );
    const token = new URL(invited.body.link).searchParams.get("token");
    const password = "a long enough password";
    await server.post("/api/v1/setup", { token, email, password }, { authorization: "" });

    const page = await browser.open("/review", { stranger: true, expected: /401/ });
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.keyboard.press("Enter");
    await page.getByText("Labelling needs the role of a reviewer").waitFor();
    expect(await page.getByRole("button", { name: "2 wrong" }).isDisabled()).toBe(true);
    const first = await traceAt(page);
    await page.keyboard.press("2");
    await page.keyboard.press("s");
    await vi.waitUntil(async () => (await traceAt(page)) !== first, { timeout: 30_000 });
    expect((await reviews("?state=done")).items).toEqual([]);
    expect((await reviews("?limit=50")).items.every((item: any) => item.reservedBy !== email)).toBe(true);
    await page.goto("/settings/review");
    await page.getByText("Only an admin of the project changes these.").waitFor();
    expect(await page.getByLabel("Rubric").isDisabled()).toBe(true);
  });

  test("twenty items with the keyboard alone: two taken back, a note, a correction, one skipped, one opened", async () => {
    const page = await browser.open("/review");
    await left(page, failing);
    const typed = new Map<string, string>();
    const label = async (key: "1" | "2" | "3", rest: number) => {
      typed.set(await traceAt(page), { 1: "right", 2: "wrong", 3: "incomplete" }[key]);
      await page.keyboard.press(key);
      await left(page, rest);
    };
    await label("2", 19);
    await label("1", 18);
    await page.getByText("Last one: right").waitFor();
    await page.keyboard.press("u");
    await left(page, 19);
    await page.getByText("Taken back: right").waitFor();
    await page.keyboard.press("u");
    await left(page, 20);
    await label("1", 19);
    await label("3", 18);

    await page.keyboard.press("n");
    // Keys do not fire while typing.
    await page.keyboard.type("2 orders, unclear 1");
    await page.keyboard.press("Escape");
    const noted = await traceAt(page);
    await label("2", 17);
    await page.keyboard.press("e");
    await page.keyboard.type("Order 104 is on its way.");
    await page.keyboard.press("Escape");
    const corrected = await traceAt(page);

    // A look at the whole trace loses neither what was typed nor the way back.
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/traces/${corrected}`));
    await page.getByRole("heading", { level: 1, name: /support.chat/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("3 labelled in this sitting").waitFor();
    expect(await traceAt(page)).toBe(corrected);
    expect(await page.getByLabel("Correction (e)").inputValue()).toBe("Order 104 is on its way.");
    await label("2", 16);
    await page.keyboard.press("u");
    await left(page, 17);
    expect(await page.getByLabel("Correction (e)").inputValue()).toBe("Order 104 is on its way.");
    await label("2", 16);

    // A key that is held down labels one trace and no other.
    typed.set(await traceAt(page), "incomplete");
    await page.keyboard.down("3");
    await left(page, 15);
    await page.keyboard.down("3");
    await page.keyboard.up("3");
    await label("1", 14);

    // Left for later, it comes once the others are done.
    const skipped = await traceAt(page);
    await page.keyboard.press("s");
    await vi.waitUntil(async () => (await traceAt(page)) !== skipped, { timeout: 30_000 });
    for (let rest = 13; rest > 0; rest--) await label(rest % 2 === 0 ? "1" : "2", rest);
    const show = page.getByRole("button", { name: "Show skipped ones again" });
    await show.waitFor();
    for (let tabs = 0; tabs < 40 && !(await show.evaluate("one => one === document.activeElement")); tabs++)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Label", exact: true }).waitFor();
    expect(await traceAt(page)).toBe(skipped);
    await page.keyboard.press("1");
    typed.set(skipped, "right");
    await page.getByRole("heading", { name: "No failure is open" }).waitFor();
    await expectAccessible(page);

    const { items } = await reviews("?state=done&limit=50");
    const said = (item: any) => item.answers.map((one: any) => [item.traceId, one.label]);
    expect(typed.size).toBe(failing);
    expect(new Map(items.flatMap(said))).toEqual(typed);
    const answers = items.flatMap((item: any) => item.answers.map((one: any) => ({ ...one, traceId: item.traceId })));
    expect(answers.filter((one: any) => one.note !== undefined)).toEqual([
      expect.objectContaining({ traceId: noted, note: "2 orders, unclear 1" }),
    ]);
    expect(answers.filter((one: any) => one.correction !== undefined)).toEqual([
      expect.objectContaining({ traceId: corrected, correction: "Order 104 is on its way." }),
    ]);
    expect(answers.every((one: any) => one.reviewer === server.adminEmail)).toBe(true);
  });

  test("somebody else's trace is left to them, and what they said is seen once one has labelled", async () => {
    const asAdmin = { ...admin, authorization: "" };
    await server.post("/api/v1/projects", { name: "drawn" }, asAdmin);
    const made = await server.post("/api/v1/keys?project=drawn", { name: "bo", scope: "full" }, asAdmin);
    const bo = { authorization: `Bearer ${made.body.token}` };
    const asked = async (path: string) => (await server.get(`/api/v1/reviews${path}`, bo)).body;
    const setup = { ...(await asked("/setup")), rubric: "It names the right order.", sampleRate: 1, reviewers: 2 };
    const path = "/api/v1/reviews/setup?project=drawn";
    expect((await server.request("PUT", path, { headers: asAdmin, body: setup })).status).toBe(200);

    // Nothing was sent: each page says what belongs there.
    const page = await browser.open("/review?project=drawn", { expected: /409/ });
    for (const [tab, empty] of [
      ["Groups", "No failures yet"],
      ["Failures", "No failure is open"],
      ["Random sample", "No trace of the sample is open"],
    ] as const) {
      await page.getByRole("tab", { name: tab }).click();
      await page.getByRole("heading", { name: empty }).waitFor();
      await expectAccessible(page);
      await picture(page, `empty-${tab}`);
    }

    await server.post("/v1/traces", traceRequest([otlpSpan({ name: "support.drawn" })]), bo);
    // It is seen without a reload.
    await page.getByText("1 left").waitFor({ timeout: 60_000 });
    await page.getByText("It names the right order.").waitFor();
    await page.keyboard.press("n");
    await page.keyboard.type("seen");
    await page.keyboard.press("Escape");
    await page.keyboard.press("1");
    await page.getByRole("heading", { name: "No trace of the sample is open" }).waitFor();

    const theirs = (await server.post("/api/v1/reviews/next", { queue: "sample" }, bo)).body.item;
    expect(theirs.answers).toEqual([]);
    await page.keyboard.press("u");
    await left(page, 1);
    await page.keyboard.press("2");
    const alert = page.getByRole("alert");
    await alert.getByText(`${theirs.reservedBy} has it at hand`).waitFor();
    await alert.getByRole("button", { name: "Take the next one" }).waitFor();
    expect(await page.getByLabel("Note (n)").inputValue()).toBe("seen");
    await expectAccessible(page);
    await picture(page, "taken");

    const answer = { headers: bo, body: { label: "unsafe" } };
    expect((await server.request("PUT", `/api/v1/reviews/${theirs.id}/answer`, answer)).status).toBe(200);
    expect(await page.getByText(/said unsafe/).count()).toBe(0);
    await page.keyboard.press("2");
    await page.getByText(`Last one: wrong; ${theirs.reservedBy} said unsafe`).waitFor();
    expect((await asked("?queue=sample&state=done")).items).toHaveLength(1);
    await page.getByRole("tab", { name: "Agreement" }).click();
    await page.getByText(/0% of pairs of labels are the same, over 1 trace/).waitFor();
    await expectAccessible(page);
    await picture(page, "agreement");
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Random sample" }).click();
    expect((await download).suggestedFilename()).toMatch(/\.jsonl$/);
  }, 120_000);

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
    await open.keyboard.press("?");
    await open.getByRole("dialog").getByText("add the trace to review").waitFor();

    const settings = await browser.open("/settings/review");
    await settings.getByLabel("Label 1", { exact: true }).fill("wrong");
    await settings.getByText("There is a label of this name.").waitFor();
    await settings.getByLabel("Label 1", { exact: true }).fill("perfect");
    await settings.getByLabel("Low scores").fill("helpfulness < 0.5");
    await settings.getByLabel("Share of traces, %").fill("101");
    await settings.getByText("From 0 to 100.").waitFor();
    await settings.getByLabel("Share of traces, %").fill("10");
    await settings.getByRole("button", { name: "Save" }).click();
    await settings.getByText("Saved.").waitFor();
    const setup = await reviews("/setup");
    expect(setup.labels[0].name).toBe("perfect");
    expect(setup.rules.scores).toEqual(["helpfulness<0.5"]);
    expect(setup.sampleRate).toBe(0.1);

    const page = await browser.open("/review");
    await page.getByRole("button", { name: "1 perfect" }).waitFor();
    await page.keyboard.press("?");
    for (const does of ["label: perfect", "take back the last label", "open the whole trace", "leave it for later"])
      await page.getByRole("dialog").getByText(does).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "1 perfect" }).click();
    await page.getByRole("heading", { name: "No failure is open" }).waitFor();
  });
});
