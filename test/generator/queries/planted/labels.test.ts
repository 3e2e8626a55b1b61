import { describe } from "vitest";
import { type Planted, testPlanted } from "../../../support/generator/planted.js";

const LOST = "query-lost-label";
const NEEDLESS = "query-needless-label";
const UNKNOWN = "query-unknown-label";
const NEVER = "query-sides-never-match";
const HARDLY = "query-sides-hardly-match";
const MANY = "query-many-to-one";
const SINGLE = "query-single-value-label";

const LOST_LABELS: readonly Planted[] = [
  [
    "`by` of a label that an inner `by` has removed",
    {
      given: "sum by (factor) (sum by (success) (rate(shop_logins[5m]))) > 1",
      want: [[LOST, "factor"]],
      right: "sum by (factor) (sum by (success, factor) (rate(shop_logins[5m]))) > 1",
    },
  ],
  [
    "`by` of a label of an unknown metric that an inner `by` has removed",
    {
      given: "max by (node) (sum by (namespace) (container_memory_bytes)) > 1e9",
      want: [[LOST, "node"]],
      right: "max by (namespace) (sum by (namespace, node) (container_memory_bytes)) > 1e9",
    },
  ],
  [
    "`by` of a label that a sum without `by` has removed",
    {
      given: "count by (code) (sum(rate(shop_requests_total[5m]))) > 1",
      want: [[LOST, "code"]],
      right: "count by (code) (sum by (code) (rate(shop_requests_total[5m]))) > 1",
    },
  ],
  [
    "`by` of a label that `without` has removed",
    {
      given: "topk by (method) (3, sum without (method) (rate(shop_requests_total[5m]))) > 1",
      want: [[LOST, "method"]],
      right: "topk by (method) (3, sum without (code) (rate(shop_requests_total[5m]))) > 1",
    },
  ],
  [
    "`by` of a label that a match by `on` has removed",
    {
      given: "sum by (queue) (shop_queue_length + on (instance) shop_version_info) > 1",
      want: [[LOST, "queue"]],
      right: "sum by (instance) (shop_queue_length + on (instance) shop_version_info) > 1",
    },
  ],
  [
    "`by` of a label that `ignoring` has removed",
    {
      given: "max by (queue) (shop_queue_length / ignoring (queue) node_limit) > 0.1",
      want: [[LOST, "queue"]],
      right: "max by (queue) (shop_queue_length / ignoring (queue) group_left node_limit) > 0.1",
    },
  ],
  [
    "`without` of a label that is gone",
    {
      given: "sum without (factor) (sum by (success) (shop_logins)) > 1",
      want: [[NEEDLESS, "factor"]],
      right: "sum without (factor) (sum by (success, factor) (shop_logins)) > 1",
    },
  ],
  [
    "`on` of a label that one side has lost",
    {
      given: "sum by (success) (shop_logins) / on (factor) sum by (factor) (shop_logins) > 0.1",
      want: [[LOST, "factor"]],
      right: "sum by (factor) (shop_logins) / on (factor) sum by (factor) (shop_logins) > 0.1",
    },
  ],
  [
    "`on` of a label that the right side has lost",
    {
      given: "sum by (method) (shop_requests_total) > on (method) sum by (code) (shop_requests_total)",
      want: [[LOST, "method"]],
      right: "sum by (method) (shop_requests_total) > on (method) sum by (method) (shop_requests_total)",
    },
  ],
  [
    "`on` of a label that `and` needs",
    {
      given: "sum(shop_logins) > 5 and on (success) sum by (success) (shop_logins) > 1",
      want: [[LOST, "success"]],
      right: "sum by (success) (shop_logins) > 5 and on (success) sum by (success) (shop_logins) > 1",
    },
  ],
  [
    "`on` of a label that one side of unknown metrics has lost",
    {
      given: "sum by (pod) (a_total) / on (pod, node) b_total > 0.1",
      want: [[NEEDLESS, "node"]],
      right: "sum by (pod, node) (a_total) / on (pod, node) b_total > 0.1",
    },
  ],
  [
    "`ignoring` of a label that both sides have lost",
    {
      given:
        "sum by (code) (shop_requests_total) / ignoring (method) sum by (code) (shop_requests_total) > 0.1",
      want: [[NEEDLESS, "method"]],
      right:
        "sum by (code, method) (shop_requests_total) / ignoring (method) group_left sum by (code) (shop_requests_total) > 0.1",
    },
  ],
  [
    "`group_left` of a label that the other side has lost",
    {
      given:
        "shop_queue_length * on (instance) group_left (version) max by (instance) (shop_version_info) > 1",
      want: [[LOST, "version"]],
      right:
        "shop_queue_length * on (instance) group_left (version) max by (instance, version) (shop_version_info) > 1",
    },
  ],
  [
    "`group_right` of a label that the other side has lost",
    {
      given: "max by (instance) (build_info) * on (instance) group_right (version) shop_queue_length > 1",
      want: [[LOST, "version"]],
      right:
        "max by (instance, version) (build_info) * on (instance) group_right (version) shop_queue_length > 1",
    },
  ],
  [
    "the source of `label_replace`",
    {
      given: 'label_replace(sum by (success) (shop_logins), "f", "$1", "factor", "(.*)") > 1',
      want: [[LOST, "factor"]],
      right: 'label_replace(sum by (factor) (shop_logins), "f", "$1", "factor", "(.*)") > 1',
    },
  ],
  [
    "a source of `label_join`",
    {
      given: 'label_join(sum by (code) (shop_requests_total), "both", "-", "code", "method") > 1',
      want: [[LOST, "method"]],
      right: 'label_join(sum by (code, method) (shop_requests_total), "both", "-", "code", "method") > 1',
    },
  ],
  [
    "the label of `sort_by_label`",
    {
      given: 'sort_by_label(sum by (code) (shop_requests_total), "method")',
      want: [[LOST, "method"]],
      right: 'sort_by_label(sum by (method) (shop_requests_total), "method")',
      standsIn: "panel",
    },
  ],
  [
    "the label of `label_values`",
    {
      given: "sort_by_label_desc(max by (queue) (shop_queue_length), 'instance')",
      want: [[LOST, "instance"]],
      right: "sort_by_label_desc(max by (queue, instance) (shop_queue_length), 'instance')",
      standsIn: "panel",
    },
  ],
  [
    "a label once, where it is lost first",
    {
      given: "sum by (factor) (max by (factor) (sum by (success) (shop_logins))) > 1",
      want: [[LOST, "factor"]],
      right: "sum by (factor) (max by (factor) (sum by (factor) (shop_logins))) > 1",
    },
  ],
  [
    "`without` with what it loses of a label named outside",
    {
      given: "sum by (instance) (avg without (instance, job) (shop_queue_length)) > 1",
      want: [[LOST, "instance"]],
      right: "sum by (instance) (avg without (queue) (shop_queue_length)) > 1",
    },
  ],
];

