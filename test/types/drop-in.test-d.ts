import * as client from "prom-client";
import { describe, expectTypeOf, test } from "vitest";
import type { LabelValues, Metric } from "../fixtures/golden/client/client.js";
import * as every from "../fixtures/golden/client/client.js";
import prom, {
  Counter,
  type CounterConfiguration,
  Gauge,
  Histogram,
  type HistogramConfiguration,
  register,
} from "../fixtures/golden/client/client.js";
import { Counter as SuccessorCounter } from "../fixtures/golden/client-successor/client.js";

declare const text: string;
declare const number: number;
declare const texts: string[];
declare const anyLabels: LabelValues<string>;
declare const record: Record<string, string>;

const orders = new Counter({
  name: "shop_orders_total",
  help: "Orders placed.",
  labelNames: ["payment", "express", "status"],
});
const retries = new prom.Counter({
  name: "shop_retries_total",
  help: "Requests that were sent again.",
  labelNames: ["class", "code"],
});
const starts = new every.Counter({ name: "shop_starts_total", help: "Starts." });
const depth = new Gauge({ name: "shop_queue_depth", help: "Waits.", labelNames: ["payment", "shard"] });
const duration = new Histogram({
  name: "shop_request_duration_seconds",
  help: "Time.",
  labelNames: ["payment", "status"] as const,
});
const size = new Histogram({ name: "shop_page_bytes", help: "Size.", labelNames: ["tenant", "payment"] });
const foreign = new Counter({ name: "mail_sent_total", help: "Mails.", labelNames: ["payment"] });

describe("a metric with a name of the schema takes", () => {
  test("the values of its labels, as texts, numbers and booleans", () => {
    orders.inc({ payment: "card", express: "true", status: 200 });
    orders.inc({ payment: 7, express: true, status: "404" }, 2);
    orders.labels("paypal", "false", "200").inc();
    orders.labels({ payment: "card" }).inc(2);
    retries.inc({ class: "5xx", code: "anything, since it has a value for all others" });
    depth.set({ payment: "card", shard: -2 }, 3);
    duration.observe({ payment: "card", status: "503" }, 1);
    duration.startTimer({ payment: "card" })({ status: 200 });
    duration.zero({ payment: "card", status: 200 });
    size.remove("tenant", "card");
  });

  test("values of wide types, which are judged when they are recorded", () => {
    orders.inc({ payment: text, express: `${text}`, status: number });
    orders.inc({ status: `${number}` });
    retries.inc({ class: `${Math.floor(number / 100)}xx` });
    orders.labels(...texts).inc();
    orders.labels(text, text, text).inc();
    orders.remove(...texts);
    orders.inc(anyLabels);
    orders.inc(record, 2);
    orders.inc({ ...anyLabels, payment: "card" });
    orders.inc({ [text]: text });
  });

  test("an object with more labels that is not a literal, as with the client", () => {
    const labels = { payment: text, place: text };
    orders.inc(labels);
    orders.labels(labels).inc();
  });

  test("what the client takes without labels", () => {
    orders.inc();
    orders.inc(2);
    orders.inc(null, 2);
    orders.inc({}, 2);
    starts.inc();
    starts.inc({}, 2);
    depth.set(2);
    depth.inc();
    depth.dec(2);
    depth.setToCurrentTime();
    duration.observe(2);
    duration.observe({}, 2);
    duration.startTimer()();
  });

  test("exemplars", () => {
    orders.inc({ value: 2, labels: { payment: "card" }, exemplarLabels: {} });
    duration.observe({ value: 2, labels: { payment: "card" }, exemplarLabels: {} });
  });
});

