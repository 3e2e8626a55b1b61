import { defineCodes, error, type Report } from "../diagnostics/define.js";
import { suggestName } from "../text/words.js";

/** Mistakes in the text of a YAML file. */
export const YAML_CODES = defineCodes({
  "illegal-character": error<{ codePoint: string; encoding: "UTF-8" | "UTF-16" | "another" }>({
    title: "character that YAML does not allow",
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
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "nesting-too-deep": error<{ limit: number }>({
    title: "nesting too deep",
    message: ({ limit }) => `This is nested more than ${limit} levels deep.`,
    help: () => "No file that metricsmith reads needs as many levels.",
  }),
  "too-much-yaml": error<{ what: "tokens" | "documents" | "values" | "mistakes" }>({
    title: "more YAML than is read",
    message: ({ what }) => `This file has more ${what} than are read: here, the reading ends.`,
    help: ({ what }) =>
      what === "mistakes" ? "Correct the ones before, and run it again." : "Spread it over several files.",
  }),
  "duplicate-key": error<{ key: string; line: number }>({
    title: "key written twice",
    message: ({ key, line }) => `The key \`${key}\` is written twice; the first is on line ${line}.`,
    help: () => "Rename or remove one of the two.",
  }),
  "unknown-anchor": error<{ anchor: string; nearest: string | undefined; all: readonly string[] }>({
    title: "alias without an anchor",
    message: ({ anchor }) => `There is no anchor \`&${anchor}\` before this alias.`,
    help: ({ anchor, nearest, all }) =>
      suggestName({ nearest: nearest && `*${nearest}`, all: all.map((name) => `*${name}`) }) ??
      `Write \`&${anchor}\` before the value that the alias stands for. A text that begins with \`*\` needs quotes.`,
  }),
  "invalid-merge": error<Record<never, never>>({
    title: "merge of a value that is not a mapping",
    message: () => "`<<` merges a mapping, and this value is not one.",
    help: () => "Write an alias of a mapping, such as `<<: *defaults`.",
  }),
  "alias-expansion": error<Record<never, never>>({
    title: "aliases without end",
    message: () => "The aliases of this file contain themselves, or expand to more than can be read.",
    help: () => "Write out what the aliases stand for.",
  }),
});

export type YamlReport = Report<typeof YAML_CODES>;
