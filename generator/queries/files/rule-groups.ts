import { durationOf } from "../../text/duration.js";
import type { AlertLetters } from "../query.js";
import {
  type Branch,
  entries,
  entry,
  type Found,
  type FoundOwner,
  type FoundRule,
  type FoundText,
  grafanaQuery,
  isPrometheusPlugin,
  items,
  nameAt,
  prometheusQuery,
  textAt,
} from "./branch.js";

/**
 * The queries of all rules and tests of rules in a document, however deep they stand: Prometheus' rule files, objects
 * of operators, values of Helm charts, answers of Prometheus' and Grafana's API, and tests of promtool. They are known
 * by their shape, because each of these has rules in places of its own.
 * https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
 */
export function queriesOfRules(document: Branch): readonly Found[] {
  const group = { branch: undefined, isOfVictoriaMetrics: textAt(document, "kind") === "VMRule" };
  return rulesBelow(document, group);
}

/** The mapping that has a list of rules. */
interface RuleGroup {
  readonly branch: Branch | undefined;
  /** Whether VictoriaMetrics evaluates the rules: they may be MetricsQL. */
  readonly isOfVictoriaMetrics: boolean;
}

function rulesBelow(branch: Branch, group: RuleGroup): readonly Found[] {
  const below = items(branch).flatMap((item) => queriesOfRule(item, group) ?? rulesBelow(item, group));
  if (Array.isArray(branch.value)) return below;
  // Grafana's API returns one alert without a list around it.
  const alert = items(entry(branch, "data")).length > 0 ? queriesOfRule(branch, group) : undefined;
  if (alert !== undefined) return alert;
  const tests = items(entry(branch, "tests")).filter(isRuleTest);
  const own = entry(branch, "rules") === undefined ? group : groupOf(branch, group);
  return [
    ...tests.flatMap(queriesOfTest),
    ...entries(branch).flatMap(([, inner]) =>
      typeof inner.value === "object" ? rulesBelow(inner, own) : [],
    ),
  ];
}

function groupOf(branch: Branch, { isOfVictoriaMetrics }: RuleGroup): RuleGroup {
  const keys = entries(branch).map(([key]) => key);
  return { branch, isOfVictoriaMetrics: isOfVictoriaMetrics || keys.some((key) => VMALERT_KEYS.has(key)) };
}

/** Keys of a group that only VictoriaMetrics' vmalert has. */
const VMALERT_KEYS = new Set([
  "concurrency",
  "debug",
  "eval_alignment",
  "eval_delay",
  "eval_offset",
  "headers",
  "notifier_headers",
  "params",
  "tenant",
  "type",
]);

/** `undefined` for what is no rule. */
function queriesOfRule(rule: Branch, group: RuleGroup): readonly Found[] | undefined {
  const grafanaAlert = entry(rule, "grafana_alert") ?? rule;
  const data = items(entry(grafanaAlert, "data"));
  if (data.some((query) => entry(query, "model") !== undefined)) {
    return queriesOfGrafanaRule(grafanaAlert, data, {
      ...detailsOf(rule, group),
      letters: readLetters(grafanaAlert, data),
    });
  }
  const record = nameAt(rule, "record");
  const name = record ?? nameAt(rule, "alert");
  if (name !== undefined && has(rule, "expr")) {
    if (!isPrometheusRule(rule, group)) return [{ passedOver: "other data source" }];
    const kind = record === undefined ? "alert" : "recording rule";
    const found = prometheusQuery(entry(rule, "expr"), { kind, name, rule: detailsOf(rule, group) });
    return group.isOfVictoriaMetrics ? found.map((one) => ({ ...one, dialect: "MetricsQL" })) : found;
  }
  return queriesOfApiRule(rule, group);
}

/** vmalert evaluates rules by Graphite and VictoriaLogs, too. */
function isPrometheusRule(rule: Branch, group: RuleGroup): boolean {
  const type = textAt(rule, "type") ?? textAt(group.branch, "type");
  return type === undefined || !/^(?:graphite|vlogs)$/.test(type);
}

/** A rule as `/api/v1/rules` of Prometheus returns it. For its own alerts, Grafana returns another query, as JSON. */
function queriesOfApiRule(rule: Branch, group: RuleGroup): readonly Found[] | undefined {
  const type = textAt(rule, "type");
  const name = nameAt(rule, "name");
  const query = textAt(rule, "query");
  if (name === undefined || query === undefined || (type !== "alerting" && type !== "recording"))
    return undefined;
  if (query.startsWith("[{")) return [{ passedOver: "other data source" }];
  const kind = type === "alerting" ? "alert" : "recording rule";
  const details = { ...detailsOf(rule, group), for: secondsAt(rule, "duration") };
  return prometheusQuery(entry(rule, "query"), { kind, name, rule: details });
}

/**
 * A rule that Grafana evaluates: in a provisioning file, an export, an answer of its API, or its operator's object. It
 * is an alert, or records what one of its queries results in.
 */
