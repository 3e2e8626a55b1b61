import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DraftFamily, type ImportResult, openImportSource } from "../../../../generator/import/draft.js";
import { draftSource } from "../../../../generator/import/source/draft-source.js";
import {
  exposedNameOf,
  labelNameOf,
} from "../../../../generator/import/source/opentelemetry/exposed-names.js";
import { writeProject } from "../../../support/generator/import-sources.js";

const METER = 'import { metrics } from "@opentelemetry/api";\nconst meter = metrics.getMeter("m");\n';

interface InstrumentCase {
  readonly given: string;
  readonly want: Partial<DraftFamily> & { readonly key: string };
}

const CASES: readonly (readonly [string, InstrumentCase])[] = [
  [
    "a counter, with the labels of its calls",
    {
      given: `const c = meter.createCounter("shop.orders", { description: "Orders", unit: "{order}" });
type Payment = "card" | "paypal";
export const f = (payment: Payment) => { c.add(1, { "payment.method": payment }); c.add(2, { "payment.method": "cash", gift: true }); };`,
      want: {
        type: "counter",
        key: "shop_orders_total",
        description: "Orders",
        vectors: ["payment_method", "gift"],
      },
    },
  ],
  [
    "a histogram with boundaries and a unit",
    {
      given: `const bounds = [0.1, 1];
const h = meter.createHistogram("http.duration", { unit: "s", advice: { explicitBucketBoundaries: bounds } });
export const f = (res: { statusCode: number }) => h.record(1, { "http.response.status_code": res.statusCode });`,
      want: {
        type: "histogram",
        key: "http_duration_seconds",
        unit: "seconds",
        buckets: ["0.1", "1"],
        vectors: ["http_response_status_code"],
      },
    },
  ],
  [
    "a histogram with the SDK's boundaries",
    {
      given: `meter.createHistogram("lag", { unit: "ms" }).record(3);`,
      want: {
        key: "lag_milliseconds",
        buckets: [
          "0",
          "5",
          "10",
          "25",
          "50",
          "75",
          "100",
          "250",
          "500",
          "750",
          "1000",
          "2500",
          "5000",
          "7500",
          "10000",
        ],
        notes: ["These are OpenTelemetry's default buckets."],
      },
    },
  ],
  [
    "an up-down counter, whose unit 1 is no ratio",
    {
      given: `meter.createUpDownCounter("active", { unit: "1" }).add(-1);`,
      want: { type: "gauge", key: "active" },
    },
  ],
  [
    "a gauge, whose unit 1 is a ratio",
    {
      given: `meter.createGauge("cpu.load", { unit: "1" }).record(0.5, { core: 1 });`,
      want: { type: "gauge", key: "cpu_load_ratio", vectors: ["core"] },
    },
  ],
  [
    "an observable gauge",
    {
      given: `meter.createObservableGauge("heap", { unit: "By" }).addCallback((r) => { r.observe(1, { space: "new" }); r.observe(2, { space: "old" }); });`,
      want: { type: "gauge", key: "heap_bytes", vectors: ["space"], unit: "bytes" },
    },
  ],
  [
    "an observable counter of a batch, and one of a named callback",
    {
      given: `import type { ObservableResult } from "@opentelemetry/api";
const io = meter.createObservableCounter("disk.io", { unit: "By" });
const other = meter.createObservableUpDownCounter("disk.open");
meter.addBatchObservableCallback((b) => { b.observe(io, 1, { direction: "in" }); b.observe(io, 1, { direction: "out" }); }, [io]);
function observe(result: ObservableResult) { result.observe(1, { mode: "rw" }); }
other.addCallback(observe);`,
      want: { type: "counter", key: "disk_io_bytes_total", vectors: ["direction"] },
    },
  ],
  [
    "an instrument that a class makes from its parameters",
    {
      given: `class Jobs {
  readonly #done;
  constructor(name: string) { this.#done = meter.createCounter(\`jobs.\${name}\`, { description: \`Jobs \${name}\` }); }
  end(result: "ok" | "failed") { this.#done.add(1, { result }); }
}
new Jobs("mail").end("ok");`,
      want: { key: "jobs_mail_total", description: "Jobs mail", vectors: ["result"] },
    },
  ],
  [
    "an instrument of a factory with options",
    {
      given: `const make = (name: string, options = {}) => meter.createHistogram(name, options);
make("made", { unit: "KiBy", description: "Made" }).record(1);`,
      want: { type: "histogram", key: "made_kibibytes", description: "Made" },
    },
  ],
  [
    "attributes that cannot be read",
    {
      given: `import type { Attributes } from "@opentelemetry/api";
const partly = meter.createCounter("partly");
export const f = (more: Attributes) => { partly.add(1, { known: "a", ...more }); partly.add(1); };`,
      want: {
        key: "partly_total",
        vectors: ["known"],
        notes: [
          expect.stringMatching(/case-9\.ts:5 passes attributes that cannot be read: add their labels\.$/),
        ],
      } as unknown as InstrumentCase["want"], // a matcher in the place of a text
    },
  ],
  [
    "an instrument without a call",
    {
      given: `export const idle = meter.createCounter("idle");`,
      want: { key: "idle_total", notes: ["No call of it was found: add the labels that its calls pass."] },
    },
  ],
  [
    "an instrument whose unit is not constant",
    {
      given: `export const odd = meter.createGauge("odd", { unit: process.env["UNIT"] });`,
      want: {
        key: "odd",
        notes: expect.arrayContaining([expect.stringContaining("The unit is not constant")]),
      },
    },
  ],
];

