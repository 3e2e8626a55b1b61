import { choice } from "../diagnostics/catalogue/entry.js";
import { defineCodes, error, type Report } from "../diagnostics/define.js";

/** Mistakes in the text of a YAML file. */
export const YAML_CODES = defineCodes({
  "illegal-character": error<{ codePoint: string; encoding: boolean }>({
    title: "character that YAML does not allow",
    message: ({ codePoint, encoding }) =>
      encoding
        ? `The text is not valid UTF-8: here stands ${codePoint}, which replaces what could not be read.`
        : `The character ${codePoint} is not allowed in YAML.`,
    help: ({ encoding }) =>
      encoding
        ? "Save the file as UTF-8."
        : "Save the file as UTF-8 text; within double quotes, write the character as an escape.",
  }),
  "yaml-syntax": error<{ problem: string; help: string | undefined }>({
    title: "text that is not YAML",
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "nesting-too-deep": error<{ limit: number }>({
    title: "nesting too deep",
    message: ({ limit }) => `This is nested more than ${limit} levels deep.`,
    help: () => "Nothing that is read here needs as many.",
  }),
  "duplicate-key": error<{ key: string; line: number }>({
    title: "key written twice",
    message: ({ key, line }) =>
      `The key \`${key}\` stands here for the second time; the first is on line ${line}.`,
    help: () => "Rename or remove one of the two.",
  }),
  "unknown-anchor": error<{ anchor: string; nearest: string | undefined; all: readonly string[] }>({
    title: "alias without its anchor",
    message: ({ anchor }) => `No anchor \`&${anchor}\` stands before this alias.`,
    help: ({ nearest, all }) => choice({ nearest, all }),
  }),
  "invalid-merge": error<Record<never, never>>({
    title: "merge of something that is no mapping",
    message: () => "`<<` merges a mapping, and this is none.",
    help: () => "Write an alias of a mapping, such as `<<: *defaults`.",
  }),
  "alias-expansion": error<Record<never, never>>({
    title: "aliases without end",
    message: () => "The aliases of this file contain themselves, or expand to more than can be read.",
    help: () => "Write out what the aliases stand for.",
  }),
});

export type YamlReport = Report<typeof YAML_CODES>;