const RECORDED: readonly Planted[] = [
  [
    "a matcher on a label that a recorded metric has lost",
    {
      given: `
- record: factor:logins:rate5m
  expr: sum by (factor) (rate(shop_logins[5m]))
- alert: Logins
  expr: factor:logins:rate5m{success="true"} > 1
`,
      want: [[LOST, "success"]],
      right: `
- record: factor:logins:rate5m
  expr: sum by (factor) (rate(shop_logins[5m]))
- alert: Logins
  expr: factor:logins:rate5m{factor="totp"} > 1
`,
    },
  ],
  [
    "a matcher without effect on a label that a recorded metric has lost",
    {
      given: `
- alert: Logins
  expr: factor:logins:rate5m{success!="true"} > 1
- record: factor:logins:rate5m
  expr: sum by (factor) (rate(shop_logins[5m]))
`,
      want: [[NEEDLESS, "success"]],
      right: `
- alert: Logins
  expr: factor:logins:rate5m > 1
- record: factor:logins:rate5m
  expr: sum by (factor) (rate(shop_logins[5m]))
`,
    },
  ],
  [
    "`by` of a label that a recorded metric has lost",
    {
      given: `
- record: factor:logins:rate5m
  expr: sum by (factor) (rate(shop_logins[5m]))
- alert: Logins
  expr: sum by (success) (factor:logins:rate5m) > 1
`,
      want: [[LOST, "success"]],
      right: `
- record: factor:logins:rate5m
  expr: sum by (factor) (rate(shop_logins[5m]))
- alert: Logins
  expr: sum by (factor) (factor:logins:rate5m) > 1
`,
    },
  ],
  [
    "a label of an unknown metric that a recorded metric has lost",
    {
      given: `
- record: instance:cpu:rate5m
  expr: sum by (instance) (rate(node_cpu_seconds_total[5m]))
- alert: Cpu
  expr: instance:cpu:rate5m{mode="idle"} < 1
`,
      want: [[LOST, "mode"]],
      right: `
- record: instance:cpu:rate5m
  expr: sum by (instance, mode) (rate(node_cpu_seconds_total[5m]))
- alert: Cpu
  expr: instance:cpu:rate5m{mode="idle"} < 1
`,
    },
  ],
  [
    "a value that a recorded metric never has",
    {
      given: `
- record: factor:logins:rate5m
  expr: sum by (factor) (rate(shop_logins[5m]))
- alert: Logins
  expr: factor:logins:rate5m{factor="topt"} > 1
`,
      want: [["query-unknown-value", "topt"]],
      right: `
- record: factor:logins:rate5m
  expr: sum by (factor) (rate(shop_logins[5m]))
- alert: Logins
  expr: factor:logins:rate5m{factor="totp"} > 1
`,
    },
  ],
  [
    "a value that the rule has left out",
    {
      given: `
- record: factor:logins:rate5m
  expr: sum by (factor) (rate(shop_logins{factor=~"totp|webauthn"}[5m]))
- alert: Logins
  expr: factor:logins:rate5m{factor="c++"} > 1
`,
      want: [["query-unknown-value", "c++"]],
      right: `
- record: factor:logins:rate5m
  expr: sum by (factor) (rate(shop_logins{factor=~"totp|webauthn"}[5m]))
- alert: Logins
  expr: factor:logins:rate5m{factor="webauthn"} > 1
`,
    },
  ],
  [
    "a pattern that no value of a recorded metric matches",
    {
      given: `
- record: code:requests:rate5m
  expr: sum by (code) (rate(shop_requests_total{code=~"5.."}[5m]))
- alert: Requests
  expr: code:requests:rate5m{code=~"4.."} > 1
`,
      want: [["query-unmatched-value", "4.."]],
      right: `
- record: code:requests:rate5m
  expr: sum by (code) (rate(shop_requests_total{code=~"5.."}[5m]))
- alert: Requests
  expr: code:requests:rate5m{code=~"50."} > 1
`,
    },
  ],
];

