import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, noBrowser, startBrowser, type TestBrowser } from "./browser.ts";
import { startTestServer, type TestServer } from "./server.ts";
import { otlpSpan, traceRequest } from "./spans.ts";

const minuteMs = 60_000;
const sections = ["keys", "people", "redaction", "retention", "review", "prices", "releases", "audit", "server"];

/** Traces of two releases over two hours: the newer one fails more often, is slower, and a user complains. */
async function sendTraffic(server: TestServer): Promise<{ bad: string }> {
  const now = Date.now();
  let bad = "";
  for (const release of ["1.0.0", "1.1.0"]) {
    const isNew = release === "1.1.0";
    const spans = Array.from({ length: 40 }, (_, index) =>
      otlpSpan({
        name: index % 3 === 0 ? "support.refund" : "support.chat",
        startMs: now - (isNew ? 60 : 120) * minuteMs + index * minuteMs,
        durationMs: isNew ? 2400 : 800,
        error: isNew && index % 4 === 0,
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.request.model": "gpt-4.1-mini",
          "gen_ai.usage.input_tokens": 900,
          "gen_ai.usage.output_tokens": 120,
          "input.value": "Where is my refund?",
          "output.value": "<img src=x onerror=alert(1)> It takes 5 business days.",
          "session.id": `session-${index % 5}`,
          "user.id": `user-${index % 7}`,
        },
      }),
    );
    bad = spans[1]?.traceId ?? "";
    const resource = {
      "service.name": "support",
      "service.version": release,
      "deployment.environment.name": "production",
    };
    expect((await server.post("/v1/traces", traceRequest(spans, resource))).status).toBe(200);
  }
  const complaint = { traceId: bad, name: "thumbs", score: 0, comment: "that is not my order" };
  expect((await server.post("/api/v1/feedback", complaint)).status).toBe(200);
  return { bad };
}

