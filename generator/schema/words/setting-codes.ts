import { error, warning } from "../../diagnostics/define.js";
import { type NameChoice, suggestName } from "../../text/words.js";

/** Imported files, the server, and outputs. */
export const SETTING_WORDS = {
  "import-unreadable": error<{
    name: string;
    file: string | undefined;
    reason: string;
    nearest: string | undefined;
  }>({
    title: "import that cannot be read",
    explanation:
      "An imported file is missing or cannot be read, so that a part of the schema is not known. Nothing is generated of half a schema.",
    wrong: "imports: [shared/missing.yaml]",
    right: "imports: [shared/http.yaml]",
    message: ({ name, file, reason }) =>
      file === undefined
        ? `The import \`${name}\` is not a relative path.`
        : `The import \`${name}\` cannot be read: ${reason} (\`${file}\`).`,
    help: ({ nearest }) =>
      suggestName({ nearest, all: [] }) ??
      "Imports are paths of YAML files in the same repository, relative to the file that names them, or files of installed packages, such as `@acme/metrics/http.schema.yaml`.",
  }),
  "import-cycle": error<{ files: readonly string[] }>({
    title: "files that import each other",
    explanation:
      "A file imports itself, or files import each other. Nothing would be gained by reading a file twice, and it is more likely a wrong path.",
    wrong: "imports: [import-cycle.yaml]",
    right: "imports: [shared/http.yaml]",
    message: ({ files }) =>
      files.length === 2
        ? `The file \`${files[1]}\` imports itself.`
        : `This import closes a cycle: ${files.map((file) => `\`${file}\``).join(" → ")}.`,
    help: ({ files }) =>
      files.length === 2
        ? "Remove it: `imports` names further files."
        : "Move what both files need into a third one.",
  }),
  "entry-only-key": error<{ key: string }>({
    title: "key that an imported file cannot have",
    explanation:
      "`namespace`, `outputs` and other keys hold for the whole schema, so that only the file that imports the others can have them.",
    wrong: "imports: [shared/entry-only-key.yaml] # which has a `namespace`",
    right: "imports: [shared/http.yaml] # which has counters and vectors alone",
    message: ({ key }) => `\`${key}\` has no effect in an imported file.`,
    help: () => "Move it to the file that imports this one.",
  }),
  "invalid-address": error<{ address: string; problem: string; hint: string }>({
    title: "invalid server address",
    explanation:
      "The address is not one that a server can listen on. The program would not start its metrics server.",
    wrong: `server:
  address: tcp://:99590/metrics`,
    right: `server:
  address: tcp://:9959/metrics`,
    message: ({ address, problem }) => `The address \`${address}\` ${problem}.`,
    help: ({ hint }) => `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`,
  }),
  "invalid-target": error<{ target: string; problem: string; help: string | undefined }>({
    title: "invalid target",
    explanation:
      "A target of Prometheus is a host and a port. The scheme and the path of the URL are keys of the scrape job.",
    wrong: `namespace: shop
outputs:
  scrape:
    static_configs: [{ targets: ["http://shop-1.example.com:9959/metrics"] }]`,
    right: `namespace: shop
outputs:
  scrape:
    static_configs: [{ targets: [shop-1.example.com:9959] }]`,
    message: ({ target, problem }) => `The target \`${target}\` ${problem}.`,
    help: ({ help }) => help ?? "Write `host` or `host:port`, such as `auth-1.example.com:9959`.",
  }),
  "target-label-taken": error<{ name: string }>({
    title: "label of targets that a metric has",
    explanation:
      "The scrape job gives all series of its targets a label that metrics have, too. Prometheus then renames the label of the metric, and queries by it find nothing.",
    wrong: `namespace: shop
outputs:
  scrape:
    static_configs: [{ targets: [shop-1.example.com], labels: { code: a } }]
counters:
  requests_total: { vectors: [code], description: Requests answered. }
vectors:
  code: { type: http_status }`,
    right: `namespace: shop
outputs:
  scrape:
    static_configs: [{ targets: [shop-1.example.com], labels: { site: a } }]
counters:
  requests_total: { vectors: [code], description: Requests answered. }
vectors:
  code: { type: http_status }`,
    message: ({ name }) =>
      `Metrics of this schema have the label \`${name}\`: Prometheus would rename the metrics' label to \`exported_${name}\`.`,
    help: () => "Give the label of the targets another name.",
  }),
  "invalid-page": error<{ page: string; problem: string }>({
    title: "page that cannot have the reference",
    explanation:
      "The reference is written into a Markdown file of the project. A path outside of the schema's folder would differ from machine to machine.",
    wrong: `outputs:
  reference: { page: ../docs/telemetry.md }`,
    right: `outputs:
  reference: { page: docs/telemetry.md }`,
    message: ({ page, problem }) => `The path \`${page}\` ${problem}.`,
    help: () =>
      "Write the path of a Markdown file in the schema's folder or below it, such as `docs/telemetry.md`.",
  }),
  "invalid-directory": error<{ directory: string; problem: string }>({
    title: "output directory that cannot be used",
    explanation:
      "The output directory is a part of the project, relative to the schema. An absolute path is another one on each machine.",
    wrong: `outputs: { directory: /srv/shop/generated }
counters:
  orders_total: { description: Orders placed. }`,
    right: `outputs: { directory: src/generated }
counters:
  orders_total: { description: Orders placed. }`,
    message: ({ directory, problem }) => `The path \`${directory}\` ${problem}.`,
    help: () =>
      "Write a path relative to the schema's folder, such as `src/generated`. The option `--out` takes every path.",
  }),
  "unknown-column": error<NameChoice & { column: string }>({
    title: "unknown column",
    explanation: "The tables of the reference have columns by name, and there is none of this name.",
    wrong: `outputs:
  reference:
    tables: [{ families: [counters], columns: [name, discription] }]`,
    right: `outputs:
  reference:
    tables: [{ families: [counters], columns: [name, description] }]`,
    message: ({ column }) => `There is no column \`${column}\`.`,
    help: suggestName,
  }),
  "hidden-families": warning<{ section: string }>({
    title: "families that the reference does not show",
    explanation:
      "The tables of the reference are listed, and none of them shows these families. A reader of the page would not learn that they exist.",
    wrong: `outputs:
  reference:
    tables: [{ families: [counters, histograms] }]
gauges:
  sessions: { description: Open sessions. }`,
    right: `outputs:
  reference:
    tables: [{ families: [counters, histograms, gauges] }]
gauges:
  sessions: { description: Open sessions. }`,
    message: ({ section }) => `No table of the reference shows the ${section}.`,
    help: ({ section }) => `Add a table with \`families: [${section}]\`, or name them in another's.`,
  }),
};
