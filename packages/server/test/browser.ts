import { existsSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import type { TestServer } from "./server.ts";

const executablePath = "/usr/bin/chromium";

/** Why tests in a browser cannot run here, for their names; empty when they can. */
export const noBrowser = existsSync(executablePath) ? "" : ` (skipped: no ${executablePath})`;

export interface OpenOptions {
  /** 1280 unless given; below 500 it is a phone with touch. */
  width?: number;
  dark?: boolean;
  /** Not logged in. */
  stranger?: boolean;
  /** Faults that the test brings about itself: refused requests, mostly. */
  expected?: RegExp;
}

export interface TestBrowser {
  /**
   * Opens an address of the server, logged in as its admin, with a context of its own. The test fails when the page threw, wrote an
   * error to the console (policy violations are among them), asked another host, or was refused a request.
   */
  open(path: string, options?: OpenOptions): Promise<Page>;
  close(): Promise<void>;
}

/** One Chromium for a test file. */
export async function startBrowser(server: TestServer): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-background-networking"],
  });
  // Hashing a password is slow on purpose: one session serves every page.
  let session: Promise<string> | undefined;
  return {
    close: () => browser.close(),
    async open(path, { width = 1280, dark = false, stranger = false, expected } = {}) {
      const context = await browser.newContext({
        baseURL: server.url,
        viewport: { width, height: width < 500 ? 844 : 800 },
        colorScheme: dark ? "dark" : "light",
        hasTouch: width < 500,
        reducedMotion: "reduce",
        permissions: ["clipboard-read", "clipboard-write"],
      });
      if (!stranger) {
        const [name = "", ...value] = (await (session ??= server.login())).split("=");
        await context.addCookies([{ name, value: value.join("="), url: server.url }]);
      }
      const page = await context.newPage();
      const faults: string[] = [];
      const fault = (text: string) => {
        if (expected?.test(text) !== true) faults.push(text);
      };
      page.on("pageerror", (error) => fault(`threw ${error}`));
      page.on("console", (message) => message.type() === "error" && fault(`console ${message.text()}`));
      page.on("request", (request) => request.url().startsWith(server.url) || fault(`asked ${request.url()}`));
      page.on("response", (response) => response.status() >= 400 && fault(`${response.status()} ${response.url()}`));
      onTestFinished(async () => {
        await context.close();
        expect(faults).toEqual([]);
      });
      await page.goto(path);
      return page;
    },
  };
}

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] as const;

/** No violation of WCAG 2.2 AA that axe finds serious or critical, and nothing wider than the window. */
export async function expectAccessible(page: Page): Promise<void> {
  // The app has no frames, for which alone axe would finish in a blank page of its own; what passed is not asked for.
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .withTags([...wcag])
    .setLegacyMode();
  const { violations } = await axe.analyze();
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  expect(grave).toEqual([]);
  const overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
  expect(overflow).toBeLessThanOrEqual(0);
}
