import {
  CounterFamily,
  closedVector,
  HistogramFamily,
  integerVector,
  Metrics,
  openVector,
} from "@metricsmith/runtime/codegen";
import { startMetricsServer } from "@metricsmith/runtime/server";
import { expect, test } from "vitest";
import { shop } from "../../support/programs/page-shop.js";
import { family, head, pagesUnderTest } from "../../support/programs/page-under-test.js";

const pages = pagesUnderTest();
const SOON = { timeout: 30_000 };

test("sends requests only to its own server, and logs no error", async () => {
  const { metrics, stop } = shop();
  pages.endLater(stop);
  const { page, requests, complaints, origin } = await pages.show(metrics);
  for (const name of ["shop_requests_total", "shop_duration", "shop_stock"]) {
    await head(page, name).click();
  }
  await page.locator(".plot canvas").nth(2).waitFor();
  await page.getByRole("button", { name: "Theme: auto" }).click();
  await expect.poll(() => requests.filter((url) => url.endsWith("/metrics")).length, SOON).toBeGreaterThan(2);
  const paths = new Set(requests.map((url) => url.replace(origin, "")));
  paths.delete("/-/page/icon.svg"); // a browser without a window has no use for it
  expect([...paths].sort()).toEqual([
    "/",
    ...["app.js", "program.json", "style.css"].map((file) => `/-/page/${file}`),
    "/metrics",
  ]);
  expect(complaints).toEqual([]);
});

test("cannot run a foreign script or send data to another server", async () => {
  const { page, complaints } = await pages.show(shopAtRest());
  await head(page, "shop_stock").waitFor();
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement("script"), { text: "attacked = 1" }))`,
  );
  expect(await page.evaluate("typeof attacked")).toBe("undefined");
  expect(await page.evaluate(`fetch("http://127.0.0.2:1/").then(() => "sent", (error) => error.name)`)).toBe(
    "TypeError",
  );
  const violations = complaints.filter((complaint) => complaint.includes("Content Security Policy"));
  expect(violations.length).toBeGreaterThanOrEqual(2);
});

test("shows texts of programs as text, never as markup", async () => {
  const attack = `"'></td><img src=x onerror=alert(1)><script>alert(2)</script>`;
  const path = openVector("path", { maxValues: 5, otherwise: "other" });
  const visits = new CounterFamily({ name: "visits_total", help: attack, vectors: [path] });
  visits.record(path.ordinalOf(attack), 1, { path: attack });
  const { page, complaints } = await pages.show(new Metrics({ address: "", families: [visits] }));
  let alerted = false;
  page.on("dialog", (dialog) => {
    alerted = true;
    return dialog.dismiss();
  });
  await head(page, "visits_total").click();
  const shown = family(page, "visits_total");
  await expect.poll(() => shown.locator(".series tbody td").first().textContent(), SOON).toBe(attack);
  await shown.getByLabel("Draw").selectOption("by path");
  await shown.locator(".u-legend").getByText(attack).waitFor();
  expect(await shown.locator(".summary").textContent()).toBe(attack);
  expect(await page.locator("img, body script, iframe").count()).toBe(0);
  expect([alerted, complaints]).toEqual([false, []]);
});

test("reports failing scrapes, and recovers when they succeed", async () => {
  const { page, server } = await pages.show(shopAtRest());
  await expect.poll(() => family(page, "shop_stock").locator(".value").textContent(), SOON).toBe("42");
  await server.close();
  await page.getByRole("alert").getByText("failed: the program does not answer").waitFor();
  const again = await startMetricsServer(shopAtRest(), {
    host: "127.0.0.1",
    port: server.port ?? 0,
    defaultMetrics: false,
  });
  pages.endLater(() => again.close());
  await page.getByRole("button", { name: "Try now" }).click();
  await page.getByRole("alert").waitFor({ state: "hidden" });
});

test("lists 500 families with thousands of series, and draws only visible ones", async () => {
  const code = integerVector("code", { min: 0, max: 9 });
  const method = closedVector("method", ["GET", "POST"]);
  const counters = Array.from({ length: 480 }, (_, index) => {
    return new CounterFamily({
      name: `family_${index}_total`,
      help: `Number ${index}.`,
      vectors: [code, method],
    });
  });
  const histograms = Array.from({ length: 20 }, (_, index) => {
    return new HistogramFamily({
      name: `duration_${index}`,
      help: "Time.",
      vectors: [code],
      buckets: [0.1, 1, 10],
    });
  });
  const metrics = new Metrics({ address: "", families: [...counters, ...histograms] });
  const record = () => {
    for (const counter of counters) for (let index = 0; index < 20; index++) counter.record(index, 1, {});
    for (const histogram of histograms)
      for (let index = 0; index < 10; index++) histogram.record(index, 0.5, {});
  };
  record();
  const timer = setInterval(record, 200);
  pages.endLater(() => clearInterval(timer));
  const { page, complaints } = await pages.show(metrics);
  const drawn = page.locator(".sparkline polyline[points]:not([points=''])");
  await expect.poll(() => drawn.count(), SOON).toBeGreaterThan(5);
  expect(await page.locator("li.family", { hasText: /Number \d+\.|Time\./ }).count()).toBe(500);
  expect(await drawn.count()).toBeLessThan(40);
  await page.getByRole("searchbox").fill("family_47");
  await expect.poll(() => page.locator("li.family:visible").count(), SOON).toBe(11);
  await head(page, "family_479_total").click();
  await family(page, "family_479_total").locator(".plot canvas").waitFor();
  await expect
    .poll(() => family(page, "family_479_total").locator(".series tbody tr").count(), SOON)
    .toBe(20);
  expect(complaints).toEqual([]);
});

test("with more samples than it stores, draws a family from the time it is opened", async () => {
  const id = integerVector("id", { min: 0, max: 44_999 });
  const visits = new CounterFamily({ name: "visits_total", help: "Visits.", vectors: [id] });
  const record = () => {
    for (let index = 0; index < 45_000; index++) visits.record(index, 1, {});
  };
  record();
  const timer = setInterval(record, 500);
  pages.endLater(() => clearInterval(timer));
  const program = new Metrics({ address: "", families: [visits] });
  const { page, complaints } = await pages.show(program, { clock: true });
  const shown = family(page, "visits_total");
  // The slower the machine, the longer the page waits between scrapes: the test does not.
  const afterMinutes = async () => {
    await page.clock.fastForward(60_000);
    return shown.locator(".value").textContent();
  };
  await expect.poll(afterMinutes, SOON).toMatch(/ in all$/);
  await head(page, "visits_total").click();
  await shown.getByText("Nothing to draw yet").waitFor();
  await expect.poll(afterMinutes, SOON).toMatch(/\/s$/);
  expect(await shown.locator(".series tbody tr").count()).toBe(25);
  await shown.getByRole("button", { name: "Show 75 more of 45,000" }).click();
  expect(await shown.locator(".series tbody tr").count()).toBe(100);
  expect(complaints).toEqual([]);
});

function shopAtRest(): Metrics {
  const { metrics, stop } = shop();
  stop();
  return metrics;
}