describe.skipIf(noBrowser !== "")(`the web app${noBrowser}`, () => {
  let server: TestServer;
  let browser: TestBrowser;

  beforeAll(async () => {
    server = await startTestServer();
    browser = await startBrowser(server);
    await sendTraffic(server);
    const cookie = await server.login();
    await server.post("/api/v1/projects", { name: "quiet" }, { cookie, authorization: "" });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });

  describe("login", () => {
    test("leads to the page that was asked for, and out again", async () => {
      const page = await browser.open("/settings/people", { stranger: true, expected: /401/ });
      await heading(page, "Log in").waitFor();
      await expectAccessible(page);
      await page.getByLabel("E-mail").fill(server.adminEmail);
      await page.getByLabel("Password").fill("not the password");
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByRole("alert").waitFor();
      await page.getByLabel("Password").fill(server.adminPassword);
      await page.keyboard.press("Enter");
      await heading(page, "People").waitFor();
      expect(new URL(page.url()).search).toBe("?project=test");

      await page.getByRole("button", { name: "You" }).click();
      await page.getByRole("button", { name: "Log out" }).click();
      await heading(page, "Log in").waitFor();
      await page.goto("/");
      await heading(page, "Log in").waitFor();
    });
  });

  describe("overview", () => {
    test("says the state first; every figure opens what it counts", async () => {
      const page = await browser.open("/?project=test");
      await page.getByRole("heading", { level: 2, name: "Error rate", exact: true }).waitFor();
      await page
        .getByRole("heading", { level: 1, name: /errors of 1\.1\.0 are 25% against 0% under 1\.0\.0.*80 traces/ })
        .waitFor();
      await page.getByRole("link", { name: /^Error rate:/ }).click();
      await page.waitForURL(/\/traces\?/);
      expect(new URL(page.url()).searchParams.get("status")).toBe("error");
      await page.goBack();
      await page.getByRole("heading", { level: 3, name: "1.1.0" }).getByRole("link").click();
      await page.waitForURL(/release=1\.1\.0/);
    });

    test("a stretch of a sparkline opens its traces, by drag and by keys", async () => {
      const page = await browser.open("/?project=test&range=6h");
      const line = page.getByRole("slider", { name: /latency/i }).first();
      await line.focus();
      for (const key of ["End", "ArrowLeft", "Shift+ArrowLeft"]) await page.keyboard.press(key);
      expect(await line.getAttribute("aria-valuetext")).toMatch(/n \d/);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/traces\?.*from=\d+&to=\d+/);
      await page.goBack();

      const box = await line.boundingBox();
      if (!box) throw new Error("the sparkline is not there");
      await page.mouse.move(box.x + box.width * 0.7, box.y + 10);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.95, box.y + 10, { steps: 4 });
      await page.mouse.up();
      await page.waitForURL(/\/traces\?.*from=\d+&to=\d+/);
      const search = new URL(page.url()).searchParams;
      expect(Number(search.get("to"))).toBeGreaterThan(Number(search.get("from")));
    });

    test("an item of the inbox is done in place, and stays done", async () => {
      const page = await browser.open("/?project=test");
      const inbox = page.locator(".inbox-item");
      await inbox.first().waitFor();
      const items = await inbox.count();
      await inbox.first().getByRole("button", { name: /^Done/ }).click();
      await expect.poll(() => inbox.count()).toBeLessThan(items);
      await page.reload();
      await page.getByRole("heading", { level: 2, name: "Inbox" }).waitFor();
      expect(await inbox.count()).toBeLessThan(items);
    });

    test("a chart has a table twin", async () => {
      const page = await browser.open("/?project=test");
      await page.getByRole("button", { name: "Traces as a table" }).click();
      await page.getByRole("dialog").getByRole("row").nth(1).waitFor();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    });

    test("without spans it gives the lines for each client, with a key made there, and shows the first span by itself", async () => {
      const page = await browser.open("/?project=quiet");
      await heading(page, "No spans yet").waitFor();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Create a key and put it in" }).click();
      await page.getByText("Waiting for the first span").waitFor();
      await page.getByRole("tab", { name: "Python" }).click();
      await page.getByRole("button", { name: "Copy Python settings" }).click();
      const copied: string = await page.evaluate("navigator.clipboard.readText()");
      const key = /Bearer (\S+?)"/.exec(copied)?.[1] ?? "";
      expect(key).toMatch(/^gl_pk_\w+:gl_sk_\w+$/);
      await page.getByRole("tab", { name: "curl" }).click();
      await page.getByRole("button", { name: "Copy curl settings" }).click();
      const command: string = await page.evaluate("navigator.clipboard.readText()");
      expect(command).toContain(key);
      await promisify(execFile)("sh", ["-c", command]);
      await page.getByRole("heading", { level: 2, name: "Newest releases" }).waitFor();
    });
  });

  describe("settings", () => {
    test("a key: its secret is shown once, its first span is waited for, and it is revoked after a question", async () => {
      const page = await browser.open("/settings/keys?project=test");
      await page.getByRole("button", { name: "Create a key" }).click();
      await page.getByLabel("Name").fill("staging");
      await page.getByRole("button", { name: "Create", exact: true }).click();
      const token = (await page.getByRole("region", { name: "Key", exact: true }).textContent()) ?? "";
      await expectAccessible(page);
      const headers = { authorization: `Bearer ${token}` };
      expect((await server.post("/v1/traces", traceRequest([otlpSpan()]), headers)).status).toBe(200);
      await page.getByText("First span received").waitFor();
      await page.getByRole("button", { name: "I have copied it" }).click();
      expect(await page.content()).not.toContain(token.split(":")[1]);

      await page.getByRole("button", { name: "Revoke staging" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
      await page.getByText("Revoked “staging”.").waitFor();
      expect((await server.post("/v1/traces", traceRequest([otlpSpan()]), headers)).status).toBe(401);
    });

    test("an invited person sets a password by the link and sees what the role allows", async () => {
      const page = await browser.open("/settings/people?project=test");
      await page.getByRole("button", { name: "Invite somebody" }).click();
      await page.getByLabel("E-mail").fill("li@example.com");
      await page.getByRole("button", { name: "Make the invitation" }).click();
      const link = (await page.getByRole("region", { name: "One-time link" }).textContent()) ?? "";
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByText("li@example.com").waitFor();

      const { pathname, search } = new URL(link);
      const theirs = await browser.open(pathname + search, { stranger: true, expected: /40[13]/ });
      await heading(theirs, "Accept your invitation").waitFor();
      await expectAccessible(theirs);
      await theirs.getByLabel("E-mail").fill("li@example.com");
      await theirs.getByLabel("Password").fill("a long enough password");
      await theirs.getByRole("button", { name: "Set the password" }).click();
      await theirs.getByRole("heading", { level: 2, name: "Error rate", exact: true }).waitFor();
      await theirs.goto("/settings/keys");
      await theirs.getByText("Your role in this project does not show this").waitFor();
    });

    test("redaction shows what it makes of a pasted text before it is saved", async () => {
      const page = await browser.open("/settings/redaction?project=test");
      await page.getByLabel("Paste a text").fill("Write to ana@example.com, order ORD-123456.");
      await page.getByRole("heading", { name: "What is stored" }).waitFor();
      const stored = page.locator(".redaction-text").last();
      await expect.poll(() => stored.textContent()).not.toContain("ana@example.com");
      await page.getByRole("button", { name: "Add a pattern" }).click();
      await page.getByLabel("Name").fill("order");
      await page.getByLabel("Regular expression").fill("ORD-\\d{6}");
      await expect.poll(() => stored.textContent()).not.toContain("ORD-123456");
      await expectAccessible(page);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("this project").waitFor();
      await page.getByRole("button", { name: "Back to the default" }).click();
      await page.getByText("Goldloop's default").waitFor();
    });

    test("retention, prices and markers are changed, and the audit log shows who changed what from what", async () => {
      const page = await browser.open("/settings/retention?project=test");
      await page.getByLabel("Days").fill("30");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("this project").waitFor();

      await page.goto("/settings/prices?project=test");
      await page.getByRole("button", { name: "Add a price" }).click();
      await page.getByLabel("Model").fill("house-model");
      await page.getByLabel("Input, $ a million", { exact: true }).fill("0.5");
      await page.getByLabel("Output, $ a million").fill("1.5");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("this project").waitFor();

      await page.goto("/settings/releases?project=test");
      await page.getByRole("textbox", { name: "Release" }).fill("1.2.0");
      await page.getByRole("button", { name: "Mark" }).click();
      await page.getByRole("cell", { name: "1.2.0" }).waitFor();

      await page.goto("/settings/audit?project=test");
      const change = page.locator(".audit-row", { hasText: "30" }).filter({ hasText: "retention" }).first();
      await change.locator("summary").click();
      expect(await change.locator("ins").first().textContent()).toContain("30");
      expect(await change.textContent()).toContain(server.adminEmail);
      await expectAccessible(page);
    });

    test("erasure asks for the id again, then removes every trace of a user", async () => {
      const page = await browser.open("/settings/retention?project=test");
      await page.getByLabel("Id", { exact: true }).fill("user-6");
      await page.getByRole("button", { name: "Erase …" }).click();
      const erase = page.getByRole("dialog").getByRole("button", { name: "Erase", exact: true });
      expect(await erase.isDisabled()).toBe(true);
      await page.getByLabel("Type the id again").fill("user-6");
      await erase.click();
      await page.getByText(/Erased \d+ traces/).waitFor();
      expect((await server.get("/api/v1/traces?user=user-6")).body.traces).toEqual([]);
    });

    test("the server's values are found by searching, each with where it comes from", async () => {
      const page = await browser.open("/settings/server?project=test");
      await page.getByRole("cell", { name: /GOLDLOOP_DATA\b/ }).waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("port");
      await expect.poll(() => page.getByRole("cell", { name: /GOLDLOOP_DATA\b/ }).count()).toBe(0);
      await page.getByRole("cell", { name: /GOLDLOOP_PORT/ }).waitFor();
    });
  });

  describe("keys", () => {
    test("? lists them, Ctrl+K finds pages, and none fires while typing", async () => {
      const page = await browser.open("/settings/keys?project=test");
      await page.getByRole("button", { name: "Create a key" }).waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).getByText("find anything").waitFor();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("/");
      await page.keyboard.type("?people");
      expect(await page.getByRole("dialog").count()).toBe(0);
      await page.keyboard.press("Control+k");
      await page.keyboard.type("audit");
      await expectAccessible(page);
      await page.keyboard.press("Enter");
      await heading(page, "Audit log").waitFor();
    });

    test("Escape goes back to where the page was scrolled", async () => {
      const page = await browser.open("/?project=test", { width: 390 });
      await page.getByRole("heading", { level: 2, name: "Inbox" }).waitFor();
      await page.evaluate("window.scrollTo(0, 600)");
      const scrolled = await page.evaluate("window.scrollY");
      await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Settings" }).click();
      await heading(page, "Keys").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("heading", { level: 2, name: "Inbox" }).waitFor();
      await expect.poll(() => page.evaluate("window.scrollY")).toBe(scrolled);
    });
  });

  test("the theme is chosen, kept, and there before the first paint", async () => {
    const page = await browser.open("/settings/server?project=test");
    await page.getByRole("button", { name: "Theme" }).click();
    await page.getByRole("button", { name: "Dark" }).click();
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    await expect.poll(ground).toBe("rgb(18, 21, 26)");
    await page.goto("/settings/server", { waitUntil: "commit" });
    await expect.poll(ground).toBe("rgb(18, 21, 26)");
  });

  test.each([
    { width: 1280, dark: false },
    { width: 390, dark: true },
  ])("no page has a serious fault of accessibility at $width px, dark: $dark", async (look) => {
    const page = await browser.open("/?project=test", look);
    for (const path of ["/", ...sections.map((name) => `/settings/${name}`)]) {
      await page.goto(`${path}?project=test`);
      await heading(page, /./).waitFor();
      await expect.poll(() => page.getByRole("status", { name: "Loading" }).count()).toBe(0);
      await expectAccessible(page);
    }
  });

  test.each([
    { width: 1280, dark: true },
    { width: 390, dark: false },
  ])("the overview has none at $width px, dark: $dark", async (look) => {
    const page = await browser.open("/?project=test", look);
    await page.getByRole("heading", { level: 2, name: "Inbox" }).waitFor();
    await expectAccessible(page);
  });
});