function queriesOfGrafanaRule(own: Branch, data: readonly Branch[], rule: FoundRule): readonly Found[] {
  const record = entry(own, "record");
  return data.flatMap((query) => {
    const model = entry(query, "model");
    const type = textAt(entry(model, "datasource"), "type");
    if (isGrafanaExpression(query)) return [];
    if (type !== undefined && !isPrometheusPlugin(type)) return [{ passedOver: "other data source" }];
    const refId = letterOf(query) || undefined;
    const metric = textAt(record, "from") === refId ? nameAt(record, "metric") : undefined;
    const owner: FoundOwner =
      metric === undefined
        ? { kind: "alert", name: nameAt(own, "title") ?? "", rule }
        : { kind: "recording rule", name: metric, rule };
    return grafanaQuery(entry(model, "expr"), owner, refId);
  });
}

/** What each query and expression of an alert of Grafana comes from. */
function readLetters(alert: Branch, data: readonly Branch[]): AlertLetters {
  const models = new Map(data.map((query) => [letterOf(query), query]));
  const sources = new Map<string, readonly string[] | undefined>();
  const sourcesOf = (letter: string): readonly string[] | undefined => {
    const query = models.get(letter);
    if (query === undefined || sources.has(letter)) return sources.get(letter);
    sources.set(letter, undefined); // an expression that comes from itself
    const operands = operandsOf(query);
    const inner = operands?.map(sourcesOf);
    const isKnown = inner?.every((one) => one !== undefined) === true;
    sources.set(letter, operands?.length === 0 ? [letter] : isKnown ? [...new Set(inner.flat())] : undefined);
    return sources.get(letter);
  };
  for (const letter of models.keys()) sourcesOf(letter);
  return { condition: textAt(alert, "condition"), sources };
}

function letterOf(query: Branch): string {
  return textAt(query, "refId") ?? textAt(entry(query, "model"), "refId") ?? "";
}

/** Expressions of Grafana calculate with the results of queries. */
function isGrafanaExpression(query: Branch): boolean {
  const source = entry(entry(query, "model"), "datasource");
  const names = [nameAt(query, "datasourceUid"), nameAt(source, "uid"), nameAt(source, "type")];
  return names.some((name) => name === "__expr__" || name === "-100");
}

/** The letters that an expression names; none for a query, and `undefined` if its labels are not those of its operands. */
function operandsOf(query: Branch): readonly string[] | undefined {
  if (!isGrafanaExpression(query)) return [];
  const model = entry(query, "model");
  const expression = textAt(model, "expression") ?? "";
  switch (textAt(model, "type")) {
    case "reduce":
    case "resample":
    case "threshold":
      return [expression];
    case "math": {
      const operands = [...expression.matchAll(/\$\{([^}$]+)\}|\$(\w+)/g)];
      return operands.length === 0 ? undefined : operands.map(([, long, short]) => long ?? short ?? "");
    }
    default:
      return undefined;
  }
}

function detailsOf(rule: Branch, { branch: group }: RuleGroup): FoundRule {
  return {
    group: nameAt(group, "name") ?? nameAt(rule, "ruleGroup"),
    interval: secondsAt(group, "interval"),
    for: secondsAt(rule, "for"),
    annotations: textsAt(rule, "annotations"),
    labels: labelsOf(rule, group),
  };
}

/** The labels of a group are those of each of its rules. Of what is no group in a list, they are something else. */
function labelsOf(rule: Branch, group: Branch | undefined): readonly FoundText[] {
  const own = textsAt(rule, "labels");
  if (group === undefined || typeof group.path.at(-1) !== "number") return own;
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...textsAt(group, "labels").filter(({ name }) => !names.has(name))];
}

/** A duration such as `1m30s`. The APIs of Grafana and Prometheus write a number of seconds. */
function secondsAt(branch: Branch | undefined, key: string): number | undefined {
  const text = nameAt(branch, key);
  if (text === undefined) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const milliseconds = /^0+[a-z]+$/.test(text) ? 0 : durationOf(text);
  return typeof milliseconds === "number" ? milliseconds / 1000 : undefined;
}

function textsAt(rule: Branch, key: string): readonly FoundText[] {
  return entries(entry(rule, key)).flatMap(([name, at]) =>
    typeof at.value === "object" ? [] : [{ name, at }],
  );
}

/** A test of `promtool test rules`: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
function isRuleTest(test: Branch): boolean {
  return ["input_series", "promql_expr_test", "alert_rule_test"].some((key) => has(test, key));
}

/** Its expressions, and the series that it declares, which are written as selectors. */
function queriesOfTest(test: Branch): readonly Found[] {
  const owner = { kind: "test", name: nameAt(test, "name") ?? "" } as const;
  return [
    ...items(entry(test, "input_series")).flatMap((series) =>
      prometheusQuery(entry(series, "series"), owner),
    ),
    ...items(entry(test, "promql_expr_test")).flatMap((one) => prometheusQuery(entry(one, "expr"), owner)),
  ];
}

function has(branch: Branch, key: string): boolean {
  return entry(branch, key) !== undefined;
}
