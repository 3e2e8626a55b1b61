import { GaugeFamily, Metrics } from "@metricsmith/runtime/codegen";
import { expect, test } from "vitest";
import { shop } from "../../support/programs/page-shop.js";
import { family, head, pagesUnderTest } from "../../support/programs/page-under-test.js";

const pages = pagesUnderTest();
const SOON = { timeout: 20_000 };

async function showShop(options?: Parameters<typeof pages.show>[1]) {
  const { metrics, stop } = shop();
  pages.endLater(stop);
  return pages.show(metrics, options);
}

test("lists every family of the schema, even one that has recorded nothing", async () => {
  const { page } = await showShop();
  const listed = page.getByRole("region", { name: "Schema" }).locator(".name");
  await expect
    .poll(() => listed.allTextContents(), SOON)
    .toEqual(["shop_requests_total", "shop_stock", "shop_duration", "shop_refunds_total"]);
  const refunds = family(page, "shop_refunds_total");
  await head(page, "shop_refunds_total").click();
  expect(await refunds.textContent()).toMatch(
    /counter.*Refunds\..*Labels: method.*0 of at most 2 label sets/,
  );
});

test("shows the current values, and updates them", async () => {
  const { page } = await showShop();
  await head(page, "shop_requests_total").click();
  const cell = family(page, "shop_requests_total").locator(".series tbody tr").first().locator("td").nth(2);
  const value = async () => Number((await cell.textContent())?.replaceAll(",", ""));
  await expect.poll(value, SOON).toBeGreaterThan(0);
  const before = await value();
  await expect.poll(value, SOON).toBeGreaterThan(before);
  expect(await family(page, "shop_requests_total").locator(".series thead").textContent()).toBe(
    "paidmethodValueRate",
  );
  await expect.poll(() => family(page, "shop_stock").locator(".value").textContent(), SOON).toBe("42");
});

test("sorts a family's series by any column, in both directions", async () => {
  const { page } = await showShop();
  await head(page, "shop_requests_total").click();
  const table = family(page, "shop_requests_total").locator(".series table");
  const methods = () => table.locator("tbody td:nth-child(2)").allTextContents();
  const value = table.getByRole("button", { name: "Value" });
  await value.click();
  await expect.poll(methods, SOON).toEqual(["GET", "POST"]);
  await page.keyboard.press("Enter"); // the focus has stayed
  await expect.poll(methods, SOON).toEqual(["POST", "GET"]);
  const column = table.getByRole("columnheader", { name: "Value" });
  expect(await column.getAttribute("aria-sort")).toBe("ascending");
});

test("filters by words of the name, the help and the labels, and by type", async () => {
  const { page } = await showShop();
  const listed = () => page.locator("li.family:visible .name").allTextContents();
  const filter = page.getByRole("searchbox");
  for (const [words, want] of [
    ["refunds", ["shop_refunds_total"]],
    ["TIME shop", ["shop_duration"]],
    ["paid", ["shop_requests_total"]],
  ] as const) {
    await filter.fill(words);
    await expect.poll(listed, SOON).toEqual(want);
  }
  await filter.fill("no such family");
  await page.getByText("No metric family matches the filter.").waitFor();
  await filter.fill("");
  await page.getByLabel("Type").selectOption("gauge");
  await expect
    .poll(listed, SOON)
    .toEqual(["shop_stock", "metricsmith_series", "promhttp_metric_handler_requests_in_flight"]);
});

test("keeps open families and the filter over a reload", async () => {
  const { page } = await showShop();
  await page.getByRole("searchbox").fill("shop");
  await head(page, "shop_stock").click();
  await page.reload();
  await expect.poll(() => page.getByRole("searchbox").inputValue(), SOON).toBe("shop");
  await expect.poll(() => head(page, "shop_stock").getAttribute("aria-expanded"), SOON).toBe("true");
});

test("can be used with only a keyboard", async () => {
  const { page } = await showShop();
  await head(page, "shop_stock").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("shop_re");
  await expect.poll(() => page.locator("li.family:visible").count(), SOON).toBe(2);
  await page.keyboard.press("Escape");
  for (let tabs = 0; tabs < 4; tabs++) await page.keyboard.press("Tab"); // three selects, then the list
  const focused = () => page.locator(":focus .name").textContent();
  expect(await focused()).toBe("shop_requests_total");
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe("shop_stock");
  await page.keyboard.press("Enter");
  expect(await head(page, "shop_stock").getAttribute("aria-expanded")).toBe("true");
  await page.keyboard.press("End");
  expect(await focused()).toBe("metricsmith_scrape_size_bytes");
  await page.keyboard.press("Home");
  expect(await focused()).toBe("shop_requests_total");
});

test("fits a phone, with families open", async () => {
  const { page } = await showShop({ viewport: { width: 360, height: 740 } });
  for (const name of ["shop_requests_total", "shop_duration"]) await head(page, name).click();
  await page.locator(".plot canvas").nth(1).waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
});

/** The width of an element's text and of its box. Text, because the browser's types are not Node's. */
const measureText = new Function("box", "return [box.scrollWidth, box.clientWidth];") as (
  box: unknown,
) => readonly number[];

test("shows timestamps whole, beside the type, on a desktop and on a phone", async () => {
  const shared = { unit: "seconds", help: "When the last backup ended.", vectors: [] };
  const named = new GaugeFamily({ ...shared, name: "shop_backup_of_all_tables_timestamp_seconds" });
  const unnamed = new GaugeFamily({ ...shared, name: "shop_backup" });
  for (const gauge of [named, unnamed]) gauge.set(0, 1_700_000_000, {});
  const { page } = await pages.show(new Metrics({ address: "", families: [named, unnamed] }));
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    for (const { name } of [named, unnamed]) {
      const row = head(page, name);
      const value = row.locator(".value");
      await expect.poll(() => value.textContent(), SOON).toBe("2023-11-14\n22:13:20");
      const [type, line, text, whole] = await Promise.all(
        [row.locator(".type"), row.locator(".sparkline"), value, row].map(async (part) => {
          const { x = Number.NaN, width: across = Number.NaN } = (await part.boundingBox()) ?? {};
          return { left: x, right: x + across };
        }),
      );
      expect(type?.right).toBeLessThanOrEqual(line?.left ?? 0);
      expect(line?.right).toBeLessThanOrEqual(text?.left ?? 0);
      expect(text?.right).toBeLessThan(whole?.right ?? 0);
      expect(whole?.right).toBeLessThanOrEqual(width);
      // A text that its own box cannot hold is drawn over what is beside it, or cut.
      const [drawn = 0, held = 0] = await value.evaluate(measureText);
      expect(drawn).toBeLessThanOrEqual(held);
    }
  }
});

test("is light or dark as the system has it, or as the person chooses", async () => {
  const { page } = await showShop({ colorScheme: "dark" });
  const brightness = async () => {
    const colour = String(await page.evaluate("getComputedStyle(document.body).backgroundColor"));
    return Math.max(...(colour.match(/\d+/g) ?? []).map(Number));
  };
  await page.getByRole("button", { name: "Theme: auto" }).waitFor();
  expect(await brightness()).toBeLessThan(60);
  await page.getByRole("button", { name: "Theme: auto" }).click();
  expect(await brightness()).toBeGreaterThan(200);
  await page.reload();
  await page.getByRole("button", { name: "Theme: light" }).click();
  expect(await brightness()).toBeLessThan(60);
});