describe.skipIf(noBrowser !== "")(`a server without people${noBrowser}`, () => {
  test("leads to the one-time link, which makes the first admin and project", async () => {
    const server = await startTestServer({ init: false });
    const browser = await startBrowser(server);
    try {
      const page = await browser.open("/", { stranger: true, expected: /401/ });
      await page.getByRole("heading", { name: "Nobody has an account yet" }).waitFor();
      const { pathname, search } = new URL(server.setupLink ?? "");
      const refused = async (link: string) => {
        const other = await browser.open(link, { stranger: true, expected: /403/ });
        await other.getByRole("heading", { name: "This link cannot be used" }).waitFor();
        expect(await other.getByLabel("Password").count()).toBe(0);
        await expectAccessible(other);
      };
      await refused("/setup?token=wrong");
      await page.goto(pathname + search);
      await page.getByLabel("E-mail").fill("first@example.com");
      await page.getByLabel("Password").fill("short");
      await page.getByText("7 more characters are needed").waitFor();
      await page.getByLabel("Password").fill("a long enough password");
      await page.getByLabel("First project").fill("support");
      await expectAccessible(page);
      await page.getByRole("button", { name: "Make the account" }).click();
      await page.getByRole("heading", { name: "No spans yet" }).waitFor();
      expect(new URL(page.url()).searchParams.get("project")).toBe("support");
      await refused(pathname + search);
    } finally {
      await browser.close();
      await server.remove();
    }
  });
});
