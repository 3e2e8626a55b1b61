import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { type Metrics, metricsOf } from "../../runtime/metrics.js";
import { VERSION } from "../../runtime/process-state.js";
import { openSchema } from "../../runtime/schemas.js";

interface Copy {
  readonly metrics: Metrics;
  readonly recordOrder: (payment: string, by?: number) => void;
  readonly recordTenant: (tenant: string) => void;
  readonly observe: (seconds: number) => void;
  readonly removeOrders: (payment: string) => boolean;
}

interface Edits {
  readonly payments?: readonly string[];
  readonly buckets?: readonly number[];
  readonly help?: string;
  readonly maxValues?: number;
  readonly withDuration?: boolean;
}

/** What generated code does when it is loaded. */
function loadCopy(path: string, edits: Edits = {}): Copy {
  const { payments = ["card", "paypal"], buckets = [0.1, 1], maxValues = 10, withDuration = true } = edits;
  const schema = openSchema({ version: VERSION, package: "shop", path, namespace: "shop" });
  const payment = schema.closedVector("payment", payments);
  const tenant = schema.openVector("tenant", { maxValues, otherwise: "other" });
  const orders = schema.family(CounterFamily, {
    name: "shop_orders_total",
    help: edits.help ?? "Orders.",
    vectors: [payment],
  });
  const logins = schema.family(CounterFamily, {
    name: "shop_logins_total",
    help: "Logins.",
    vectors: [tenant],
  });
  const duration = schema.family(HistogramFamily, {
    name: "shop_duration_seconds",
    help: "Time.",
    vectors: [],
    buckets,
  });
  return {
    metrics: metricsOf(
      schema.declare({
        address: "tcp://:9959/metrics",
        families: [orders, logins, ...(withDuration ? [duration] : [])],
      }),
    ),
    recordOrder: (value, by = 1) => orders.record(payment.ordinalOf(value), by, { payment: value }),
    recordTenant: (value) => logins.record(tenant.ordinalOf(value), 1, { tenant: value }),
    observe: (seconds) => duration.record(0, seconds, undefined),
    removeOrders: (value) => orders.remove({ payment: value }),
  };
}

function linesOf(metrics: Metrics, start: string): readonly string[] {
  const text = new TextDecoder().decode(metrics.expose());
  return text.split("\n").filter((line) => line.startsWith(start));
}

/** What a copy with two open vectors does when it is loaded. @param names the vectors' names, by their labels */
function loadOpenCopy(path: string, names: Readonly<Record<string, string>>) {
  const openVectors = Object.values(names);
  const schema = openSchema({ version: VERSION, package: "shop", path, namespace: "shop", openVectors });
  const vectors = Object.entries(names).map(([family, name]) => ({
    family,
    vector: schema.openVector({ name, label: "tenant" }, { maxValues: 1, otherwise: "other" }),
  }));
  const families = vectors.map(({ family, vector }) => {
    return schema.family(CounterFamily, { name: family, help: "h", vectors: [vector] });
  });
  const metrics = metricsOf(schema.declare({ address: "tcp://:9959/metrics", families }));
  const record = (family: string, tenant: string) => {
    const at = vectors.findIndex((one) => one.family === family);
    families[at]?.record(vectors[at]?.vector.ordinalOf(tenant) ?? -1, 1, { tenant });
  };
  return { metrics, record };
}

