import { expect, test } from "vitest";
import { findAffectedQueries } from "../../../generator/diff/affected-queries.js";
import type { ChangeKind } from "../../../generator/diff/change.js";
import { findChanges } from "../../../generator/diff/diff.js";
import { catalogOf } from "../../support/generator/compile-schema.js";
import { queriesIn } from "../../support/generator/read-queries.js";

const BASE = `namespace: shop
counters:
  orders: { description: Orders, vectors: [payment, code] }
  visits: { description: Visits }
histograms:
  duration: { description: Durations, vectors: [payment], unit: seconds, buckets: [.1, .5, 1] }
vectors:
  payment: { values: [card, paypal, invoice, $payment] }
  code: { type: http_status }
recorders:
  order: { metrics: [orders, visits, duration], description: One order }`;

const SCRAPED = `${BASE}
outputs:
  scrape:
    job_name: shop
    static_configs:
      - { targets: [a:1, b:1], labels: { site: berlin, floor: "1" } }
      - { targets: [c:1], labels: { site: paris, floor: "2" } }`;

const NATIVE = SCRAPED.replace("job_name: shop", "job_name: shop\n    histograms: native");

const RENAMED = BASE.replace("visits: {", "calls: { renamed_from: visits,").replace(
  "[orders, visits",
  "[orders, calls",
);
const GONE = BASE.replace("  visits: { description: Visits }\n", "").replace("visits, ", "");
const LESS = BASE.replace("[card, paypal, invoice, $payment]", "[card, invoice]");
const UNCODED = BASE.replace("[payment, code]", "[payment]").replace(/\n {2}code: .*/, "");
const NARROWED = BASE.replace("{ type: http_status }", "{ type: integer, min: 100, max: 589 }");
const COARSER = BASE.replace("[.1, .5, 1]", "[.1, .5]");

/** Of expressions with empty lines between them, those that a kind of change breaks, and those that it may break. */
function effect(
  { base: before, head, kind }: Pick<Effect, "base" | "head" | "kind">,
  expressions: readonly string[],
) {
  const base = catalogOf(before ?? (head.includes("scrape:") ? SCRAPED : BASE));
  const { changes } = findChanges(base, catalogOf(head));
  const queries = queriesIn(expressions.join("\n\n"), "q.promql");
  const affected = findAffectedQueries(changes, base, queries)[changes.findIndex((one) => one.kind === kind)];
  const texts = (sure: boolean) =>
    affected?.filter((one) => one.sure === sure).map(({ query }) => query.text) ?? [];
  return { breaks: texts(true), mayBreak: texts(false) };
}

interface Effect {
  /** By default BASE, or SCRAPED if `head` has a scrape job. */
  readonly base?: string | undefined;
  readonly head: string;
  readonly kind: ChangeKind;
  readonly breaks?: readonly string[];
  readonly mayBreak?: readonly string[];
  readonly not: readonly string[];
}