const SIDES: readonly Planted[] = [
  [
    "sides of which one has more labels",
    {
      given: "sum by (success, factor) (shop_logins) / sum by (factor) (shop_logins) > 0.1",
      want: [[NEVER, "/"]],
      right:
        "sum by (success, factor) (shop_logins) / on (factor) group_left sum by (factor) (shop_logins) > 0.1",
    },
  ],
  [
    "a sum without labels as the whole",
    {
      given: "100 * sum by (code) (rate(shop_requests_total[5m])) / sum(rate(shop_requests_total[5m])) > 5",
      want: [[NEVER, "/"]],
      right:
        "100 * sum by (code) (rate(shop_requests_total[5m])) / scalar(sum(rate(shop_requests_total[5m]))) > 5",
    },
  ],
  [
    "metrics of other labels",
    {
      given: "shop_logins + shop_queue_length > 1",
      want: [[NEVER, "+"]],
      right: "sum(shop_logins) + sum(shop_queue_length) > 1",
    },
  ],
  [
    "`and` of other labels",
    {
      given: "rate(shop_logins[5m]) > 1 and shop_queue_length > 5",
      want: [[NEVER, "and"]],
      right: "rate(shop_logins[5m]) > 1 and on (instance) shop_queue_length > 5",
    },
  ],
  [
    "`unless` of other labels",
    {
      given: "shop_queue_length > 5 unless sum(shop_logins) > 1",
      want: [[NEVER, "unless"]],
      right: "shop_queue_length > 5 unless on () sum(shop_logins) > 1",
    },
  ],
  [
    "labels beside those that are ignored",
    {
      given: "shop_requests_total / ignoring (code) sum(shop_requests_total) > 0.1",
      want: [[NEVER, "/"]],
      right:
        "shop_requests_total / ignoring (code) group_left sum without (code) (shop_requests_total) > 0.1",
    },
  ],
  [
    "a comparison of other labels",
    {
      given: "sum by (queue) (shop_queue_length) > sum by (instance) (shop_queue_length)",
      want: [[NEVER, ">"]],
      right: "sum by (queue) (shop_queue_length) > on (queue) sum by (queue) (shop_queue_length)",
    },
  ],
  [
    "other values of a label",
    {
      given: 'shop_logins{success="false"} / shop_logins{success="true"} > 0.1',
      want: [[NEVER, "/"]],
      right: 'shop_logins{success="false"} / ignoring (success) shop_logins{success="true"} > 0.1',
    },
  ],
  [
    "other values of a label in `on`",
    {
      given:
        'sum by (code) (shop_requests_total{code=~"5.."}) / on (code) sum by (code) (shop_requests_total{code=~"2.."}) > 0.1',
      want: [[NEVER, "/"]],
      right: 'sum(shop_requests_total{code=~"5.."}) / sum(shop_requests_total{code=~"2.."}) > 0.1',
    },
  ],
  [
    "a recorded side with other labels",
    {
      given: `
- record: factor:logins:sum
  expr: sum by (factor) (shop_logins)
- alert: Share
  expr: sum by (success) (shop_logins) / factor:logins:sum > 1
`,
      want: [[NEVER, "/"]],
      right: `
- record: factor:logins:sum
  expr: sum by (factor) (shop_logins)
- alert: Share
  expr: sum by (factor) (shop_logins) / factor:logins:sum > 1
`,
    },
  ],
  [
    "unknown metrics that are grouped by other labels",
    {
      given: "sum by (namespace, pod) (a_bytes) / sum by (namespace) (b_bytes) > 0.9",
      want: [[HARDLY, "/"]],
      right:
        "sum by (namespace, pod) (a_bytes) / on (namespace) group_left sum by (namespace) (b_bytes) > 0.9",
    },
  ],
  [
    "an unknown metric and its sum",
    { given: "up / count(up) > 0.5", want: [[HARDLY, "/"]], right: "up / scalar(count(up)) > 0.5" },
  ],
  [
    "an unknown metric and the hour",
    {
      given: "node_load1 > 5 and hour() > 8",
      want: [[HARDLY, "and"]],
      right: "node_load1 > 5 and on () hour() > 8",
    },
  ],
  [
    "an unknown metric and a vector",
    {
      given: "rate(errors_total[5m]) * vector(2) > 5",
      want: [[HARDLY, "*"]],
      right: "rate(errors_total[5m]) * 2 > 5",
    },
  ],
];