describe("a metric with a name of the schema does not compile with", () => {
  test("a literal that is no value of its label", () => {
    // @ts-expect-error: no way to pay
    orders.inc({ payment: "crad", express: "true", status: 200 });
    // @ts-expect-error: one of the two is no way to pay
    orders.inc({ payment: number > 0 ? "card" : "cash" });
    // @ts-expect-error: neither true nor false
    orders.inc({ express: "yes" });
    // @ts-expect-error: no status code
    orders.inc({ status: 700 });
    // @ts-expect-error: no class of status codes
    retries.inc({ class: "2XX" });
    // @ts-expect-error: outside of the range
    depth.set({ shard: 4 }, 1);
    // @ts-expect-error: no way to pay
    depth.setToCurrentTime({ payment: "cash" });
    // @ts-expect-error: no way to pay
    duration.observe({ payment: "cash" }, 1);
    // @ts-expect-error: no way to pay
    duration.startTimer({ payment: "cash" });
    // @ts-expect-error: no way to pay
    duration.startTimer()({ payment: "cash" });
    // @ts-expect-error: no way to pay
    duration.labels(text, text).startTimer()({ payment: "cash" });
    // @ts-expect-error: no way to pay
    orders.labels({ payment: "cash" });
    // @ts-expect-error: the second label is not the way to pay
    orders.labels("card", "card", "200");
    // @ts-expect-error: the order is that of construction
    size.labels("card", "tenant");
    // @ts-expect-error: no way to pay
    orders.remove({ payment: "cash" });
  });

  test("an unknown label", () => {
    // @ts-expect-error: no such label
    orders.inc({ payment: "card", place: text });
    // @ts-expect-error: no such label
    orders.inc({ place: text });
    // @ts-expect-error: no such label
    orders.inc({ payment: "card", value: 2 });
    // @ts-expect-error: no label at all
    starts.inc({ payment: "card" });
    // @ts-expect-error: no such label
    depth.set({ place: text }, 1);
    // @ts-expect-error: no such label
    duration.observe({ place: text }, 1);
    // @ts-expect-error: no such label
    duration.labels({ place: text });
  });

  test("a label that it was not constructed with", () => {
    const some = new Counter({ name: "shop_orders_total", help: "Orders.", labelNames: ["payment"] });
    some.inc({ payment: "card" });
    // @ts-expect-error: a label of the family, but not of the metric
    some.inc({ express: "true" });
  });

  test("labels without the value", () => {
    // @ts-expect-error: no value
    depth.set({ payment: "card" });
    // @ts-expect-error: no value
    duration.observe({ payment: "card" });
  });

  test("a wrong literal in its function `collect`", () => {
    new Gauge({
      name: "shop_queue_depth",
      help: "Waits.",
      labelNames: ["payment", "shard"],
      async collect() {
        this.set({ payment: "card", shard: number }, 1);
        // @ts-expect-error: no way to pay
        this.set({ payment: "cash" }, 1);
      },
    });
  });

  test("a wrong literal where its label names are of a wide type", () => {
    const wide = new Counter({ name: "shop_orders_total", help: "Orders.", labelNames: texts });
    wide.inc({ payment: "card" });
    // @ts-expect-error: no way to pay
    wide.inc({ payment: "cash" });
  });
});

describe("the client's own types hold for", () => {
  test("a name that the schema does not have, or that is no literal", () => {
    foreign.inc({ payment: "cash" });
    // @ts-expect-error: not a label of the metric
    foreign.inc({ express: "true" });
    new Counter({ name: text, help: "Orders.", labelNames: texts }).inc({ place: "cash" });
  });

  test("label names, a type or type arguments that the schema does not have", () => {
    const labelNames = ["payment", "place"] as const;
    new Counter({ name: "shop_orders_total", help: "Orders.", labelNames }).inc({ place: "x" });
    new Gauge({ name: "shop_orders_total", help: "Orders.", labelNames }).set({ place: "x" }, 1);
    new Counter<"place">({ name: "shop_orders_total", help: "Orders." }).inc({ place: "x" });
  });

  test("annotations", () => {
    const annotated: Counter<"payment"> = orders;
    annotated.inc({ payment: "cash" });
    expectTypeOf<Counter>().toEqualTypeOf<Counter<string>>();
  });
});

