import { error } from "../../diagnostics/define.js";
import { groupDigits, listAnd, listOr, type NameChoice, suggestName } from "../../text/words.js";

/** Keys and values of a schema, whatever they are about. */
export const KEY_WORDS = {
  "unsupported-version": error<{ got: string; value: unknown }>({
    title: "unsupported version",
    explanation:
      "The schema format has a version, so that an old metricsmith does not misread a newer schema. This one reads version 1.",
    wrong: "version: 2",
    right: "version: 1",
    message: ({ got }) =>
      `The version of the schema format is \`${got}\`, but this metricsmith reads version 1.`,
    help: ({ value }) => {
      if (value === "1") return "Write `version: 1`, without quotes.";
      return typeof value === "number" && value > 1
        ? "A later version needs a newer metricsmith: update the package, or write `version: 1`."
        : "Write `version: 1`.";
    },
  }),
  "unknown-key": error<
    NameChoice & { key: string; where: string; hint: string | undefined; missing: readonly string[] }
  >({
    title: "unknown key",
    explanation:
      "The key is misspelt, or belongs to something else. It would have no effect, and nobody would notice.",
    wrong: `counters:
  requests_total:
    vectos: [code]
    description: Requests answered.`,
    right: `counters:
  requests_total:
    vectors: [code]
    description: Requests answered.
vectors:
  code: { type: http_status }`,
    message: ({ key, where }) => `${where} has no key \`${key}\`.`,
    help: ({ hint, nearest, all, missing }) => {
      const keys = all.length === 1 ? `Its only key is ${listAnd(all)}` : `Its keys are ${listAnd(all)}`;
      const needs = missing.length === 0 ? "" : `; it needs ${listAnd(missing)}`;
      return hint ?? suggestName({ nearest, all: [] }) ?? `${keys}${needs}.`;
    },
  }),
  "missing-key": error<{ keys: readonly string[]; all?: boolean; where: string; help: string }>({
    title: "missing key",
    explanation:
      "Without this key the metric, vector or output is not complete, and there is no default that suits everyone.",
    wrong: `histograms:
  request_duration_seconds:
    description: Time taken to answer.`,
    right: `histograms:
  request_duration_seconds:
    description: Time taken to answer.
    buckets: [.1, .5, 1, 5]`,
    message: ({ keys, all = false, where }) =>
      all && keys.length > 1
        ? `${where} needs the keys ${listAnd(keys)}.`
        : `${where} needs the key ${listOr(keys)}.`,
    help: ({ help }) => help,
  }),
  "wrong-type": error<{ what: string; expected: string; got: string | undefined; help: string | undefined }>({
    title: "value of the wrong type",
    explanation:
      "The value has another type than the key takes. YAML reads some texts as numbers or booleans: a label value such as 404 or on needs quotes.",
    wrong: `counters:
  requests_total: { vectors: [code], description: Requests answered. }
vectors:
  code: { values: ["200", 404] }`,
    right: `counters:
  requests_total: { vectors: [code], description: Requests answered. }
vectors:
  code: { values: ["200", "404"] }`,
    message: ({ what, expected, got }) =>
      got === undefined
        ? `${what} is empty; it must be ${expected}.`
        : `${what} must be ${expected}, not ${got}.`,
    help: ({ help }) => help,
  }),
  "empty-text": error<{ what: string }>({
    title: "empty text",
    explanation:
      "The text is empty. A description is shown as the metric's help and in the documentation, where readers rely on it.",
    wrong: `counters:
  requests_total: { description: "" }`,
    right: `counters:
  requests_total: { description: Requests answered. }`,
    message: ({ what }) => `${what} is empty.`,
    help: () => "Write a few words.",
  }),
  "out-of-range": error<{ what: string; expected: string; got: string }>({
    title: "number out of range",
    explanation:
      "The number is smaller or larger than what the key allows, so that it cannot be what is meant.",
    wrong: `counters:
  requests_total: { vectors: [tenant], description: Requests answered. }
vectors:
  tenant: { type: string, max_values: 0 }`,
    right: `counters:
  requests_total: { vectors: [tenant], description: Requests answered. }
vectors:
  tenant: { type: string, max_values: 100 }`,
    message: ({ what, expected, got }) => `${what} must be ${expected}, not ${got}.`,
  }),
  "list-empty": error<{ key: string; consequence: string }>({
    title: "empty list",
    explanation: "An entry with an empty list does nothing. It is more likely unfinished than meant.",
    wrong: `namespace: shop
outputs:
  scrape:
    static_configs: [{ targets: [] }]`,
    right: `namespace: shop
outputs:
  scrape:
    static_configs: [{ targets: [shop-1.example.com] }]`,
    message: ({ key, consequence }) => `\`${key}\` is empty, ${consequence}.`,
    help: () => "List at least one, or remove the whole entry.",
  }),
  "listed-twice": error<{ key: string; name: string }>({
    title: "listed twice",
    explanation: "The list has a name twice, and would be the same without the second one.",
    wrong: `outputs:
  reference:
    tables: [{ families: [counters], columns: [name, description, name] }]`,
    right: `outputs:
  reference:
    tables: [{ families: [counters], columns: [name, description] }]`,
    message: ({ key, name }) => `\`${name}\` is listed twice in \`${key}\`.`,
    help: () => "Remove one of the two.",
  }),
  "too-many-entries": error<{ entries: number; most: number }>({
    title: "more entries than a schema can have",
    explanation:
      "A list or a section has more entries than a schema can have. The bound keeps a broken or hostile file from taking all memory.",
    withoutExample: "An example would be longer than a page.",
    message: ({ entries, most }) =>
      `This has ${groupDigits(entries)} entries; a list or a section of a schema has at most ${groupDigits(most)}.`,
    help: () => "Remove some, or spread the schema over several.",
  }),
  "conflicting-keys": error<{ key: string; with: string; help: string }>({
    title: "keys that exclude each other",
    explanation:
      "Each of the two keys says how something is made, and they contradict each other. Only one of them can have an effect.",
    wrong: `counters:
  requests_total: { vectors: [banned], description: Requests answered. }
vectors:
  banned: { type: boolean, max_values: 2 }`,
    right: `counters:
  requests_total: { vectors: [banned], description: Requests answered. }
vectors:
  banned: { type: boolean }`,
    message: (params) => `\`${params.key}\` and \`${params.with}\` exclude each other.`,
    help: ({ help }) => help,
  }),
  "invalid-duration": error<{ duration: string; problem: string }>({
    title: "invalid duration",
    explanation:
      "The text is not a duration as Prometheus writes it, so that Prometheus would not load the scrape job.",
    wrong: `namespace: shop
outputs:
  scrape: { scrape_interval: 15 s }`,
    right: `namespace: shop
outputs:
  scrape: { scrape_interval: 15s }`,
    message: ({ duration, problem }) => `The duration \`${duration}\` ${problem}.`,
    help: () => "Write whole numbers with units, the largest unit first, such as `15s`, `1m30s` or `500ms`.",
  }),
};
