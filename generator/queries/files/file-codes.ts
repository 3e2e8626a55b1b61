import { defineCodes, error, warning } from "../../diagnostics/define.js";

/** What keeps queries of a file from being read. */
export const FILE_WORDS = {
  "no-queries": error<{ path: string }>({
    title: "no query in a file",
    explanation: "A mistyped path, or a file of another kind, would otherwise pass without being checked.",
    wrong: "text: There is no query.",
    right: "groups: [{ name: shop, rules: [{ record: a:b, expr: shop_logins }] }]",
    message: ({ path }) => `There is no query of Prometheus in \`${path}\`.`,
    help: () =>
      "Name a dashboard of Grafana, a file of Prometheus' rules, Markdown with blocks of `promql`, or expressions in a file whose name ends in `.promql`.",
  }),
  "json-syntax": error<{ problem: string }>({
    title: "text that is not JSON",
    explanation: "A file with a fault cannot be read, so that none of its queries are checked.",
    wrong: '{ "panels": [ }',
    right: '{ "panels": [{ "targets": [{ "expr": "shop_logins" }] }] }',
    message: ({ problem }) => `${problem}.`,
  }),
  "query-template": warning<{ file: string }>({
    title: "template that has queries",
    message: ({ file }) => `\`${file}\` is a template, so that its queries cannot be read.`,
    help: () =>
      "Render it first (`helm template`, `jsonnet`, the program that fills it in), and check what comes out.",
    explanation:
      "A file of Helm, Jinja or Jsonnet is not what Prometheus or Grafana reads: its queries are known only when the template is filled in.",
    wrong: "groups: [{ name: shop, rules: [{ record: a:b, expr: '{{ .Values.metric }}' }] }]",
    right: "groups: [{ name: shop, rules: [{ record: a:b, expr: shop_logins }] }]",
  }),
};

/** The same as codes of their own, so that reading files does not import all rules. */
export const FILE_CODES = defineCodes(FILE_WORDS);
