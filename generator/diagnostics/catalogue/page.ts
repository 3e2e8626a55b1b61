import { error } from "./entry.js";

/** Pages into which a section is written. */
export const PAGE_CATALOGUE = {
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
    message: ({ schema }) =>
      `What stands between the markers was generated from another schema, \`${schema}\`.`,
    help: () => "Name another page, or delete what stands between the markers if that schema is gone.",
  }),
};

function quoted(marker: string): string {
  return `\`${marker}\``;
}
