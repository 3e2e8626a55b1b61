import { describe } from "vitest";
import { testValid } from "../../../support/generator/planted.js";

/** Of the shop's own metrics, as people write them. */
const SHOP_QUERIES: readonly string[] = [
  "sum by (code) (rate(shop_requests_total[5m])) > 10",
  'sum by (method) (rate(shop_requests_total{code=~"5.."}[5m])) > 1',
  'sum(rate(shop_requests_total{code=~"5.."}[5m])) / sum(rate(shop_requests_total[5m])) > 0.05',
  'sum by (method) (rate(shop_requests_total{code=~"5.."}[5m])) / sum by (method) (rate(shop_requests_total[5m])) > 0.05',
  "sum by (code, method) (rate(shop_requests_total[5m])) / on (method) group_left sum by (method) (rate(shop_requests_total[5m])) > 0.5",
  "sum by (code, method) (rate(shop_requests_total[5m])) / ignoring (code) group_left sum by (method) (rate(shop_requests_total[5m])) > 0.5",
  "sum by (method) (rate(shop_requests_total[5m])) < on (method) group_right sum by (code, method) (rate(shop_requests_total[5m]))",
  "sum by (job, instance) (rate(shop_logins[5m])) > 5 and on (job, instance) up == 1",
  'rate(shop_logins{success="false"}[5m]) / ignoring (success) rate(shop_logins{success="true"}[5m]) > 0.1',
  "sum without (success) (rate(shop_logins[5m])) > 3 unless on (instance) shop_queue_length > 10",
  "sum by (factor) (increase(shop_logins[1h])) > 100 or sum by (factor) (increase(shop_logins[5m])) > 50",
  "(sum(increase(shop_logins[1h])) or vector(0)) < 1",
  "topk by (method) (3, sum by (code, method) (rate(shop_requests_total[5m]))) > 1",
  "bottomk(3, sum by (code) (rate(shop_requests_total[5m]))) < 1",
  "max by (queue) (max_over_time(shop_queue_length[10m])) > 100",
  "shop_queue_length / scalar(sum(shop_queue_length)) > 0.5",
  "shop_queue_length / on () group_left sum(shop_queue_length) > 0.5",
  "shop_queue_length / ignoring (queue) group_left sum without (queue) (shop_queue_length) > 0.5",
  "shop_queue_length * on (instance) group_left (version) shop_version_info > 10",
  "shop_queue_length * on (instance, job) group_left (version) max by (instance, job, version) (shop_version_info) > 10",
  "sum by (version) (shop_queue_length * on (instance) group_left (version) shop_version_info) > 10",
  "count by (version) (shop_version_info) > 1",
  "count(count by (version) (shop_version_info)) > 2",
  'label_replace(sum by (factor) (rate(shop_logins[5m])), "kind", "$1", "factor", "(.).*") > 1',
  'sum by (kind) (label_replace(rate(shop_logins[5m]), "kind", "$1", "factor", "(.).*")) > 1',
  'label_replace(sum(rate(shop_logins[5m])), "source", "all", "", "") > 1',
  'label_replace(sum(rate(shop_logins[5m])), "source", "all", "instance", ".*") > 1',
  'label_join(sum by (success, factor) (rate(shop_logins[5m])), "both", "-", "success", "factor") > 1',
  "sum by (code) (shop_requests_total) > 1 unless sum by (code) (shop_requests_total offset 1h) > 1",
  "histogram_quantile(0.9, sum by (le, method) (rate(shop_request_duration_seconds_bucket[5m]))) > 2",
  "sum by (method) (rate(shop_request_duration_seconds_sum[5m])) / sum by (method) (rate(shop_request_duration_seconds_count[5m])) > 2",
  'sum by (method) (rate(shop_request_duration_seconds_bucket{le="1"}[5m])) / sum by (method) (rate(shop_request_duration_seconds_count[5m])) < 0.9',
  'sum by (job, region) (rate(shop_logins{region="eu"}[5m])) > 1',
  "sum by (instance) (rate(shop_logins[5m])) > 1",
  'rate(shop_logins{factor="totp", cluster=""}[5m]) > 1',
  'sum by (status) (rate(shop_answers_total{status=~"4xx|5xx"}[5m])) > 1',
  'count_values by (queue) ("length", shop_queue_length) > 3',
  'sum by (length) (count_values("length", shop_queue_length)) > 3',
  "absent(shop_logins) == 1",
  'absent(shop_logins{factor="totp"}) * on (factor) group_left () sum by (factor) (shop_queue_length or shop_logins) > 1',
  "shop_queue_length > 5 and on () hour() > 8",
  "shop_queue_length > bool 5 == 1",
  "sum(shop_logins) > 5 and sum(shop_queue_length) > 1",
  "sum by (instance) (shop_logins) > 5 and sum by (instance) (shop_queue_length) > 1",
];

