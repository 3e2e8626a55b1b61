import { error, warning } from "../define.js";
import { type Choice, choice } from "./entry.js";

/** The reference page, as the schema asks for it. */
export const REFERENCE_CATALOGUE = {
  "invalid-page": error<{ page: string; problem: string }>({
    title: "page that cannot have the reference",
    message: ({ page, problem }) => `The path \`${page}\` ${problem}.`,
    help: () =>
      "Write the path of a Markdown file in the schema's folder or below it, such as `docs/telemetry.md`.",
  }),
  "unknown-column": error<Choice & { column: string }>({
    title: "unknown column",
    message: ({ column }) => `There is no column \`${column}\`.`,
    help: choice,
  }),
  "listed-twice": error<{ key: string; name: string }>({
    title: "listed twice",
    message: ({ key, name }) => `\`${name}\` stands twice in these \`${key}\`.`,
    help: () => "Remove one of the two.",
  }),
  "hidden-families": warning<{ section: string }>({
    title: "families that the reference does not show",
    message: ({ section }) => `No table of the reference shows the ${section}.`,
    help: ({ section }) => `Add a table with \`families: [${section}]\`, or name them in another's.`,
  }),
};
