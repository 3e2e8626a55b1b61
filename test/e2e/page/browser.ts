import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { chromiumProgram } from "../../chromium/chromium-program.js";

/** A page in a browser, and what it does that a person would not see. */
export interface WatchedPage {
  readonly page: Page;
  /** The URLs that the page has asked for. */
  readonly requests: readonly string[];
  /** Messages of the console, also of what the Content-Security-Policy forbids, and uncaught errors. */
  readonly complaints: readonly string[];
}

export async function launchChromium(): Promise<Browser> {
  const { path, environment } = await chromiumProgram();
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return chromium.launch({
    executablePath: path,
    args: ["--no-sandbox"], // run by root, as in CI, it has no sandbox of its own
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