describe("an open vector that is renamed in the schema", () => {
  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ["first", { bought_total: "customer", sold_total: "seller" }],
    ["last", { bought_total: "buyer", sold_total: "vendor" }],
    ["none, with a new one before them", { new_total: "other", bought_total: "buyer", sold_total: "seller" }],
    ["both", { bought_total: "customer", sold_total: "vendor" }],
    ["last, in another order", { sold_total: "vendor", bought_total: "buyer" }],
  ])("has the same families, without a warning: %s", (name, renamed) => {
    const warn = vi.fn();
    const first = loadOpenCopy(name, { bought_total: "buyer", sold_total: "seller" });
    first.metrics.configure({ warn });
    first.record("bought_total", "a");
    first.record("sold_total", "b");
    const second = loadOpenCopy(name, renamed);
    first.record("bought_total", "a");
    second.record("sold_total", "b");
    expect(linesOf(second.metrics, "bought_total")).toEqual(['bought_total{tenant="a"} 2']);
    expect(linesOf(second.metrics, "sold_total")).toEqual(['sold_total{tenant="b"} 2']);
    expect(warn).not.toHaveBeenCalled();
    second.record("sold_total", "c");
    expect(linesOf(second.metrics, "metricsmith_folded_label_values_total")).toEqual([
      `metricsmith_folded_label_values_total{vector="${renamed["sold_total"]}"} 1`,
    ]);
  });
});

describe("two copies of generated code that declare a family alike", () => {
  test("record into the same family, and have the same metrics", () => {
    const first = loadCopy("alike.yaml");
    const second = loadCopy("alike.yaml");
    first.recordOrder("card");
    second.recordOrder("card", 2);
    expect(second.metrics).toBe(first.metrics);
    expect(linesOf(first.metrics, "shop_orders_total")).toEqual(['shop_orders_total{payment="card"} 3']);
  });

  test("have the same label values of an open vector", () => {
    const first = loadCopy("open.yaml");
    const second = loadCopy("open.yaml");
    first.recordTenant("a");
    second.recordTenant("b");
    second.recordTenant("a");
    first.recordTenant("b");
    expect(linesOf(second.metrics, "shop_logins_total")).toEqual([
      'shop_logins_total{tenant="a"} 2',
      'shop_logins_total{tenant="b"} 2',
    ]);
  });

  test("share the settings, the warnings and the rejected samples", () => {
    const first = loadCopy("settings.yaml");
    const second = loadCopy("settings.yaml");
    const warn = vi.fn();
    first.metrics.configure({ warn });
    second.recordOrder("sms");
    first.recordOrder("sms");
    expect(warn).toHaveBeenCalledTimes(1);
    expect(linesOf(first.metrics, "metricsmith_rejected_samples_total")).toEqual([
      'metricsmith_rejected_samples_total{metric="shop_orders_total",reason="unknown_label_value"} 2',
    ]);
    second.metrics.configure({ strict: true });
    expect(() => first.recordOrder("sms")).toThrow(/expected one of/);
    first.metrics.reset();
    expect(linesOf(second.metrics, "shop_orders_total")).toEqual([]);
  });

  test("share it where its help changed, and expose the newest", () => {
    const first = loadCopy("help.yaml");
    first.recordOrder("card");
    first.metrics.expose();
    const second = loadCopy("help.yaml", { help: "Orders placed." });
    second.recordOrder("card");
    expect(linesOf(first.metrics, "# HELP shop_orders_total")).toEqual([
      "# HELP shop_orders_total Orders placed.",
    ]);
    expect(linesOf(first.metrics, "shop_orders_total")).toEqual(['shop_orders_total{payment="card"} 2']);
  });

  test("are of one schema only if package, path and namespace are the same", () => {
    const first = loadCopy("one.yaml");
    const second = loadCopy("other.yaml");
    expect(second.metrics).not.toBe(first.metrics);
  });
});

