import { defineCodes, error, type Report, warning } from "../diagnostics/define.js";
import { groupDigits, listAnd, listOr, type NameChoice, suggestName } from "../text/words.js";
import { YAML_CODES } from "../yaml/codes.js";

/** Mistakes in a schema. Each code has a fixture of its name in `test/fixtures/invalid`. */
export const SCHEMA_CODES = defineCodes({
  ...YAML_CODES.rules,
  "unknown-key": error<
    NameChoice & { key: string; where: string; hint: string | undefined; missing: readonly string[] }
  >({
    title: "unknown key",
    message: ({ key, where }) => `${where} has no key \`${key}\`.`,
    help: ({ hint, nearest, all, missing }) => {
      const keys = all.length === 1 ? `Its only key is ${listAnd(all)}` : `Its keys are ${listAnd(all)}`;
      const needs = missing.length === 0 ? "" : `; it needs ${listAnd(missing)}`;
      return hint ?? suggestName({ nearest, all: [] }) ?? `${keys}${needs}.`;
    },
  }),
  "missing-key": error<{ keys: readonly string[]; all?: boolean; where: string; help: string }>({
    title: "missing key",
    message: ({ keys, all = false, where }) =>
      all && keys.length > 1
        ? `${where} needs the keys ${listAnd(keys)}.`
        : `${where} needs the key ${listOr(keys)}.`,
    help: ({ help }) => help,
  }),
  "wrong-type": error<{ what: string; expected: string; got: string | undefined; help: string | undefined }>({
    title: "value of the wrong type",
    message: ({ what, expected, got }) =>
      got === undefined
        ? `${what} is empty; it must be ${expected}.`
        : `${what} must be ${expected}, not ${got}.`,
    help: ({ help }) => help,
  }),
  "empty-text": error<{ what: string }>({
    title: "empty text",
    message: ({ what }) => `${what} is empty.`,
    help: () => "Write a few words.",
  }),
  "out-of-range": error<{ what: string; expected: string; got: string }>({
    title: "number out of range",
    message: ({ what, expected, got }) => `${what} must be ${expected}, not ${got}.`,
  }),
  "unsupported-version": error<{ got: string; value: unknown }>({
    title: "unsupported version",
    message: ({ got }) =>
      `The version of the schema format is \`${got}\`, but this metricsmith reads version 1.`,
    help: ({ value }) => {
      if (value === "1") return "Write `version: 1`, without quotes.";
      return typeof value === "number" && value > 1
        ? "A later version needs a newer metricsmith: update the package, or write `version: 1`."
        : "Write `version: 1`.";
    },
  }),
  "unknown-type": error<NameChoice & { type: string }>({
    title: "unknown type of a vector",
    message: ({ type }) => `There is no vector type \`${type}\`.`,
    help: suggestName,
  }),
  "list-empty": error<{ key: string; consequence: string }>({
    title: "empty list",
    message: ({ key, consequence }) => `\`${key}\` is empty, ${consequence}.`,
    help: () => "List at least one, or remove the whole entry.",
  }),
  "conflicting-keys": error<{ key: string; with: string; help: string }>({
    title: "keys that exclude each other",
    message: (params) => `\`${params.key}\` and \`${params.with}\` exclude each other.`,
    help: ({ help }) => help,
  }),
  "invalid-address": error<{ address: string; problem: string; hint: string }>({
    title: "invalid server address",
    message: ({ address, problem }) => `The address \`${address}\` ${problem}.`,
    help: ({ hint }) => `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`,
  }),
  "series-budget-exceeded": error<{ product: string; series: number; budget: number; narrowing: string }>({
    title: "more series than the budget allows",
    message: ({ product, series, budget }) =>
      `This family can reach ${product} = ${groupDigits(series)}; its budget is ${groupDigits(budget)}.`,
    help: ({ narrowing }) =>
      `${narrowing} Or remove a vector, or raise the \`series_budget\` of this family.`.trim(),
  }),
  "too-many-entries": error<{ entries: number; most: number }>({
    title: "more entries than a schema can have",
    message: ({ entries, most }) =>
      `This has ${groupDigits(entries)} entries; a list or a section of a schema has at most ${groupDigits(most)}.`,
    help: () => "Remove some, or spread the schema over several.",
  }),
  "illegal-name": error<{ what: string; name: string; rule: string; suggestion: string | undefined }>({
    title: "illegal name",
    message: ({ what, name, rule }) => `\`${name}\` is not a legal ${what}: ${rule}.`,
    help: ({ suggestion }) => (suggestion === undefined ? undefined : `Write \`${suggestion}\`.`),
  }),
  "illegal-label-name": error<{ name: string; rule: string; suggestion: string | undefined }>({
    title: "illegal label name",
    message: ({ name, rule }) => `\`${name}\` is not a legal label name: ${rule}.`,
    help: ({ suggestion }) => (suggestion === undefined ? undefined : `Write \`${suggestion}\`.`),
  }),
  "reserved-label": error<{ name: string; reason: string }>({
    title: "reserved label name",
    message: ({ name, reason }) => `The label name \`${name}\` is reserved: ${reason}.`,
    help: () => "Choose another name.",
  }),
  "reserved-name": error<{ name: string; reason: string; help: string }>({
    title: "reserved metric name",
    message: ({ name, reason }) => `The metric name \`${name}\` is reserved: ${reason}.`,
    help: ({ help }) => help,
  }),
  "duplicate-name": error<{ what: string; name: string; other: string }>({
    title: "name taken",
    message: ({ what, name, other }) => `The name of the ${what} \`${name}\` is taken by ${other}.`,
    help: () => "Rename or remove one of the two.",
  }),
  "renamed-from-present": error<{ name: string; own: boolean }>({
    title: "rename from a metric that the schema has",
    message: ({ name, own }) =>
      own
        ? `\`renamed_from\` is \`${name}\`, which is the name of this metric itself.`
        : `\`renamed_from\` is \`${name}\`, which is still a metric of this schema.`,
    help: () => "Write the name that the metric had before and that no metric has now, or remove the key.",
  }),
  "renamed-from-twice": error<{ name: string; other: string }>({
    title: "two metrics renamed from one",
    message: ({ name, other }) => `\`${name}\` is already the \`renamed_from\` of ${other}.`,
    help: () => "Keep `renamed_from` in the metric that continues the old one's series.",
  }),
  "identifier-collision": error<{ identifier: string; what: string; other: string }>({
    title: "two declarations with one generated identifier",
    message: ({ identifier, what, other }) =>
      `The generated code would declare \`${identifier}\` twice: for ${what} and for ${other}.`,
    help: () => "Rename one of the two.",
  }),
  "unknown-vector": error<NameChoice & { name: string }>({
    title: "unknown vector",
    message: ({ name }) => `There is no vector \`${name}\`.`,
    help: ({ nearest, all, name }) =>
      suggestName({ nearest, all: [] }) ??
      (all.length === 0
        ? `Declare it: \`vectors: { ${name}: … }\`.`
        : `Declare it in \`vectors\`, beside ${listAnd(all, 5)}.`),
  }),
  "unused-vector": warning<{ name: string }>({
    title: "unused vector",
    message: ({ name }) => `No family uses the vector \`${name}\`.`,
    help: () => "Name it in the `vectors` of a family, or remove it.",
  }),
  "duplicate-vector": error<{ name: string }>({
    title: "vector twice in one family",
    message: ({ name }) => `This family lists the vector \`${name}\` twice.`,
    help: () => "Remove one of the two.",
  }),
  "duplicate-label": error<{ label: string; vectors: readonly [string, string] }>({
    title: "label twice in one family",
    message: ({ label, vectors: [one, other] }) =>
      `This family has the label \`${label}\` twice: the vectors \`${one}\` and \`${other}\` are both exposed as it.`,
    help: ({ vectors: [one, other] }) =>
      `Remove \`${one}\` or \`${other}\`, or give one of them another \`label\`.`,
  }),
  "unknown-metric": error<NameChoice & { name: string }>({
    title: "unknown metric",
    message: ({ name }) => `There is no counter, gauge or histogram \`${name}\`.`,
    help: suggestName,
  }),
  "duplicate-metric": error<{ name: string }>({
    title: "metric twice in one recorder",
    message: ({ name }) => `This recorder lists the metric \`${name}\` twice.`,
    help: () => "Remove one of the two.",
  }),
  "no-common-value": error<{ label: string; metric: string; vector: string; others: readonly string[] }>({
    title: "label without a value for all metrics of a recorder",
    message: ({ label, metric, vector, others }) =>
      `No value of the label \`${label}\` suits all metrics of this recorder: the vector \`${vector}\` of \`${metric}\` has none in common with ${listAnd(others)}.`,
    help: ({ metric }) =>
      `Record \`${metric}\` by itself, or give the vectors values in common or different labels.`,
  }),
  "too-few-metrics": error<{ count: number }>({
    title: "recorder of fewer than two metrics",
    message: ({ count }) =>
      `A recorder joins at least two metrics, and this one has ${count === 0 ? "none" : "one"}.`,
    help: () => "Every metric has a recorder of its own already; name another, or remove this recorder.",
  }),
  "unit-alias": warning<{ alias: string; unit: string; conversion: string | undefined }>({
    title: "unit that is not a base unit",
    message: ({ alias, unit, conversion }) =>
      `\`${alias}\` is not a base unit of Prometheus; ${conversion === undefined ? "the base unit's name is" : "the base unit is"} \`${unit}\`.`,
    help: ({ unit, conversion }) =>
      `Write \`unit: ${unit}\`${conversion === undefined ? "" : `, and ${conversion}`}.`,
  }),
  "invalid-buckets": error<{ key: string; problem: string; help?: string | undefined }>({
    title: "buckets that cannot be computed",
    message: ({ key, problem }) => `The \`${key}\` buckets ${problem}.`,
    help: ({ help }) =>
      help ??
      "Write `{ exponential: { start: .001, factor: 2, count: 12 } }`, `{ linear: { start: 0, width: 5, count: 10 } }`, or list the upper bounds.",
  }),
  "buckets-empty": error<Record<never, never>>({
    title: "no buckets",
    message: () => "`buckets` is empty.",
    help: () =>
      "Write the upper bounds in ascending order, such as `[.005, .01, .025, .05, .1, .25, .5, 1]`.",
  }),
  "buckets-unsorted": error<{ bound: string; before: string }>({
    title: "buckets out of order",
    message: ({ bound, before }) => `The upper bound ${bound} comes after ${before}, which is larger.`,
    help: () => "Write the upper bounds in ascending order.",
  }),
  "bucket-duplicate": error<{ bound: string }>({
    title: "bucket twice",
    message: ({ bound }) => `The upper bound ${bound} is listed twice.`,
    help: () => "Remove one of the two.",
  }),
  "bucket-not-finite": error<{ got: string; help: string }>({
    title: "upper bound that is not a finite number",
    message: ({ got }) => `An upper bound must be a finite number, not ${got}.`,
    help: ({ help }) => help,
  }),
  "values-empty": error<Record<never, never>>({
    title: "no values",
    message: () => "`values` is empty, so nothing could ever be recorded.",
    help: () => "List the label values, or bound an open set with `type: string` and `max_values`.",
  }),
  "value-duplicate": error<{ value: string; otherwise: boolean }>({
    title: "value twice",
    message: ({ value, otherwise }) =>
      otherwise
        ? `\`otherwise\` is \`${value}\`, which is one of the values.`
        : `The value \`${value}\` is listed twice.`,
    help: ({ otherwise }) =>
      otherwise ? "Remove it from the values, or write another." : "Remove one of the two.",
  }),
  "unregistered-method": error<{ value: string; nearest: string | undefined }>({
    title: "method that is not registered",
    message: ({ value }) => `\`${value}\` is not a registered HTTP method.`,
    help: ({ nearest }) =>
      nearest === undefined
        ? "Leave out `type: http_method` to list other strings."
        : `Did you mean \`${nearest}\`?`,
  }),
  "value-empty": error<Record<never, never>>({
    title: "empty label value",
    message: () => "A label value is empty. To Prometheus, that is the same as no label.",
    help: () => "Give the value a name, such as `none`.",
  }),
  "value-surrogate": error<{ value: string }>({
    title: "label value that is not text",
    message: ({ value }) => `The value ${value} has half of a surrogate pair, which is not a character.`,
    help: () => 'Write the whole character, or its code point as `"\\U0001F600"`.',
  }),
  "initialize-open": error<{ family: string; vector: string }>({
    title: "open vector at 0 from the start",
    message: ({ family, vector }) =>
      `\`${family}\` cannot be exposed at 0 from the start: the label values of \`${vector}\` are not known before they are recorded.`,
    help: ({ vector }) => `Write \`initialize: false\` for it, or close \`${vector}\` with \`values\`.`,
  }),
  "invalid-range": error<{ min: number; max: number }>({
    title: "range upside down",
    message: ({ min, max }) => `\`min\` is ${min}, which is more than \`max\`, ${max}.`,
    help: () => "Swap the two.",
  }),
  "import-unreadable": error<{
    name: string;
    file: string | undefined;
    reason: string;
    nearest: string | undefined;
  }>({
    title: "import that cannot be read",
    message: ({ name, file, reason }) =>
      file === undefined
        ? `The import \`${name}\` is not a relative path.`
        : `The import \`${name}\` cannot be read: ${reason} (\`${file}\`).`,
    help: ({ nearest }) =>
      suggestName({ nearest, all: [] }) ??
      "Imports are paths of YAML files in the same repository or an installed package, relative to the file that names them.",
  }),
  "import-cycle": error<{ files: readonly string[] }>({
    title: "files that import each other",
    message: ({ files }) =>
      files.length === 2
        ? `The file \`${files[0]}\` imports itself.`
        : `This import closes a cycle: ${files.map((file) => `\`${file}\``).join(" → ")}.`,
    help: ({ files }) =>
      files.length === 2
        ? "Remove it: `imports` names further files."
        : "Move what both files need into a third one.",
  }),
  "entry-only-key": error<{ key: string }>({
    title: "key that an imported file cannot have",
    message: ({ key }) => `\`${key}\` has no effect in an imported file.`,
    help: () => "Move it to the file that imports this one.",
  }),
  "invalid-duration": error<{ duration: string; problem: string }>({
    title: "invalid duration",
    message: ({ duration, problem }) => `The duration \`${duration}\` ${problem}.`,
    help: () => "Write whole numbers with units, the largest unit first, such as `15s`, `1m30s` or `500ms`.",
  }),
  "invalid-target": error<{ target: string; problem: string; help: string | undefined }>({
    title: "invalid target",
    message: ({ target, problem }) => `The target \`${target}\` ${problem}.`,
    help: ({ help }) => help ?? "Write `host` or `host:port`, such as `auth-1.example.com:9959`.",
  }),
  "target-label-taken": error<{ name: string }>({
    title: "label of targets that a metric has",
    message: ({ name }) =>
      `Metrics of this schema have the label \`${name}\`: Prometheus would rename the metrics' label to \`exported_${name}\`.`,
    help: () => "Give the label of the targets another name.",
  }),
  "invalid-page": error<{ page: string; problem: string }>({
    title: "page that cannot have the reference",
    message: ({ page, problem }) => `The path \`${page}\` ${problem}.`,
    help: () =>
      "Write the path of a Markdown file in the schema's folder or below it, such as `docs/telemetry.md`.",
  }),
  "invalid-directory": error<{ directory: string; problem: string }>({
    title: "output directory that cannot be used",
    message: ({ directory, problem }) => `The path \`${directory}\` ${problem}.`,
    help: () =>
      "Write a path relative to the schema's folder, such as `src/generated`. The option `--out` takes every path.",
  }),
  "unknown-column": error<NameChoice & { column: string }>({
    title: "unknown column",
    message: ({ column }) => `There is no column \`${column}\`.`,
    help: suggestName,
  }),
  "listed-twice": error<{ key: string; name: string }>({
    title: "listed twice",
    message: ({ key, name }) => `\`${name}\` is listed twice in \`${key}\`.`,
    help: () => "Remove one of the two.",
  }),
  "hidden-families": warning<{ section: string }>({
    title: "families that the reference does not show",
    message: ({ section }) => `No table of the reference shows the ${section}.`,
    help: ({ section }) => `Add a table with \`families: [${section}]\`, or name them in another's.`,
  }),
});

export type SchemaReport = Report<typeof SCHEMA_CODES>;
