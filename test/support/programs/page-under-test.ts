import type { Metrics } from "@metricsmith/runtime";
import { type MetricsServer, startMetricsServer } from "@metricsmith/runtime/server";
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { chromiumProgram } from "./chromium-program.js";

/** Pages of programs, closed after each test. */
export interface PagesUnderTest {
  /** Serves metrics on loopback, and opens their page. */
  show(metrics: Metrics, options?: OpenOptions): Promise<ShownPage>;
  /** Has something ended after the test. */
  endLater(end: () => unknown): void;
}

export interface ShownPage extends WatchedPage {
  readonly server: MetricsServer;
  readonly origin: string;
}

/** Installs the hooks of a test file's browser. */
export function pagesUnderTest(): PagesUnderTest {
  let browser: Browser;
  let ends: (() => unknown)[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });
  return {
    endLater: (end) => ends.push(end),
    async show(metrics, options) {
      const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0, defaultMetrics: false });
      ends.push(() => server.close());
      const { origin } = new URL(server.url);
      const shown = await openPage(browser, `${origin}/`, options);
      ends.push(() => shown.page.context().close());
      return { ...shown, server, origin };
    },
  };
}

/** The button that opens a family. */
export function head(page: Page, name: string): Locator {
  return page.getByRole("button", { name: new RegExp(`^${name} `) });
}

/** The list item of a family, with its panel. */
export function family(page: Page, name: string): Locator {
  return page.locator("li.family", { has: head(page, name) });
}

/** A page in a browser, and what it does that a person would not see. */
export interface WatchedPage {
  readonly page: Page;
  /** The URLs that the page has asked for. */
  readonly requests: readonly string[];
  /** Messages of the console, also of what the Content-Security-Policy forbids, and uncaught errors. */
  readonly complaints: readonly string[];
}

/** Keeps the browser from the network but for what the page asks for. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-sync",
  "--metrics-recording-only",
  "--no-default-browser-check",
  "--no-first-run",
  "--no-pings",
];

async function launchChromium(): Promise<Browser> {
  const { path, environment } = await chromiumProgram();
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return chromium.launch({
    executablePath: path,
    headless: true,
    args: [...QUIET, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])], // root's processes cannot have a sandbox
    env: { ...Object.fromEntries(inherited), ...environment },
  });
}

/** How a page is opened. */
export interface OpenOptions extends BrowserContextOptions {
  /** Lets a test put the page's clock forward: time goes on by itself too. */
  readonly clock?: boolean;
}

/** Opens a page in a profile of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  { clock = false, ...options }: OpenOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  if (clock) await page.clock.install();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error.stack)));
  await page.goto(url);
  return { page, requests, complaints };
}