test.each<readonly [string, Effect]>([
  [
    "a family that is gone breaks whatever selects it",
    {
      head: GONE,
      kind: "family-removed",
      breaks: [
        "shop_visits",
        "sum(rate(shop_visits[5m])) / sum(rate(shop_orders[5m]))",
        '{__name__="shop_visits"}',
        '{__name__=~"shop_(visits|orders)"}',
      ],
      not: ["shop_visits_total", "other_visits", "shop_orders", "sum by (shop_visits) (up)"],
    },
  ],
  [
    "another namespace breaks whatever selects any family",
    {
      head: BASE.replace("shop", "store"),
      kind: "namespace-changed",
      breaks: ["shop_visits", "shop_duration_bucket", "shop_duration_sum / shop_duration_count"],
      not: ["store_visits", "shop_duration"],
    },
  ],
  [
    "a unit breaks what reads a histogram, by any of its series",
    {
      head: BASE.replace("seconds", "milliseconds"),
      kind: "unit-changed",
      breaks: ["shop_duration_bucket", "shop_duration_sum", "shop_duration_count"],
      not: ["shop_visits"],
    },
  ],
  [
    "a label that is gone breaks queries that name it and need it",
    {
      head: UNCODED,
      kind: "label-removed",
      breaks: [
        'shop_orders{code="200"}',
        'shop_orders{code=~"$code"}',
        "sum by (code) (shop_orders)",
        "shop_orders * on (code) group_left up",
        'label_replace(shop_orders, "c", "$1", "code", "(.*)")',
      ],
      not: [
        "shop_orders",
        "sum without (code) (shop_orders)",
        "sum by (code) (shop_visits)",
        'up{code="200"}',
      ],
    },
  ],
  [
    "a label that is new may break whatever selects the family",
    {
      head: BASE.replace("description: Visits", "description: Visits, vectors: [code]"),
      kind: "label-added",
      mayBreak: ["shop_visits", "sum(shop_visits)"],
      not: ["shop_orders"],
    },
  ],
  [
    "a value that is gone breaks what selects it and no other that is still there",
    {
      head: LESS,
      kind: "values-removed",
      breaks: [
        'shop_orders{payment="paypal"}',
        'shop_orders{payment=~"card|paypal"}',
        'shop_orders{payment=~"pay.*"}',
        'shop_duration_count{payment=~"(paypal)"}',
      ],
      not: [
        "shop_orders",
        'shop_orders{payment="card"}',
        'shop_orders{payment=~".*"}',
        'shop_orders{payment!="paypal"}',
        'shop_orders{payment!~"paypal|card"}',
        'shop_orders{payment="$payment"}',
        'shop_orders{code="paypal"}',
        'up{payment="paypal"}',
      ],
    },
  ],
  [
    "a range that is narrowed breaks what selects the numbers that are gone",
    {
      head: NARROWED,
      kind: "values-removed",
      breaks: ['shop_orders{code="599"}', 'shop_orders{code=~"59."}'],
      not: ['shop_orders{code=~"5.."}', 'shop_orders{code="600"}'],
    },
  ],
  [
    "a value that is new may break what names the label",
    {
      head: BASE.replace("$payment]", "$$payment, cash]"),
      kind: "values-added",
      mayBreak: ['shop_orders{payment=~"card|paypal|invoice"}', "sum by (payment) (shop_orders)"],
      not: ["shop_orders", "shop_visits"],
    },
  ],
  [
    "an upper bound that is gone breaks what selects it, in both spellings, and may break quantiles",
    {
      head: COARSER,
      kind: "bucket-removed",
      breaks: ['shop_duration_bucket{le="1"}', 'shop_duration_bucket{le="1.0"}'],
      mayBreak: [
        "histogram_quantile(.9, sum by (le) (rate(shop_duration_bucket[5m])))",
        'shop_duration_bucket{le="0.5"}',
      ],
      not: ["shop_duration_sum", 'shop_duration_count{le="1"}'],
    },
  ],
  [
    "a metric that a recorder no longer records may no longer change",
    {
      head: BASE.replace("[orders, visits, duration]", "[orders, duration]"),
      kind: "recorder-metric-removed",
      mayBreak: ["shop_visits"],
      not: ["shop_orders"],
    },
  ],
  [
    "other words may break what reads the family",
    {
      head: BASE.replace("description: Visits", "description: Visitors"),
      kind: "help-changed",
      mayBreak: ["shop_visits"],
      not: ["shop_orders"],
    },
  ],
  [
    "a family that is exposed under both names breaks nothing",
    {
      head: RENAMED.replace("renamed_from: visits", "renamed_from: { name: visits, until: 2.0.0 }"),
      kind: "family-renamed",
      not: ["shop_visits", "sum(rate(shop_visits[5m]))", "shop_calls", "shop_calls or shop_visits"],
    },
  ],
  [
    "a family under another name breaks what selects the old name and has no other side of an `or` for the new one",
    {
      head: RENAMED,
      kind: "family-renamed",
      breaks: [
        "shop_visits",
        "shop_visits or vector(0)",
        "shop_calls / shop_visits",
        "(shop_visits or shop_orders) / (shop_calls or shop_orders)",
      ],
      not: [
        "shop_calls",
        "rate(shop_visits[5m]) or rate(shop_calls[5m])",
        "sum(shop_calls) or sum(shop_visits or vector(0))",
        '{__name__=~"shop_(visits|calls)"}',
      ],
    },
  ],
  [
    "another name of the job breaks what selects the old one, of the schema's families and of all others",
    {
      head: SCRAPED.replace("job_name: shop", "job_name: web"),
      kind: "job-changed",
      breaks: [
        'shop_visits{job="shop"}',
        'shop_visits{job=~"shop|store"}',
        'up{job="shop"} == 0',
        'absent(process_cpu_seconds_total{job="shop"})',
        '{job="shop"}',
        'label_replace(shop_visits{job="shop"}, "c", "$1", "site", "(.*)")',
      ],
      not: [
        "shop_visits",
        "sum by (job) (shop_visits)",
        'shop_visits{job="web"}',
        'shop_visits{job="other"}',
        'shop_visits{job=~"shop|web"}',
        'shop_visits{job=~".*"}',
        'shop_visits{job="shop"} or shop_visits{job="web"}',
        'up{job!="shop"}',
        'shop_visits{site="shop"}',
      ],
    },
  ],
  [
    "a label of targets that is gone breaks what names it, in every family and in series of the job",
    {
      head: SCRAPED.replaceAll("site:", "place:"),
      kind: "target-labels-changed",
      breaks: [
        'shop_visits{site="berlin"}',
        'shop_duration_count{site=~"ber.*|rome"}',
        "sum by (site) (rate(shop_orders[5m]))",
        'up{job="shop",site="berlin"}',
      ],
      mayBreak: ['up{site="berlin"} == 0'],
      not: [
        "shop_visits",
        "sum without (site) (shop_visits)",
        'shop_visits{floor="1"}',
        'shop_visits{site="rome"}',
        'shop_visits{job="other",site="berlin"}',
        'other_visits{site="berlin"}',
        'shop_visits{site="berlin"} or shop_visits{place="berlin"}',
      ],
    },
  ],
  [
    "a value of a target's label that is gone breaks what selects it alone",
    {
      head: SCRAPED.replace("berlin", "munich"),
      kind: "target-labels-changed",
      breaks: ['shop_visits{site="berlin"}', 'shop_visits{site=~"berlin|paris"}'],
      not: [
        'shop_visits{site="paris"}',
        'shop_visits{site=~"berlin|munich"}',
        "sum by (site) (shop_visits)",
        'shop_visits{site!="berlin"}',
      ],
    },
  ],
  [
    "histograms that are stored as native ones alone break what reads their series of buckets",
    {
      head: NATIVE,
      kind: "histograms-changed",
      breaks: [
        "histogram_quantile(.9, sum by (le) (rate(shop_duration_bucket[5m])))",
        "rate(shop_duration_sum[5m]) / rate(shop_duration_count[5m])",
        "shop_duration_count or shop_visits",
      ],
      not: [
        "histogram_count(shop_duration)",
        "shop_visits",
        "rate(shop_duration_count[5m]) or histogram_count(rate(shop_duration[5m]))",
        'rate({__name__=~"shop_duration(_bucket)?"}[5m])',
      ],
    },
  ],
  [
    "native histograms that are no longer stored break what reads them",
    {
      base: SCRAPED.replace("job_name: shop", "job_name: shop\n    histograms: both"),
      head: SCRAPED,
      kind: "histograms-changed",
      breaks: ["histogram_quantile(.9, rate(shop_duration[5m]))", '{__name__=~"shop_duration"}'],
      not: ["shop_duration_count", "shop_visits", "histogram_count(shop_duration) or shop_duration_count"],
    },
  ],
  [
    "a removed upper bound may break quantiles of a native histogram",
    {
      base: NATIVE,
      head: NATIVE.replace("[.1, .5, 1]", "[.1, .5]"),
      kind: "bucket-removed",
      mayBreak: ["histogram_quantile(.9, rate(shop_duration[5m]))"],
      not: ["shop_visits"],
    },
  ],
  [
    "a native histogram under another name breaks what selects the old one",
    {
      base: NATIVE,
      head: NATIVE.replace("duration: {", "time: { renamed_from: duration,").replace(
        "visits, duration]",
        "visits, time]",
      ),
      kind: "family-renamed",
      breaks: ["histogram_count(shop_duration)"],
      not: ["shop_visits", "rate(shop_duration[5m]) or rate(shop_time[5m])"],
    },
  ],
])("%s", (_name, { base, head, kind, breaks = [], mayBreak = [], not }) => {
  expect(effect({ base, head, kind }, [...breaks, ...mayBreak, ...not])).toEqual({ breaks, mayBreak });
});

