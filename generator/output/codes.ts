import { defineCodes, error, warning } from "../diagnostics/define.js";
import { count } from "../text/words.js";

/** Diagnostics on generated files, and on pages into which metricsmith writes a section. */
export const OUTPUT_CODES = defineCodes({
  "no-families": warning<Record<never, never>>({
    title: "schema without metrics",
    message: () => "The schema declares no metric, so the generated code records nothing.",
    help: () =>
      "Declare the first one: `counters: { orders_total: { description: Orders placed. } }`, or let `metricsmith import` write the schema.",
  }),
  "counter-without-total": warning<{ names: readonly string[]; suggestion: string }>({
    title: "counter that does not end in _total",
    message: ({ names: [name = "", ...others] }) =>
      `The counter \`${name}\`${others.length === 0 ? " does" : ` and ${count(others.length, "other")} do`} not end in \`_total\`: in OpenMetrics its type is \`unknown\`, and it has no exemplars.`,
    help: ({ suggestion }) =>
      `Name it \`${suggestion}\`. If its readers know it by this name, keep it: the server then offers OpenMetrics only with \`openMetrics: true\`.`,
  }),
  "name-reserved-in-openmetrics": warning<{ names: readonly string[] }>({
    title: "name that OpenMetrics reserves",
    message: ({ names: [name = "", ...others] }) =>
      `\`${name}\`${others.length === 0 ? "" : ` and ${count(others.length, "other")}`} ${others.length === 0 ? "begins" : "begin"} with \`_\`, which OpenMetrics reserves: there, the ${others.length === 0 ? "family is" : "families are"} left out.`,
    help: () =>
      "Begin the name with a letter, or give the schema a `namespace`. With this name, the server offers OpenMetrics only with `openMetrics: true`.",
  }),
  "stale-output": error<{ file: string; exists: boolean; command: string }>({
    title: "output out of date or missing",
    message: ({ file, exists }) =>
      exists
        ? `\`${file}\` is not what the schema generates.`
        : `There is no \`${file}\`, which the schema generates.`,
    help: ({ command }) => `Run \`${command}\`.`,
  }),
  "foreign-output": error<{ file: string }>({
    title: "file in the way of an output",
    message: ({ file }) => `\`${file}\` stands where an output goes, and metricsmith did not write it.`,
    help: () => "Move it away or delete it, then generate again.",
  }),
  "output-of-other-schema": error<{ file: string; schema: string }>({
    title: "output of another schema",
    message: ({ file, schema }) => `\`${file}\` was generated from another schema, \`${schema}\`.`,
    help: () => "Choose another output directory with `--out`, or delete the file if that schema is gone.",
  }),
  "page-unreadable": error<{ page: string; reason: string }>({
    title: "page that cannot be read",
    message: ({ page, reason }) => `The page \`${page}\` cannot be read: ${reason}.`,
    help: () =>
      "Name in `page` one that has the lines `<!-- metricsmith:begin -->` and `<!-- metricsmith:end -->`, or leave `page` out to have `metrics.md` written as a whole.",
  }),
  "page-marker-missing": error<{ page: string; markers: readonly string[] }>({
    title: "page without its markers",
    message: ({ page, markers }) => `\`${page}\` has no line ${markers.map(quoted).join(" and no line ")}.`,
    help: () =>
      "The reference is written between the two: put each on a line of its own, not indented and in no code block.",
  }),
  "page-marker-twice": error<{ marker: string; first: number }>({
    title: "marker twice in a page",
    message: ({ marker, first }) =>
      `The marker ${quoted(marker)} stands here for the second time; the first is on line ${first}.`,
    help: () => "Keep one of each; one that is only shown to readers stands in a code block.",
  }),
  "page-markers-reversed": error<{ begin: string; end: string }>({
    title: "markers of a page in reverse order",
    message: ({ begin, end }) => `The marker ${quoted(end)} stands before ${quoted(begin)}.`,
    help: () => "Exchange the two.",
  }),
  "section-of-other-schema": error<{ schema: string }>({
    title: "section of another schema",
    message: ({ schema }) => `The text between the markers was generated from another schema, \`${schema}\`.`,
    help: () => "Name another page, or delete the text between the markers if that schema is gone.",
  }),
});

function quoted(marker: string): string {
  return `\`${marker}\``;
}