/** Of metrics of other programs, which are not known. */
const OTHER_QUERIES: readonly string[] = [
  "up == 0",
  "count by (job) (up == 0) > 3",
  "count by (job) (up == 0) / count by (job) (up) > 0.5",
  "100 * (1 - avg by (instance) (rate(node_cpu_seconds_total[5m]))) > 90",
  "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1 and node_filesystem_readonly == 0",
  "(node_filesystem_avail_bytes * 100) / node_filesystem_size_bytes < 10 and on (instance, device, mountpoint) node_filesystem_readonly == 0",
  "node_load1 / on (instance) group_left count by (instance) (node_cpu_seconds_total) > 2",
  "node_hwmon_temp_celsius * ignoring (label) group_left (instance, job, node, sensor) node_hwmon_sensor_label > 80",
  "rate(node_network_receive_errs_total[2m]) / rate(node_network_receive_packets_total[2m]) > 0.01",
  "sum by (namespace, pod) (kube_pod_status_phase) > 0",
  "kube_pod_info * on (node) group_left (label_zone) kube_node_labels > 0",
  "sum by (namespace, pod) (rate(container_cpu_usage_seconds_total[5m])) / sum by (namespace, pod) (kube_pod_container_resource_limits) > 0.9",
  "sum by (namespace, pod) (rate(container_cpu_usage_seconds_total[5m])) / on (namespace, pod) group_left kube_pod_container_resource_limits > 0.9",
  "max by (node) (kube_node_status_condition == 0) unless on (node) kube_node_spec_unschedulable == 1",
  "sum by (cluster, namespace) (a_total) / sum by (cluster, namespace) (b_total) > 0.1",
  "kube_deployment_spec_replicas != kube_deployment_status_replicas_available",
  "(kube_deployment_spec_replicas > kube_deployment_status_replicas_available) and (changes(kube_deployment_status_replicas_updated[10m]) == 0)",
  "absent(up) == 1",
  "sum without (instance) (rate(a_total[5m])) / ignoring (reason) group_left sum without (instance, reason) (rate(a_total[5m])) > 0.1",
  "count(up) > 5 and on () sum(up) > 1",
  "rate(a_total[5m]) / on (job) group_left job:a:rate5m > 0.1",
  "job:a:sum / sum(rate(b_total[5m])) > 0.1",
];

/** Alerts and records. */
const RULES: readonly string[] = [
  `
- alert: Down
  expr: up == 0
  labels: { severity: page }
  annotations: { summary: "{{ $labels.instance }} of {{ $labels.job }} is down", value: "{{ $value | humanize }}" }
`,
  `
- alert: Logins
  expr: sum by (factor, instance) (rate(shop_logins[5m])) > 1
  annotations:
    summary: "{{ $labels.factor }} on {{ reReplaceAll \\":.*\\" \\"\\" $labels.instance }}: {{ $value }}"
`,
  `
- alert: Logins
  expr: sum(rate(shop_logins[5m])) > 1
  annotations:
    summary: "{{ if $labels.cluster }}{{ $labels.cluster }}: {{ end }}{{ $value }} of {{ $externalLabels.cluster }}"
`,
  `
- alert: Queue
  expr: max by (queue) (shop_queue_length) > 1
  labels: { queue: "{{ $labels.queue }}" }
  annotations:
    summary: >-
      {{ with printf "sum by (instance) (shop_queue_length{queue='%s'})" .Labels.queue | query }}
      {{ range . }}{{ .Labels.instance }}: {{ .Value }}{{ end }}{{ end }}
`,
  `
- alert: Queue
  expr: max by (queue) (shop_queue_length) > 1
  annotations:
    summary: '{{ range query "sum by (code) (shop_requests_total)" }}{{ .Labels.code }} {{ $labels.queue }}{{ end }}'
`,
  `
- record: factor:logins:rate5m
  expr: sum by (factor) (rate(shop_logins[5m]))
  labels: { team: accounts }
- alert: Logins
  expr: sum by (team, factor) (factor:logins:rate5m{team="accounts"}) > 1
  annotations: { summary: "{{ $labels.team }} {{ $labels.factor }}" }
`,
  `
- record: code:requests:rate5m
  expr: sum by (code) (rate(shop_requests_total{code=~"5.."}[5m]))
- record: code:requests:rate5m
  expr: sum by (method, code) (rate(shop_requests_total[5m]))
- alert: Requests
  expr: code:requests:rate5m{method="get", code="200"} > 1
`,
];

describe("valid queries of known metrics give nothing", () => testValid(SHOP_QUERIES));
describe("valid queries of unknown metrics give nothing", () => testValid(OTHER_QUERIES));
describe("valid rules give nothing", () => testValid(RULES));