const GROUPS: readonly Planted[] = [
  [
    "a division without `group_left`",
    {
      given:
        "sum by (code, method) (shop_requests_total) / on (method) sum by (method) (shop_requests_total) > 0.1",
      want: [[MANY, "/"]],
      right:
        "sum by (code, method) (shop_requests_total) / on (method) group_left sum by (method) (shop_requests_total) > 0.1",
    },
  ],
  [
    "a division by `ignoring` without `group_left`",
    {
      given: "shop_requests_total / ignoring (code) sum without (code) (shop_requests_total) > 0.1",
      want: [[MANY, "/"]],
      right:
        "shop_requests_total / ignoring (code) group_left sum without (code) (shop_requests_total) > 0.1",
    },
  ],
  [
    "many on the right side",
    {
      given: "sum by (success) (shop_logins) > on (success) sum by (success, factor) (shop_logins)",
      want: [[MANY, ">"]],
      right:
        "sum by (success) (shop_logins) > on (success) group_right sum by (success, factor) (shop_logins)",
    },
  ],
  [
    "many on both sides",
    {
      given: "shop_requests_total / on (method) group_left shop_requests_total > 0.1",
      want: [[MANY, "/"]],
      right: "shop_requests_total / on (method) group_left sum by (method) (shop_requests_total) > 0.1",
    },
  ],
  [
    "one value of a label, of which another has several",
    {
      given: 'shop_logins{success="false"} / ignoring (success, factor) sum(shop_logins) > 0.1',
      want: [[HARDLY, "/"]],
      right: 'sum(shop_logins{success="false"}) / sum(shop_logins) > 0.1',
    },
  ],
];

const ONE_VALUE: readonly Planted[] = [
  [
    "`by` of a label with one value",
    {
      given: 'sum by (success) (rate(shop_logins{success="false"}[5m])) > 1',
      want: [[SINGLE, "success"]],
      right: 'sum by (success) (rate(shop_logins{factor="totp"}[5m])) > 1',
    },
  ],
  [
    "`without` of a label with one value",
    {
      given: 'sum without (success) (rate(shop_logins{success="false"}[5m])) > 1',
      want: [[SINGLE, "success"]],
      right: 'sum without (factor) (rate(shop_logins{success="false"}[5m])) > 1',
    },
  ],
];

