import { defineCodes, error, type Report } from "../diagnostics/define.js";
import { suggestName } from "../text/words.js";

/** Mistakes in the text of a YAML file. */
export const YAML_CODES = defineCodes({
  "illegal-character": error<{ codePoint: string; encoding: "UTF-8" | "UTF-16" | "another" }>({
    title: "character that YAML does not allow",
    explanation:
      "YAML allows no control characters, and metricsmith reads UTF-8 only. Such a character is invisible in most editors, and would be exposed as it is.",
    wrong: `counters:
  requests_total: { description: Requests\u0001 answered. }`,
    right: `counters:
  requests_total: { description: Requests answered. }`,
    message: ({ codePoint, encoding }) => {
      switch (encoding) {
        case "UTF-8":
          return `The character ${codePoint} is not allowed in YAML.`;
        case "UTF-16":
          return "The file is saved as UTF-16, and only UTF-8 is read.";
        case "another":
          return `The text is not valid UTF-8: ${codePoint} replaces bytes that could not be read.`;
        default:
          return encoding satisfies never;
      }
    },
    help: ({ encoding }) =>
      encoding === "UTF-8"
        ? "Save the file as UTF-8 text; within double quotes, write the character as an escape."
        : "Save the file as UTF-8.",
  }),
  "yaml-syntax": error<{ problem: string; help: string | undefined }>({
    title: "text that is not YAML",
    explanation:
      "The text breaks a rule of YAML, most often by a quote or bracket that is not closed, or by its indentation. What follows cannot be understood.",
    wrong: `counters:
  requests_total:
    description: "Requests answered.`,
    right: `counters:
  requests_total:
    description: "Requests answered."`,
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "nesting-too-deep": error<{ limit: number }>({
    title: "nesting too deep",
    explanation:
      "The file is nested more deeply than anything that metricsmith reads. The bound keeps a broken or hostile file from stopping the program.",
    withoutExample: "An example would be as deep as the bound.",
    message: ({ limit }) => `This is nested more than ${limit} levels deep.`,
    help: () => "No file that metricsmith reads needs as many levels.",
  }),
  "too-much-yaml": error<{ what: "tokens" | "documents" | "values" | "mistakes" }>({
    title: "more YAML than is read",
    explanation:
      "The file is larger than what metricsmith reads. The bound keeps a broken or hostile file from taking all memory.",
    withoutExample: "An example would be longer than a page.",
    message: ({ what }) => `This file has more ${what} than are read: here, the reading ends.`,
    help: ({ what }) =>
      what === "mistakes" ? "Correct the ones before, and run it again." : "Spread it over several files.",
  }),
  "duplicate-key": error<{ key: string; line: number }>({
    title: "key written twice",
    explanation:
      "A mapping has a key twice. YAML readers take one of the two values without a word, and the other metric or setting is lost.",
    wrong: `counters:
  requests_total: { description: Requests answered. }
  logins_total: { description: Logins. }
  requests_total: { description: Requests refused. }`,
    right: `counters:
  requests_total: { description: Requests answered. }
  logins_total: { description: Logins. }
  refused_total: { description: Requests refused. }`,
    message: ({ key, line }) => `The key \`${key}\` is written twice; the first is on line ${line}.`,
    help: () => "Rename or remove one of the two.",
  }),
  "unknown-anchor": error<{ anchor: string; nearest: string | undefined; all: readonly string[] }>({
    title: "alias without an anchor",
    explanation:
      "An alias stands for a value that has an anchor before it. There is none of this name: the alias is misspelt, or is a text that needs quotes.",
    wrong: `histograms:
  request_duration_seconds: { description: Time taken to answer., buckets: &http [.1, 1] }
  login_duration_seconds: { description: Time taken to log in., buckets: *htpt }`,
    right: `histograms:
  request_duration_seconds: { description: Time taken to answer., buckets: &http [.1, 1] }
  login_duration_seconds: { description: Time taken to log in., buckets: *http }`,
    message: ({ anchor }) => `There is no anchor \`&${anchor}\` before this alias.`,
    help: ({ anchor, nearest, all }) =>
      suggestName({ nearest: nearest && `*${nearest}`, all: all.map((name) => `*${name}`) }) ??
      `Write \`&${anchor}\` before the value that the alias stands for. A text that begins with \`*\` needs quotes.`,
  }),
  "invalid-merge": error<Record<never, never>>({
    title: "merge of a value that is not a mapping",
    explanation:
      "The key `<<` merges the keys of another mapping into this one. A list or a text has no keys.",
    wrong: `counters:
  requests_total:
    <<: [description]
    description: Requests answered.`,
    right: `counters:
  requests_total: &request
    description: Requests answered.
  refused_total:
    <<: *request`,
    message: () => "`<<` merges a mapping, and this value is not one.",
    help: () => "Write an alias of a mapping, such as `<<: *defaults`.",
  }),
  "alias-expansion": error<Record<never, never>>({
    title: "aliases without end",
    explanation:
      "An alias stands for a value that contains the alias itself, or aliases of aliases expand to a huge document. Neither can be read.",
    wrong: `counters: &all
  requests_total:
    <<: *all
    description: Requests answered.`,
    right: `counters:
  requests_total: &one
    description: Requests answered.
  refused_total:
    <<: *one`,
    message: () => "The aliases of this file contain themselves, or expand to more than can be read.",
    help: () => "Write out what the aliases stand for.",
  }),
});

export type YamlReport = Report<typeof YAML_CODES>;
