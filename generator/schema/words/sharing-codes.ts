import { error, warning } from "../../diagnostics/define.js";
import { listAnd, type NameChoice } from "../../text/words.js";

/** Mistakes in what a schema imports from packages, and in what it selects of a file. */
export const SHARING_WORDS = {
  "package-unreadable": error<{ name: string; problem: string; help: string }>({
    title: "import of a package that cannot be read",
    message: ({ name, problem }) => `The import \`${name}\` cannot be read: ${problem}.`,
    help: ({ help }) => help,
    explanation:
      "An import that begins with `@` or `npm:` is a file of an npm package that is installed here. The package's `exports` say which files it offers.",
    wrong: `imports: [{ from: "@acme/metrics@1.2.0/http.schema.yaml", prefix: acme }]`,
    right: `imports: [{ from: "@acme/metrics/http.schema.yaml", prefix: acme }]`,
  }),
  "import-unknown-family": error<NameChoice & { name: string; file: string; at: string | undefined }>({
    title: "family that an imported file does not have",
    message: ({ name, file }) => `\`${file}\` has no counter, gauge or histogram \`${name}\`.`,
    help: ({ nearest, at, all }) => {
      if (nearest !== undefined) return `Did you mean \`${nearest}\` (${at})?`;
      return all.length === 0 ? "It declares none." : `It has ${listAnd(all, 5)}.`;
    },
    explanation:
      "`only` and `override` name families by their keys in the imported file, without the prefix. A name that is not there selects or changes nothing.",
    wrong: `imports:
  - from: "@acme/metrics/http.schema.yaml"
    prefix: acme
    only: [request_total]`,
    right: `imports:
  - from: "@acme/metrics/http.schema.yaml"
    prefix: acme
    only: [requests_total]`,
  }),
  "import-not-selected": error<{ name: string; at: string }>({
    title: "override of a family that is not imported",
    message: ({ name, at }) => `\`only\` (${at}) leaves out \`${name}\`, so this override has no effect.`,
    help: ({ name }) => `Add \`${name}\` to \`only\`, or remove the override.`,
    explanation:
      "An override changes a family that the same import brings. With `only`, others are not there.",
    wrong: `imports:
  - from: "@acme/metrics/http.schema.yaml"
    prefix: acme
    only: [requests_total]
    override: { retries_total: { description: Requests of customers. } }`,
    right: `imports:
  - from: "@acme/metrics/http.schema.yaml"
    prefix: acme
    only: [requests_total, retries_total]
    override: { retries_total: { description: Requests of customers. } }`,
  }),
  "import-without-buckets": error<{ type: string; key: string; at: string }>({
    title: "buckets for a family that is no histogram",
    message: ({ type, key, at }) => `\`${key}\` is a ${type} (${at}), and only histograms have buckets.`,
    help: () => "Remove the buckets here.",
    explanation: "An override replaces the buckets of a histogram; a counter or a gauge has none.",
    wrong: `imports:
  - from: "@acme/metrics/http.schema.yaml"
    prefix: acme
    override: { requests_total: { buckets: [1, 5] } }`,
    right: `imports:
  - from: "@acme/metrics/http.schema.yaml"
    prefix: acme
    override: { request_duration_seconds: { buckets: [1, 5] } }`,
  }),
  "import-conflict": error<{ what: string; key: string; at: string; other: string; isVector: boolean }>({
    title: "name from two sides",
    message: ({ what, key, at, other }) => `The ${what} \`${key}\` at ${at} has the name of ${other}.`,
    help: ({ isVector }) =>
      isVector
        ? "Import without it by `only`, or rename your own, and give it the same `label`."
        : "Leave one of the two out with `only`, or give an import a `prefix`.",
    explanation:
      "Two files declare one name, and an import brings both. Which of the two is meant cannot be known, as they may differ in labels or buckets.",
    wrong: `imports: [{ from: "@acme/metrics/http.schema.yaml", prefix: "" }]
counters:
  requests_total: { description: Requests of customers. }`,
    right: `imports: [{ from: "@acme/metrics/http.schema.yaml", prefix: internal }]
counters:
  requests_total: { description: Requests of customers. }`,
  }),
  "imported-namespace": warning<{ namespace: string; at: string; own: string | undefined }>({
    title: "namespace of an imported package",
    message: ({ namespace, at, own }) =>
      `The namespace \`${namespace}\` (${at}) has no effect here: ${own === undefined ? "the names of its metrics have none" : `the names of its metrics begin with \`${own}_\``}.`,
    help: ({ namespace }) =>
      `Write \`prefix: ${namespace}\` to keep it in their names, or \`prefix: ""\` to do without.`,
    explanation:
      "The schema that imports others decides on the namespace. Queries and dashboards that come with the package may expect the names with the package's own.",
    wrong: `namespace: shop
imports: ["@acme/metrics/http.schema.yaml"]`,
    right: `namespace: shop
imports: [{ from: "@acme/metrics/http.schema.yaml", prefix: acme }]`,
  }),
};
