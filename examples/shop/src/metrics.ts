import { Counter, collectDefaultMetrics, Gauge, Histogram, register } from "prom-client";

const PREFIX = "shop_";

register.setDefaultLabels({ service: "shop" });
collectDefaultMetrics();

/** A factory: each metric has the service's prefix. */
function counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
  return new Counter({ name: `${PREFIX}${name}`, help, labelNames });
}

export const orders = counter("orders_total", "Orders placed", ["payment", "gift"]);
export const logins = counter("logins_total", "Logins", ["result"]);

const QUEUES = ["mail", "invoices"] as const;
export type Queue = (typeof QUEUES)[number];

/** A map of metrics: a gauge for each queue. */
export const queues = Object.fromEntries(
  QUEUES.map((queue) => [
    queue,
    new Gauge({ name: `${PREFIX}${queue}_queue_size`, help: `Jobs in the queue of ${queue}` }),
  ]),
) as Record<Queue, Gauge>;

/** Baskets by customer. */
export const baskets = new Map<string, readonly string[]>();

/** A gauge that is read when it is collected. */
new Gauge({
  name: `${PREFIX}baskets`,
  help: "Baskets that are not ordered yet",
  collect() {
    this.set(baskets.size);
  },
});

/** A wrapper: it measures how long something takes. */
export class Stopwatch<Label extends string> {
  readonly #histogram: Histogram<Label>;

  constructor(what: string, labelNames: readonly Label[]) {
    this.#histogram = new Histogram({
      name: `${PREFIX}${what}_duration_seconds`,
      help: `Time that a ${what} takes`,
      labelNames,
      buckets: [0.005, 0.05, 0.5, 5],
    });
  }

  /** @returns a function that ends the measurement */
  start(): (labels: Partial<Record<Label, string | number>>) => void {
    const end = this.#histogram.startTimer();
    return (labels) => {
      end(labels);
    };
  }
}