describe("a program that compiled with the client compiles with", () => {
  test("annotations of either module", () => {
    const own: Counter<"payment" | "express" | "status"> = orders;
    const ofClient: client.Counter<"payment" | "express" | "status"> = orders;
    const back: Counter<"payment" | "express" | "status"> = ofClient;
    const wide: client.Counter = own;
    const all: readonly Counter[] = [orders, retries, starts, foreign, wide, back];
    const metrics: readonly Metric[] = [orders, depth, duration, ...all];
    const gauges: readonly client.Gauge[] = [depth, new Gauge({ name: text, help: text })];
    const histograms: Record<string, Histogram<string>> = { duration, size };
    for (const metric of metrics) register.registerMetric(metric);
    client.register.registerMetric(orders);
    expectTypeOf(gauges[0]?.set).toBeCallableWith(1);
    histograms["size"]?.observe({ place: "x" }, 1);
  });

  test("types through a default and a namespace import", () => {
    const first: prom.Counter<"payment"> = orders;
    const second: every.Counter = first;
    const third = register.getSingleMetric("shop_orders_total") as prom.Counter<"payment">;
    const fourth: InstanceType<typeof Counter> = third;
    const fifth: InstanceType<typeof every.Counter> = second;
    const children: prom.Counter.Internal[] = [orders.labels("card"), fourth.labels("x"), fifth.labels({})];
    const child: Histogram.Internal<"payment" | "status"> = duration.labels("card", "200");
    const config: Histogram.Config = { buckets: [1] };
    const ofGauge: every.Gauge.Internal<"payment" | "shard"> = depth.labels({ payment: text });
    expectTypeOf([children, child, config, ofGauge]).toBeObject();
  });

  test("the class as a value of the client's type", () => {
    const classes: { Counter: typeof client.Counter; Gauge: typeof client.Gauge } = { Counter, Gauge };
    const construct: new (configuration: CounterConfiguration<string>) => client.Counter = Counter;
    expectTypeOf([classes, construct]).toBeObject();
    const metric = register.getSingleMetric("shop_orders_total");
    if (metric instanceof Counter) metric.inc({ payment: text });
  });

  test("factories and generic helpers", () => {
    function counter<T extends string>(configuration: CounterConfiguration<T>): Counter<T> {
      return new Counter(configuration);
    }
    function named<T extends string>(labelNames: readonly T[]): Counter<T> {
      return new Counter({ name: "shop_orders_total", help: "Orders.", labelNames });
    }
    class Timed<T extends string> {
      readonly histogram: Histogram<T>;
      constructor(configuration: HistogramConfiguration<T>) {
        this.histogram = new Histogram(configuration);
        register.registerMetric(this.histogram);
      }
      run(labels: LabelValues<T>): client.Histogram<T> {
        this.histogram.startTimer(labels)(labels);
        this.histogram.labels(labels).observe(1);
        this.histogram.observe(labels, 1);
        return this.histogram;
      }
    }
    counter({ name: "shop_orders_total", help: "", labelNames: ["place"] }).inc({ place: "x" });
    named(["place"]).inc({ place: "x" });
    new Timed({ name: "shop_page_bytes", help: "", labelNames: ["place"] }).run({ place: "x" }).reset();
  });

  test("subclasses", () => {
    class Orders extends Counter {
      constructor() {
        super({ name: "shop_orders_total", help: "Orders." });
      }
    }
    class Placed extends prom.Counter<"place"> {
      override inc(labels?: LabelValues<"place"> | number, value?: number): void {
        super.inc(labels, value);
      }
    }
    class Generic<T extends string> extends Gauge<T> {}
    new Orders().inc({ place: "x" });
    new Placed({ name: "shop_orders_total", help: "" }).inc({ place: "x" });
    new Generic({ name: text, help: text, labelNames: ["place"] }).set({ place: "x" }, 1);
  });

  test("maps, lists and choices of metrics with different labels", () => {
    const byName = { orders, foreign };
    const either = byName[number > 0 ? "orders" : "foreign"];
    either.inc({ payment: text });
    either.inc();
    either.labels({ payment: text }).inc(2);
    either.labels(...texts).inc();
    for (const metric of [orders, depth, duration]) metric.remove(...texts);
    for (const counter of new Map([["orders", orders]]).set("retries", foreign).values()) counter.inc();
    const histogram = { duration, size }[number > 0 ? "duration" : "size"];
    histogram.startTimer({ payment: text })({ payment: text });
    // @ts-expect-error: no way to pay of either
    histogram.observe({ payment: "cash" }, 1);
  });

  test("types of its own that a metric satisfies", () => {
    interface Increments {
      inc(labels: Record<string, string>, value?: number): void;
    }
    const increments: readonly Increments[] = [orders, foreign];
    const stop: (labels?: LabelValues<"payment">) => number = duration.startTimer();
    const stopped: () => void = depth.startTimer({ payment: text });
    const ended: ReturnType<Histogram<"payment" | "status">["startTimer"]> = duration.startTimer();
    const bound: (value: number) => void = orders.inc.bind(orders);
    expectTypeOf([increments, stop, stopped, ended, bound]).toBeObject();
  });
});

describe("the drop-in of the successor", () => {
  test("has its types: no labels where a program names none", () => {
    const counter = new SuccessorCounter({ name: "shop_orders_total", help: "", labelNames: ["payment"] });
    const wide: SuccessorCounter<"payment"> = counter;
    counter.inc({ payment: "card" });
    wide.inc({ payment: "cash" });
    // @ts-expect-error: no way to pay
    counter.inc({ payment: "cash" });
    const unlabelled: SuccessorCounter = new SuccessorCounter({ name: "mails_total", help: "Mails." });
    unlabelled.inc();
    // @ts-expect-error: no label at all
    unlabelled.inc({ payment: text });
  });
});
