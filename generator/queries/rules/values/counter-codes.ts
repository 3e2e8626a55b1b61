import { error, warning } from "../../../diagnostics/define.js";

/** Mistakes with counters, their rates, and gauges. */
export const COUNTER_WORDS = {
  "query-rate-of-gauge": error<{ function: string; name: string; measure: string }>({
    title: "rate of a gauge",
    message: (params) =>
      `\`${params.function}\` is for counters, and \`${params.name}\` is ${params.measure}: each decrease would count as a reset.`,
    help: (params) => `Write \`${params.function === "rate" ? "deriv" : "delta"}\`.`,
    explanation:
      "`rate`, `irate` and `increase` take each decrease for a restart of the program, and add the value after it. Of a value that can fall, the result has no meaning.",
    wrong: "rate(shop_queue_length[5m])",
    right: "deriv(shop_queue_length[5m])",
  }),
  "query-rate-of-rate": error<{ function: string; name: string; measure: string }>({
    title: "rate of a rate",
    message: (params) =>
      `\`${params.function}\` is for counters, and \`${params.name}\` is ${params.measure} already: each decrease would count as a reset.`,
    help: () => "Take the rate once; `avg_over_time` and `max_over_time` follow a rate over time.",
    explanation:
      "A rate rises and falls. A rate of it takes each decrease for a restart of the program, so that the result has no meaning.",
    wrong: "rate(rate(shop_requests_total[5m])[1h:])",
    right: "max_over_time(rate(shop_requests_total[5m])[1h:])",
  }),
  "query-rate-of-sum": error<{ function: string; name: string }>({
    title: "rate of a sum of counters",
    message: (params) =>
      `\`${params.function}\` is for counters, and \`${params.name}\` is a sum of several: when one of them falls to 0, the whole sum counts as growth.`,
    help: (params) => `Take the sum of the rates: \`sum(${params.function}(…))\`.`,
    explanation:
      "A sum of counters falls when one program restarts. `rate` takes that for a reset of the whole sum, and adds all that the other programs have counted since their start. A rate is taken first, then the sum.",
    wrong: "rate(sum(shop_requests_total)[5m:])",
    right: "sum(rate(shop_requests_total[5m]))",
  }),
  "query-rate-of-unknown-sum": warning<{ function: string; name: string }>({
    title: "rate of a sum",
    message: (params) =>
      `\`${params.function}\` is for counters, and \`${params.name}\` is a sum: when one of its series falls to 0, the whole sum counts as growth.`,
    help: (params) => `Take the sum of the rates: \`sum(${params.function}(…))\`.`,
    explanation:
      "A sum of counters falls when one program restarts, and a sum of gauges at all times. Either way, `rate` takes the decrease for a reset, and adds the whole sum.",
    wrong: "rate(sum(node_network_receive_bytes_total)[5m:])",
    right: "sum(rate(node_network_receive_bytes_total[5m]))",
  }),
  "query-delta-of-counter": warning<{ function: string; name: string }>({
    title: "difference of a counter",
    message: (params) =>
      `\`${params.function}\` is for gauges, and \`${params.name}\` is a counter, which falls to 0 when the program restarts.`,
    help: (params) => {
      const instead = INSTEAD_OF_DELTA.get(params.function);
      return instead === undefined ? undefined : `Write \`${instead}\`.`;
    },
    explanation:
      "`delta` and `deriv` compare values as they are. At a restart of the program, the difference of a counter is a large negative number.",
    wrong: "delta(shop_requests_total[5m])",
    right: "increase(shop_requests_total[5m])",
  }),
  "query-bare-counter": warning<{ name: string; number: string; measure: string }>({
    title: "alert on a bare counter",
    message: ({ name, number, measure }) =>
      `\`${name}\` is ${measure}, which only grows: once it has passed ${number}, the alert does not change until the program restarts.`,
    help: () => "Compare what it has grown by: `increase(…[1h])` or `rate(…[5m])`.",
    explanation:
      "A counter counts from the start of the program. An alert that compares it with a number fires by how long the program runs, and cannot end by itself.",
    wrong: "{ alert: ManyOrders, expr: 'shop_requests_total > 100' }",
    right: "{ alert: ManyOrders, expr: 'increase(shop_requests_total[1h]) > 100' }",
  }),
  "query-resets-of-gauge": error<{ name: string; measure: string }>({
    title: "resets of something that has none",
    message: ({ name, measure }) =>
      `\`resets\` counts how often a counter falls to 0, and \`${name}\` is ${measure}: each decrease would count.`,
    help: () => "Write `changes`, or `delta` for what it has changed by.",
    explanation:
      "`resets` counts each decrease. A counter falls only at a restart; other values fall at all times.",
    wrong: "resets(shop_queue_length[1h])",
    right: "changes(shop_queue_length[1h])",
  }),
  "query-changes-of-constant": error<{ name: string }>({
    title: "changes of something that never changes",
    message: ({ name }) => `\`changes\` of \`${name}\` is always 0: the value never changes.`,
    explanation: "`changes` counts how often the value of a series changes. The value of this one cannot.",
    wrong: "changes(absent(up)[1h:])",
    right: "changes(up[1h])",
  }),
};

/** The function of counters that answers the same question as one of gauges. */
const INSTEAD_OF_DELTA: ReadonlyMap<string, string> = new Map(
  Object.entries({ delta: "increase", idelta: "irate", deriv: "rate" }),
);