/** An alert of Grafana's unified alerting, as its provisioning has it: a query `A`, and a threshold of it. */
function grafanaAlert(expr: string, annotation: string): string {
  return `groups:
- orgId: 1
  name: shop
  folder: Shop
  interval: 1m
  rules:
  - uid: logins
    title: Logins
    condition: B
    data:
    - refId: A
      datasourceUid: prometheus
      model: { refId: A, expr: '${expr}', instant: true, datasource: { type: prometheus } }
    - refId: B
      datasourceUid: __expr__
      model: { refId: B, type: threshold, expression: A, datasource: { type: __expr__ } }
    annotations:
      summary: '${annotation}'
`;
}

const TEMPLATES: readonly Planted[] = [
  [
    "a label that an alert of Grafana has removed",
    {
      given: grafanaAlert("sum by (success) (rate(shop_logins[5m]))", "{{ $labels.factor }}"),
      want: [[LOST, "factor"]],
      right: grafanaAlert("sum by (success) (rate(shop_logins[5m]))", "{{ $labels.success }}"),
    },
  ],
  [
    "a label by its index in an alert of Grafana",
    {
      given: grafanaAlert("sum by (success) (rate(shop_logins[5m]))", '{{ index $labels "factor" }}'),
      want: [[LOST, "factor"]],
      right: grafanaAlert("sum by (success) (rate(shop_logins[5m]))", '{{ index $labels "success" }}'),
    },
  ],
  [
    "a label that the metric of an alert of Grafana does not have",
    {
      given: grafanaAlert("shop_queue_length", "{{ $labels.queu }}"),
      want: [[UNKNOWN, "queu"]],
      right: grafanaAlert("shop_queue_length", "{{ $labels.queue }} of {{ $labels.grafana_folder }}"),
    },
  ],
  [
    "a label that the expression has removed",
    {
      given: `
- alert: Logins
  expr: sum by (success) (rate(shop_logins[5m])) > 1
  annotations:
    summary: "{{ $labels.success }} by {{ $labels.factor }}"
`,
      want: [[LOST, "factor"]],
      right: `
- alert: Logins
  expr: sum by (success, factor) (rate(shop_logins[5m])) > 1
  annotations:
    summary: "{{ $labels.success }} by {{ $labels.factor }}"
`,
    },
  ],
  [
    "a label that the metric does not have",
    {
      given: `
- alert: Logins
  expr: rate(shop_logins[5m]) > 1
  annotations:
    summary: "{{ $labels.facto | title }}"
`,
      want: [[UNKNOWN, "facto"]],
      right: `
- alert: Logins
  expr: rate(shop_logins[5m]) > 1
  annotations:
    summary: "{{ $labels.factor | title }}"
`,
    },
  ],
  [
    "`.Labels` of an alert",
    {
      given: `
- alert: Logins
  expr: sum(rate(shop_logins[5m])) > 1
  annotations: { summary: "{{ .Labels.instance }} has {{ .Value }}" }
`,
      want: [[LOST, "instance"]],
      right: `
- alert: Logins
  expr: sum by (instance) (rate(shop_logins[5m])) > 1
  annotations: { summary: "{{ .Labels.instance }} has {{ .Value }}" }
`,
    },
  ],
  [
    "`index $labels`",
    {
      given: `
- alert: Logins
  expr: sum by (success) (rate(shop_logins[5m])) > 1
  annotations: { summary: '{{ index $labels "factor" }}' }
`,
      want: [[LOST, "factor"]],
      right: `
- alert: Logins
  expr: sum by (success) (rate(shop_logins[5m])) > 1
  annotations: { summary: '{{ index $labels "success" }}' }
`,
    },
  ],
  [
    "a label of the alert in one of its labels",
    {
      given: `
- alert: Queue
  expr: max(shop_queue_length) > 1
  labels: { team: "{{ $labels.queue }}" }
`,
      want: [[LOST, "queue"]],
      right: `
- alert: Queue
  expr: max by (queue) (shop_queue_length) > 1
  labels: { team: "{{ $labels.queue }}" }
`,
    },
  ],
  [
    "a label that the alert adds itself",
    {
      given: `
- alert: Queue
  expr: shop_queue_length > 1
  labels: { severity: page }
  annotations: { summary: "{{ $labels.queue }} is {{ $labels.severity }}" }
`,
      want: [[UNKNOWN, "severity"]],
      right: `
- alert: Queue
  expr: shop_queue_length > 1
  labels: { severity: page }
  annotations: { summary: "{{ $labels.queue }} is full" }
`,
    },
  ],
  [
    "a label of an unknown metric that is removed",
    {
      given: `
- alert: Down
  expr: count by (job) (up == 0) > 3
  annotations:
    description: |-
      {{ $labels.instance }} of
      {{ $labels.job }} is down.
`,
      want: [[LOST, "instance"]],
      right: `
- alert: Down
  expr: count by (job, instance) (up == 0) > 3
  annotations:
    description: |-
      {{ $labels.instance }} of
      {{ $labels.job }} is down.
`,
    },
  ],
  [
    "a label of a recorded metric that is removed",
    {
      given: `
- record: job:down:count
  expr: count by (job) (up == 0)
- alert: Down
  expr: job:down:count > 3
  annotations: { summary: "{{ $labels.instance }} is down" }
`,
      want: [[LOST, "instance"]],
      right: `
- record: job:down:count
  expr: count by (job) (up == 0)
- alert: Down
  expr: job:down:count > 3
  annotations: { summary: "{{ $labels.job }} is down" }
`,
    },
  ],
  [
    "a query of a metric that is not there",
    {
      given: `
- alert: Queue
  expr: shop_queue_length > 1
  annotations: { summary: '{{ with query "shop_queue_lenght" }}{{ . | first | value }}{{ end }}' }
`,
      want: [["query-unknown-metric", "shop_queue_lenght"]],
      right: `
- alert: Queue
  expr: shop_queue_length > 1
  annotations: { summary: '{{ with query "shop_queue_length" }}{{ . | first | value }}{{ end }}' }
`,
    },
  ],
  [
    "a query that `printf` writes",
    {
      given: `
- alert: Queue
  expr: shop_queue_length > 1
  annotations:
    summary: '{{ range printf "shop_logins{instance=''%s'', facto=''totp''}" $labels.instance | query }}{{ .Value }}{{ end }}'
`,
      want: [[UNKNOWN, "facto"]],
      right: `
- alert: Queue
  expr: shop_queue_length > 1
  annotations:
    summary: '{{ range printf "shop_logins{instance=''%s'', factor=''totp''}" $labels.instance | query }}{{ .Value }}{{ end }}'
`,
    },
  ],
  [
    "a label of what a query results in",
    {
      given: `
- alert: Queue
  expr: shop_queue_length > 1
  annotations: { summary: '{{ range query "sum by (code) (shop_requests_total)" }}{{ .Labels.method }}{{ end }}' }
`,
      want: [[LOST, "method"]],
      right: `
- alert: Queue
  expr: shop_queue_length > 1
  annotations: { summary: '{{ range query "sum by (code) (shop_requests_total)" }}{{ .Labels.code }}{{ end }}' }
`,
    },
  ],
  [
    "the function `label` of what a query results in",
    {
      given: `
- alert: Queue
  expr: shop_queue_length > 1
  annotations: { summary: '{{ query "sum by (code) (shop_requests_total)" | first | label "method" }}' }
`,
      want: [[LOST, "method"]],
      right: `
- alert: Queue
  expr: shop_queue_length > 1
  annotations: { summary: '{{ query "sum by (code) (shop_requests_total)" | first | label "code" }}' }
`,
    },
  ],
  [
    "a query that Prometheus refuses",
    {
      given: `
- alert: Queue
  expr: shop_queue_length > 1
  annotations: { summary: '{{ query "sum(shop_logins))" | first | value }}' }
`,
      want: [["query-syntax", ")"]],
      right: `
- alert: Queue
  expr: shop_queue_length > 1
  annotations: { summary: '{{ query "sum(shop_logins)" | first | value }}' }
`,
    },
  ],
];

/** In an alert, a bare counter is a mistake of its own. */
function inPanels(table: readonly Planted[]): readonly Planted[] {
  return table.map(([what, row]) => [what, { standsIn: "panel", ...row }]);
}

describe("labels that are lost", () => testPlanted(inPanels(LOST_LABELS)));
describe("labels and values of recorded metrics", () => testPlanted(RECORDED));
describe("sides that do not match", () => testPlanted(inPanels(SIDES)));
describe("sides of which several series match one", () => testPlanted(inPanels(GROUPS)));
describe("labels with one value", () => testPlanted(inPanels(ONE_VALUE)));
describe("templates of alerts", () => testPlanted(TEMPLATES));
