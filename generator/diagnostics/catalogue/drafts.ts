import { error, listed, oneOf, warning } from "./entry.js";

/** What an import cannot take over from its source, or only in part. */
export const DRAFTS_CATALOGUE = {
  "import-nothing": error<{ what: string; help: string }>({
    title: "source without metrics",
    message: ({ what }) => `There are no metrics to import in ${what}.`,
    help: ({ help }) => help,
  }),
  "import-left-out": warning<{ name: string; reason: string; help: string }>({
    title: "family that was not imported",
    message: ({ name, reason }) => `\`${name}\` is left out. ${reason}`,
    help: ({ help }) => help,
  }),
  "import-families-left-out": warning<{ names: readonly string[]; what: string; help: string }>({
    title: "families that were not imported",
    message: ({ names, what }) => `Families are left out that are ${what}: ${some(names)}.`,
    help: ({ help }) => help,
  }),
  "import-to-decide": warning<{ problem: string; help: string }>({
    title: "import that leaves something to decide",
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "import-table-unread": warning<{ problem: string; help: string }>({
    title: "table that was not imported",
    message: ({ problem }) => `This table is not imported: ${problem}.`,
    help: ({ help }) => help,
  }),
  "import-column-unread": warning<{ title: string; known: readonly string[] }>({
    title: "column that was not imported",
    message: ({ title }) => `The column \`${title}\` is not imported.`,
    help: ({ known }) => `If it tells something of these, give it the title ${oneOf(known)}.`,
  }),
  "import-definition-unread": warning<{ name: string }>({
    title: "definition that was not imported",
    message: ({ name }) => `The definition of \`${name}\` is not imported: no table names it as a label.`,
    help: () => "Name it among the labels of a family, or correct the one that was meant.",
  }),
};

function some(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  if (rest <= 1) return listed(names);
  const shown = names.slice(0, SHOWN).map((name) => `\`${name}\``);
  return `${shown.join(", ")} and ${rest} more`;
}

const SHOWN = 5;
