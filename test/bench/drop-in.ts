import * as client from "prom-client";
import * as dropIn from "../fixtures/golden/client/client.js";
import { PASS, random } from "./inputs.js";
import { inTurns, type Result, type Subject } from "./result.js";

/** The client that the drop-in stands in for. */
const CLIENT = "prom-client";
const LOOP = "the loop";

const registers: client.Registry[] = [];
const PAYMENTS = ["card", "paypal"];
const STATUSES = [200, 200, 201, 302, 404, 500];
const CUSTOMERS = Array.from({ length: 40 }, (_, at) => `customer-${at}`);

const orderLabels = Array.from({ length: PASS }, () => ({
  payment: pick(PAYMENTS),
  express: random() < 0.5 ? "true" : "false",
  status: pick(STATUSES),
}));
const visitLabels = Array.from({ length: PASS }, () => ({
  payment: pick(PAYMENTS),
  customer: pick(CUSTOMERS),
  status: pick(STATUSES),
}));
const durationLabels = Array.from({ length: PASS }, () => ({
  payment: pick(PAYMENTS),
  status: pick(STATUSES),
}));
const seconds = Array.from({ length: PASS }, () => 10 ** (random() * 5 - 3));

const ORDERS = {
  name: "shop_orders_total",
  help: "Orders.",
  labelNames: ["payment", "express", "status"],
  registers,
};
const VISITS = {
  name: "shop_visits_total",
  help: "Visits.",
  labelNames: ["payment", "customer", "status"],
  registers,
};
const DURATION = {
  name: "shop_request_duration_seconds",
  help: "Time.",
  labelNames: ["payment", "status"],
  buckets: [0.01, 0.1, 1],
  registers,
};
const DEPTH = { name: "shop_queue_depth", help: "Waiting.", labelNames: ["payment", "shard"], registers };

/** A counter with three closed labels. */
export function dropInCounters(): readonly Result[] {
  const [before, after] = [new client.Counter(ORDERS), new dropIn.Counter(ORDERS)];
  const labelSets = orderLabels;
  return net([
    loop(() => {
      let count = 0;
      for (const labels of labelSets) count += labels.payment.length;
      return count;
    }),
    {
      name: CLIENT,
      call: () => {
        for (const labels of labelSets) before.inc(labels);
      },
    },
    {
      name: "drop-in",
      call: () => {
        for (const labels of labelSets) after.inc(labels);
      },
    },
  ]);
}

/** A counter whose second label of three is open. */
export function dropInOpenCounters(): readonly Result[] {
  const [before, after] = [new client.Counter(VISITS), new dropIn.Counter(VISITS)];
  const labelSets = visitLabels;
  return net([
    loop(() => {
      let count = 0;
      for (const labels of labelSets) count += labels.customer.length;
      return count;
    }),
    {
      name: CLIENT,
      call: () => {
        for (const labels of labelSets) before.inc(labels);
      },
    },
    {
      name: "drop-in",
      call: () => {
        for (const labels of labelSets) after.inc(labels);
      },
    },
  ]);
}

/** A histogram with two labels. */
export function dropInHistograms(): readonly Result[] {
  const [before, after] = [new client.Histogram(DURATION), new dropIn.Histogram(DURATION)];
  const [labelSets, values] = [durationLabels, seconds];
  return net([
    loop(() => {
      let sum = 0;
      for (let at = 0; at < labelSets.length; at++) {
        const labels = labelSets[at];
        if (labels !== undefined) sum += values[at] ?? 0;
      }
      return sum;
    }),
    {
      name: CLIENT,
      call: () => {
        for (let at = 0; at < labelSets.length; at++) {
          const labels = labelSets[at];
          if (labels !== undefined) before.observe(labels, values[at] ?? 0);
        }
      },
    },
    {
      name: "drop-in",
      call: () => {
        for (let at = 0; at < labelSets.length; at++) {
          const labels = labelSets[at];
          if (labels !== undefined) after.observe(labels, values[at] ?? 0);
        }
      },
    },
  ]);
}

/** A gauge with two labels. */
export function dropInGauges(): readonly Result[] {
  const [before, after] = [new client.Gauge(DEPTH), new dropIn.Gauge(DEPTH)];
  const labelSets = durationLabels.map(({ payment }, at) => ({ payment, shard: at % 4 }));
  return net([
    loop(() => {
      let count = 0;
      for (const labels of labelSets) count += labels.shard;
      return count;
    }),
    {
      name: CLIENT,
      call: () => {
        for (const labels of labelSets) before.set(labels, 5);
      },
    },
    {
      name: "drop-in",
      call: () => {
        for (const labels of labelSets) after.set(labels, 5);
      },
    },
  ]);
}

/** What `labels` of a counter returns. */
export function dropInChildren(): readonly Result[] {
  const labels = { payment: "card", express: "true", status: 200 };
  const before = new client.Counter(ORDERS).labels(labels);
  const after = new dropIn.Counter(ORDERS).labels(labels);
  return net([
    emptyLoop(),
    {
      name: CLIENT,
      call: () => {
        for (let at = 0; at < PASS; at++) before.inc();
      },
    },
    {
      name: "drop-in",
      call: () => {
        for (let at = 0; at < PASS; at++) after.inc();
      },
    },
  ]);
}

/** The same, of a counter with an open label. */
export function dropInOpenChildren(): readonly Result[] {
  const labels = { payment: "card", customer: "customer-1", status: 200 };
  const before = new client.Counter(VISITS).labels(labels);
  const after = new dropIn.Counter(VISITS).labels(labels);
  return net([
    emptyLoop(),
    {
      name: CLIENT,
      call: () => {
        for (let at = 0; at < PASS; at++) before.inc();
      },
    },
    {
      name: "drop-in",
      call: () => {
        for (let at = 0; at < PASS; at++) after.inc();
      },
    },
  ]);
}

/** A timer of what `labels` of a histogram returns. */
export function dropInTimers(): readonly Result[] {
  const labels = { payment: "card", status: 200 };
  const before = new client.Histogram(DURATION).labels(labels);
  const after = new dropIn.Histogram(DURATION).labels(labels);
  return net([
    emptyLoop(),
    {
      name: CLIENT,
      call: () => {
        for (let at = 0; at < PASS; at++) before.startTimer()();
      },
    },
    {
      name: "drop-in",
      call: () => {
        for (let at = 0; at < PASS; at++) after.startTimer()();
      },
    },
  ]);
}

function loop(call: () => unknown): Subject {
  return { name: LOOP, call };
}

function emptyLoop(): Subject {
  return loop(() => {
    let count = 0;
    for (let at = 0; at < PASS; at++) count += at & 1;
    return count;
  });
}

/** The results without the time of the loop. */
function net(subjects: readonly Subject[]): readonly Result[] {
  const [around, ...others] = inTurns(PASS, subjects);
  return others.map(({ name, nanoseconds }) => ({
    name,
    nanoseconds: nanoseconds - (around?.nanoseconds ?? 0),
  }));
}

function pick<T>(values: readonly T[]): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new RangeError("nothing to pick from");
  return value;
}
