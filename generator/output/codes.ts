import { defineCodes, error, warning } from "../diagnostics/define.js";

/** Diagnostics on generated files, and on pages into which metricsmith writes a section. */
export const OUTPUT_CODES = defineCodes({
  "no-families": warning<Record<never, never>>({
    title: "schema without metrics",
    explanation:
      "The schema is sound and has no metric, so that the generated code has no recorder. It is most likely not finished.",
    wrong: "version: 1",
    right: `version: 1
counters:
  orders_total: { description: Orders placed. }`,
    message: () => "The schema declares no metric, so the generated code records nothing.",
    help: () =>
      "Declare the first one: `counters: { orders_total: { description: Orders placed. } }`, or let `metricsmith import` write the schema.",
  }),
  "old-name-past": error<{ old: string; name: string; until: string; version: string }>({
    title: "old name past its version",
    message: ({ old, until, version }) =>
      `\`${old}\` is exposed until ${until}, and the package has the version ${version}.`,
    help: ({ old, name }) =>
      `Delete \`renamed_from\` here: then \`${name}\` has this name only. Change what still reads \`${old}\` first.`,
    explanation:
      "A renamed metric is exposed under its old name as well until a version of the package. From that version on, `generate` asks to remove the old name, so that it does not stay for good.",
    wrong: "renamed_from: { name: orders, until: 2.0.0 } # in a package of version 2.0.0",
    right: "# without `renamed_from`",
  }),
  "old-name-without-version": error<{ until: string; package: string; version: string | undefined }>({
    title: "version of a package that has none",
    message: ({ until, package: name, version }) =>
      version === undefined
        ? `\`until\` is the version ${until}, and ${name === "" ? "there is no `package.json` with a name and a version above the schema" : `the \`package.json\` of \`${name}\` has no version`}.`
        : `\`until\` is the version ${until}, and that of \`${name}\` is \`${version}\`, which cannot be compared with it.`,
    help: () => "Write a date, such as `until: 2026-12-31`, or give the package a version, such as `1.0.0`.",
    explanation:
      "The version in `until` is one of the package whose `package.json` is above the schema. Without a version there, the end of the old name would never come.",
    wrong: "renamed_from: { name: orders, until: 2.0.0 } # in a package without a version",
    right: "renamed_from: { name: orders, until: 2026-12-31 }",
  }),
  "stale-output": error<{ file: string; exists: boolean; command: string }>({
    title: "output out of date or missing",
    explanation:
      "A generated file is not what the schema gives today: it was not generated after a change, or was edited by hand. The program would record something else than the documentation says.",
    wrong: "The schema was changed, and `generated/recorders.ts` was committed as it was before.",
    right: "Run `metricsmith generate`, and commit the schema and `generated/` together.",
    message: ({ file, exists }) =>
      exists
        ? `\`${file}\` is not what the schema generates.`
        : `There is no \`${file}\`, which the schema generates.`,
    help: ({ command }) => `Run \`${command}\`.`,
  }),
  "foreign-output": error<{ file: string }>({
    title: "file in the way of an output",
    explanation:
      "A file that metricsmith did not write stands where an output goes. It is not overwritten, because it may be somebody's work.",
    wrong: "`generated/recorders.ts` was written by hand.",
    right: "Move it away, or choose another directory: `outputs: { directory: src/generated }`.",
    message: ({ file }) => `\`${file}\` stands where an output goes, and metricsmith did not write it.`,
    help: () => "Move it away or delete it, then generate again.",
  }),
  "output-of-other-schema": error<{ file: string; schema: string }>({
    title: "output of another schema",
    explanation:
      "The file was generated from another schema. Two schemas with one output directory would overwrite each other at each run.",
    wrong: "`shop.schema.yaml` and `billing.schema.yaml` are both generated into `generated/`.",
    right: "Each has its own: `outputs: { directory: generated/billing }`.",
    message: ({ file, schema }) => `\`${file}\` was generated from another schema, \`${schema}\`.`,
    help: () => "Choose another output directory with `--out`, or delete the file if that schema is gone.",
  }),
  "page-unreadable": error<{ page: string; reason: string }>({
    title: "page that cannot be read",
    explanation:
      "The page into which the reference is to be written is not there or cannot be read, so that it is not known where the section goes.",
    wrong: "`outputs: { reference: { page: docs/telemetry.md } }`, and there is no such file.",
    right: "Create the page with the lines `<!-- metricsmith:begin -->` and `<!-- metricsmith:end -->`.",
    message: ({ page, reason }) => `The page \`${page}\` cannot be read: ${reason}.`,
    help: () =>
      "Name in `page` one that has the lines `<!-- metricsmith:begin -->` and `<!-- metricsmith:end -->`, or leave `page` out to have `metrics.md` written as a whole.",
  }),
  "page-marker-missing": error<{ page: string; markers: readonly string[] }>({
    title: "page without its markers",
    explanation:
      "The reference is written between two markers, and the page lacks one of them. Without both, text of yours could be overwritten.",
    wrong: `# Telemetry

<!-- metricsmith:begin -->`,
    right: `# Telemetry

<!-- metricsmith:begin -->
<!-- metricsmith:end -->`,
    message: ({ page, markers }) => `\`${page}\` has no line ${markers.map(quoted).join(" and no line ")}.`,
    help: () =>
      "The reference is written between the two: put each on a line of its own, not indented and in no code block.",
  }),
  "page-marker-twice": error<{ marker: string; first: number }>({
    title: "marker twice in a page",
    explanation: "A marker stands twice in the page, so that it is not clear which section is to be written.",
    wrong: `<!-- metricsmith:begin -->
<!-- metricsmith:begin -->
<!-- metricsmith:end -->`,
    right: `<!-- metricsmith:begin -->
<!-- metricsmith:end -->`,
    message: ({ marker, first }) =>
      `The marker ${quoted(marker)} stands here for the second time; the first is on line ${first}.`,
    help: () => "Keep one of each; one that is only shown to readers stands in a code block.",
  }),
  "page-markers-reversed": error<{ begin: string; end: string }>({
    title: "markers of a page in reverse order",
    explanation: "The end of the section stands before its beginning, so that nothing is between the two.",
    wrong: `<!-- metricsmith:end -->
<!-- metricsmith:begin -->`,
    right: `<!-- metricsmith:begin -->
<!-- metricsmith:end -->`,
    message: ({ begin, end }) => `The marker ${quoted(end)} stands before ${quoted(begin)}.`,
    help: () => "Exchange the two.",
  }),
  "section-of-other-schema": error<{ schema: string }>({
    title: "section of another schema",
    explanation:
      "The section of the page was written from another schema. Two schemas with one section would overwrite each other at each run.",
    wrong: "`shop.schema.yaml` and `billing.schema.yaml` both have `page: docs/telemetry.md`.",
    right: "Each has a page of its own: `page: docs/billing-telemetry.md`.",
    message: ({ schema }) => `The text between the markers was generated from another schema, \`${schema}\`.`,
    help: () => "Name another page, or delete the text between the markers if that schema is gone.",
  }),
});

function quoted(marker: string): string {
  return `\`${marker}\``;
}