describe("of OpenTelemetry's meters,", () => {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
  let drafted: ImportResult;
  beforeAll(async () => {
    const files = CASES.map(([, { given }], at) => [`case-${at}.ts`, `${METER}${given}\n`] as const);
    writeProject(folder, {
      "package.json": '{ "type": "module" }',
      ...Object.fromEntries(files),
      "others.ts": `${METER}export const seen = new Set<string>();
seen.add("not a metric");
export const own = { createCounter: (name: string) => name };
own.createCounter("not an instrument");
declare const lost: any; // reason: what has no type is not taken for an instrument
lost.hits.add(1, { page: "a" });
export const named = (name: string) => meter.createCounter(name);
`,
      "views.ts": `import { MeterProvider } from "@opentelemetry/sdk-metrics";
export const provider = new MeterProvider({ views: [{ instrumentName: "lag", name: "late" }] });
`,
    });
    drafted = await draftSource([openImportSource(folder, {})], { namespace: undefined });
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(CASES)("%s is imported", (_, { want }) => {
    expect(drafted.draft?.families.find(({ key }) => key === want.key)).toMatchObject(want);
  });

  test("nothing else is imported, and a note says which names these are", () => {
    expect(drafted.draft?.families.map(({ key }) => key)).toHaveLength(CASES.length + 1);
    expect(drafted.draft?.families.find(({ key }) => key === "disk_open")).toMatchObject({
      vectors: ["mode"],
    });
    expect(drafted.draft?.notes.join()).toMatch(/names by which Prometheus receives them, with their units/);
  });

  test("label values are those of the calls, and missing ones are noted", () => {
    const setOf = (label: string) => drafted.draft?.vectors.find((one) => one.label === label);
    expect(setOf("payment_method")?.set).toEqual({ kind: "closed", values: ["card", "paypal", "cash"] });
    expect(setOf("http_response_status_code")?.set).toEqual({ kind: "http_status" });
    expect(setOf("space")?.set).toEqual({ kind: "closed", values: ["new", "old"] });
    expect(setOf("gift")?.notes.join()).toMatch(
      /The value may be missing at .*case-0\.ts:5, but a recorder requires one/,
    );
  });

  test("what cannot be followed is reported with its place", () => {
    const found = drafted.diagnostics.map(
      ({ code, location }) => `${code} ${basename(location?.file ?? "")}:${location?.line}`,
    );
    expect(found).toEqual([
      "metric-part-unresolved case-11.ts:3",
      "metric-use-unresolved others.ts:8",
      "metric-unresolved others.ts:9",
      "metric-views-unread views.ts:2",
    ]);
  });
});

test.each([
  ["http.server.request.duration", "s", "histogram", false, "http_server_request_duration_seconds"],
  ["request.duration.seconds", "s", "histogram", false, "request_duration_seconds"],
  ["shop.orders", "{order}", "counter", false, "shop_orders_total"],
  ["orders.total.count", "", "counter", false, "orders_count_total"],
  ["network.io", "By", "counter", false, "network_io_bytes_total"],
  ["throughput", "By/s", "gauge", true, "throughput_bytes_per_second"],
  ["speed", "{request}/s", "gauge", true, "speed_per_second"],
  ["cpu.utilization", "1", "gauge", true, "cpu_utilization_ratio"],
  ["retries", "1", "counter", false, "retries_total"],
  ["price", "USD", "gauge", true, "price_USD"],
  ["a..b--c_d", "", "gauge", true, "a_b_c_d"],
] as const)("%s in %j is exposed as Prometheus names it", (name, unit, type, isRatio, want) => {
  expect(exposedNameOf(name, unit, { type, isRatio })).toBe(want);
});

test.each([
  ["http.request.method", "http_request_method"],
  ["a..b", "a_b"],
  ["2xx", "key_2xx"],
])("the attribute %s becomes the label %s", (attribute, label) => {
  expect(labelNameOf(attribute)).toBe(label);
});