const RULES = `groups:
  - name: shop
    rules:
      - { alert: Few, expr: shop:visits:sum < 1 }
      - { record: "shop:visits:sum", expr: "sum(shop:visits:rate5m)" }
      - { record: "shop:visits:rate5m", expr: "rate(shop_visits[5m])" }
      - { alert: Other, expr: shop_orders > 1 }
`;

test.each<
  readonly [string, { readonly head: string; readonly want: readonly (readonly [string, boolean])[] }]
>([
  [
    "a family that is gone breaks what rules record of it, and what reads that, too",
    {
      head: GONE,
      want: [
        ["Few", true],
        ["shop:visits:sum", true],
        ["shop:visits:rate5m", true],
      ],
    },
  ],
  [
    "what may break a rule may break what reads it",
    {
      head: BASE.replace("description: Visits", "description: Visitors"),
      want: [
        ["Few", false],
        ["shop:visits:sum", false],
        ["shop:visits:rate5m", false],
      ],
    },
  ],
])("%s", (_name, { head, want }) => {
  const base = catalogOf(BASE);
  const { changes } = findChanges(base, catalogOf(head));
  const [affected] = findAffectedQueries(changes, base, queriesIn(RULES, "rules.yaml"));
  expect(changes).toHaveLength(1);
  expect(affected?.map(({ query: { owner }, sure }) => ["name" in owner && owner.name, sure])).toEqual(want);
});
