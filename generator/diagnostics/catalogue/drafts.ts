import { grouped } from "../../grouped.js";
import { error, warning } from "../define.js";
import { listed, oneOf } from "./entry.js";

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
  "import-families-left-out": warning<{ names: readonly string[]; is: string; are: string; help: string }>({
    title: "families that were not imported",
    message: ({ names, is, are }) =>
      names.length === 1
        ? `${listed(names)} is left out: it is ${is}.`
        : `${grouped(names.length)} families are left out: they are ${are}. They are ${listed(names, SHOWN)}.`,
    help: ({ help }) => help,
  }),
  "import-labels-unseen": warning<{ names: readonly string[] }>({
    title: "families whose labels are not known",
    message: ({ names }) => `Without a sample, labels are not known: of ${listed(names, SHOWN)}.`,
    help: () => "Import when the program has recorded something, or add their `vectors` by hand.",
  }),
  "import-to-decide": warning<{ problem: string; help: string }>({
    title: "import that leaves something to decide",
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "import-tables-unread": warning<{ problem: string; lines: readonly number[]; help: string }>({
    title: "tables that were not imported",
    message: ({ problem, lines }) =>
      lines.length === 1
        ? `This table is not imported: ${problem}.`
        : `${grouped(lines.length)} tables are not imported: ${problem}. They begin on the lines ${lines.join(", ")}.`,
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

/** So many names a reader takes in. */
const SHOWN = 5;