describe("a newer copy that declares a family otherwise", () => {
  test("is served, in place of the older copy, which is warned about once", () => {
    const first = loadCopy("edited.yaml");
    const warn = vi.fn();
    first.metrics.configure({ warn });
    first.recordOrder("card", 5);
    const second = loadCopy("edited.yaml", { payments: ["card", "sepa"] });
    expect(warn).not.toHaveBeenCalled();
    first.recordOrder("card", 7);
    first.recordOrder("paypal", 7);
    second.recordOrder("sepa", 2);
    first.recordTenant("a");
    expect(linesOf(first.metrics, "shop_orders_total")).toEqual(['shop_orders_total{payment="sepa"} 2']);
    expect(linesOf(first.metrics, "shop_logins_total")).toEqual(['shop_logins_total{tenant="a"} 1']);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/shop_orders_total.*edited\.yaml of shop.*with sepa, without paypal/s)],
    ]);
  });

  test("keeps its series when an older copy removes some, which is warned about", () => {
    const first = loadCopy("removed.yaml");
    const warn = vi.fn();
    first.metrics.configure({ warn });
    first.recordOrder("card");
    const second = loadCopy("removed.yaml", { payments: ["card", "sepa"] });
    second.recordOrder("card", 2);
    expect(first.removeOrders("card")).toBe(false);
    expect(linesOf(first.metrics, "shop_orders_total")).toEqual(['shop_orders_total{payment="card"} 2']);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test.each<[string, Edits, string]>([
    ["with other buckets", { buckets: [0.1, 5] }, "buckets: with 5, without 1"],
    ["without the family", { withDuration: false }, "does not have this metric"],
  ])("%s", (_, edits, difference) => {
    const first = loadCopy(difference);
    const warn = vi.fn();
    first.metrics.configure({ warn });
    loadCopy(difference, edits);
    first.observe(0.5);
    first.observe(0.5);
    expect(warn.mock.calls).toEqual([[expect.stringContaining(difference)]]);
    const counts = linesOf(first.metrics, "shop_duration_seconds_count");
    expect(counts).toEqual(edits.withDuration === false ? [] : ["shop_duration_seconds_count 0"]);
  });

  test("warns of an older copy with other limits of an open vector", () => {
    const first = loadCopy("limits.yaml");
    const warn = vi.fn();
    first.metrics.configure({ warn });
    const second = loadCopy("limits.yaml", { maxValues: 1 });
    first.recordTenant("a");
    second.recordTenant("b");
    second.recordTenant("c");
    expect(warn.mock.calls.map(([message]) => message)).toEqual([
      expect.stringMatching(/shop_logins_total.*tenant: other limits/s),
      expect.stringMatching(/"c" was recorded as "other"/),
    ]);
    expect(linesOf(first.metrics, "metricsmith_folded_label_values_total")).toEqual([
      'metricsmith_folded_label_values_total{vector="tenant"} 1',
    ]);
  });

  test("keeps the rejected samples of families that both have", () => {
    const first = loadCopy("rejected.yaml");
    first.metrics.configure({ warn: () => {} });
    first.recordOrder("sms");
    first.observe(Number.NaN);
    const second = loadCopy("rejected.yaml", { withDuration: false });
    second.recordOrder("sms");
    expect(linesOf(first.metrics, "metricsmith_rejected_samples_total")).toEqual([
      'metricsmith_rejected_samples_total{metric="shop_orders_total",reason="unknown_label_value"} 2',
    ]);
  });

  test("is not served before all of it is loaded", () => {
    const first = loadCopy("partial.yaml");
    const schema = openSchema({ version: VERSION, package: "shop", path: "partial.yaml", namespace: "shop" });
    schema.family(CounterFamily, { name: "shop_orders_total", help: "Orders.", vectors: [] });
    first.recordOrder("card");
    expect(linesOf(first.metrics, "shop_orders_total")).toEqual(['shop_orders_total{payment="card"} 1']);
  });
});

describe("the version of the runtime", () => {
  test("is that of both packages", () => {
    for (const manifest of ["package.json", "runtime/package.json"]) {
      expect(JSON.parse(readFileSync(manifest, "utf8")).version).toBe(VERSION);
    }
  });

  test("is required of generated code, with a message that says what to run", () => {
    const open = () => openSchema({ version: "0.0.9", package: "shop", path: "m.yaml", namespace: "" });
    expect(open).toThrow(/m\.yaml.* 0\.0\.9.*run npm run generate/s);
  });
});
