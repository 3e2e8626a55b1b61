import type { Metrics } from "@metricsmith/runtime";
import { type MetricsServer, startMetricsServer } from "@metricsmith/runtime/server";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { launchChromium, type OpenOptions, openPage, type WatchedPage } from "./browser.js";

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
