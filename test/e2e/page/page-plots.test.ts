import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { shop } from "../../support/programs/page-shop.js";
import { family, head, pagesUnderTest } from "../../support/programs/page-under-test.js";

const pages = pagesUnderTest();
const SOON = { timeout: 30_000 };

async function showShop(options?: Parameters<typeof pages.show>[1]) {
  const { metrics, stop } = shop();
  pages.endLater(stop);
  return pages.show(metrics, options);
}

/** How many pixels of a family's plot have the colour that a line is drawn in. */
async function drawnPixels(page: Page, name: string, line: number): Promise<number> {
  const canvas = family(page, name).locator(".plot canvas");
  if ((await canvas.count()) === 0) return 0;
  // Text, because what is typed here is Node's program and not the browser's.
  const count = new Function("canvas", "line", COUNT_PIXELS) as (canvas: unknown, line: number) => number;
  return canvas.evaluate(count, line);
}

const COUNT_PIXELS = `
  const probe = document.createElement("span");
  probe.style.color = "var(--line-" + line + ")";
  document.body.append(probe);
  const wanted = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
  probe.remove();
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] > 250 && wanted.every((value, part) => Math.abs(data[at + part] - value) < 8)) count += 1;
  }
  return count;
`;

/** What a plot's legend says, by line. */
async function legend(page: Page, name: string): Promise<ReadonlyMap<string, string>> {
  const labels = await family(page, name).locator(".u-legend .u-label").allTextContents();
  const values = await family(page, name).locator(".u-legend .u-value").allTextContents();
  return new Map(labels.map((label, index) => [label.replace(/:$/, ""), values[index] ?? ""]));
}

/** What a plot names as the unit of its values. */
function unitOf(page: Page, name: string): Promise<string | null> {
  return family(page, name).locator(".unit").textContent();
}

test("plots the rates of a counter's series, and has them as text", async () => {
  const { page } = await showShop();
  await head(page, "shop_requests_total").click();
  await expect.poll(() => drawnPixels(page, "shop_requests_total", 1), SOON).toBeGreaterThan(20);
  expect(await drawnPixels(page, "shop_requests_total", 2)).toBeGreaterThan(20);
  expect(await unitOf(page, "shop_requests_total")).toBe("per second");
  const titles = [...(await legend(page, "shop_requests_total")).keys()];
  expect(titles.slice(1)).toEqual(['paid="false", method="GET"', 'paid="true", method="POST"']);
  const rate = family(page, "shop_requests_total").locator(".series tbody tr").first().locator("td").nth(3);
  // 30 a second, but for the delays of a machine that has other work.
  await expect.poll(async () => Number.parseFloat((await rate.textContent()) ?? ""), SOON).toBeGreaterThan(5);
  expect(Number.parseFloat((await rate.textContent()) ?? "")).toBeLessThan(40);
});

test("draws a counter's series together by a label, as the person chooses", async () => {
  const { page } = await showShop();
  await head(page, "shop_requests_total").click();
  await family(page, "shop_requests_total").getByLabel("Draw").selectOption("by method");
  const titles = async () => [...(await legend(page, "shop_requests_total")).keys()].slice(1);
  await expect.poll(titles, SOON).toEqual(["GET", "POST"]);
  await family(page, "shop_requests_total").getByLabel("Draw").selectOption("all together");
  await expect.poll(titles, SOON).toEqual(["all"]);
});

test("plots p50, p95 and p99 of a histogram, interpolated within buckets", async () => {
  const { page } = await showShop();
  await head(page, "shop_duration").click();
  await expect.poll(() => drawnPixels(page, "shop_duration", 3), SOON).toBeGreaterThan(20);
  expect(await unitOf(page, "shop_duration")).toBe("seconds"); // by the schema: the name says nothing of it
  const shown = await legend(page, "shop_duration");
  // Of each four observations one is up to 0.1, two up to 0.2, one up to 0.4.
  expect([shown.get("p50"), shown.get("p95"), shown.get("p99")]).toEqual(["150 ms", "360 ms", "392 ms"]);
  const cells = await family(page, "shop_duration").locator(".series tbody td").allTextContents();
  expect(cells.slice(3)).toEqual(["175 ms", "150 ms", "360 ms", "392 ms"]); // after method, count and rate
});

test("plots a gauge's value", async () => {
  const { page } = await showShop();
  await head(page, "shop_stock").click();
  await expect.poll(() => drawnPixels(page, "shop_stock", 1), SOON).toBeGreaterThan(20);
  expect((await legend(page, "shop_stock")).get("all")).toBe("42");
});

test("does not scrape while it is paused or hidden", async () => {
  const { page, requests } = await showShop({ clock: true });
  const scrapes = () => requests.filter((url) => url.endsWith("/metrics")).length;
  const advance = () => page.clock.runFor(600_000);
  await expect.poll(scrapes, SOON).toBeGreaterThan(1);
  await page.getByRole("button", { name: "Pause" }).click();
  const paused = scrapes();
  await advance();
  expect(scrapes()).toBeLessThanOrEqual(paused + 1); // one may have been under way
  await page.evaluate('Object.defineProperty(document, "hidden", { value: true, configurable: true })');
  await page.getByRole("button", { name: "Resume" }).click();
  const hidden = scrapes();
  await advance();
  expect(scrapes()).toBe(hidden);
  await page.evaluate('delete document.hidden; document.dispatchEvent(new Event("visibilitychange"))');
  await expect.poll(scrapes, SOON).toBeGreaterThan(hidden);
});
