import { defineCodes, error, type Report, warning } from "../diagnostics/define.js";
import { listAnd, listOr } from "../text/words.js";

/** What `adopt` leaves with the client, and why it cannot change a program. */
export const ADOPT_CODES = defineCodes({
  "adopt-nothing": error<{ what: string; clients: readonly string[] }>({
    title: "source without imports of a client",
    explanation:
      "No file of the source imports a client for Prometheus, so that there is nothing to change. It is most likely the wrong folder.",
    wrong: "metricsmith adopt docs",
    right: "metricsmith adopt src",
    message: ({ what, clients }) => `No file of ${what} imports ${listOr(clients)}.`,
    help: () => "Name the source of the program, and in a monorepo that of the package that creates metrics.",
  }),
  "adopt-schema-unchanged": error<{ client: string }>({
    title: "schema that only a person should change",
    explanation:
      "The drop-in is an output that the schema switches on. This schema is written in a way, such as with an alias, in which a program cannot add it safely.",
    wrong: "outputs: *defaults",
    right: "outputs: { client: prom-client }",
    message: () => "The schema is written in a way in which `outputs.client` cannot be added.",
    help: ({ client }) => `Add \`outputs: { client: ${client} }\` to it, and adopt again.`,
  }),
  "adopt-runtime-missing": error<{ folder: string }>({
    title: "runtime that is not installed",
    explanation: "The generated module imports the runtime. Without it, the program would not start.",
    wrong: "npm install --save-dev metricsmith",
    right: "npm install @metricsmith/runtime && npm install --save-dev metricsmith",
    message: ({ folder }) => `\`@metricsmith/runtime\` cannot be found from \`${folder}\`.`,
    help: () => "Install it: `npm install @metricsmith/runtime`. The generated module imports it.",
  }),
  "adopt-new-error": error<{ error: string; places: readonly string[] }>({
    title: "error of the compiler that adoption causes",
    explanation:
      "The program compiles with the client, and not with the drop-in: mostly it records a label or a value that the schema does not have, which is a mistake in either.",
    wrong: 'orders.inc({ paymant: "card" });',
    right: 'orders.inc({ payment: "card" });',
    message: ({ error, places }) => `With the drop-in, this does not compile: ${error}${placesText(places)}`,
    help: () => "Mend it, or leave the file with the client by `--exclude`; `--force` writes all the same.",
  }),
  "adopt-export-missing": error<{ name: string; client: string }>({
    title: "name that the drop-in does not export",
    explanation:
      "The source imports a name that the drop-in of this client does not have, so that the import would fail.",
    wrong: 'import { Counter, somethingElse } from "prom-client";',
    right: `import { Counter } from "prom-client";
import { somethingElse } from "prom-client";`,
    message: ({ name, client }) => `The drop-in of \`${client}\` does not export \`${name}\`.`,
    help: () => "Import this name in a declaration of its own; `--force` writes all the same.",
  }),
  "adopt-client-stays": warning<{ what: string; why: string; places: readonly string[]; help?: string }>({
    title: "use of a client that stays",
    explanation:
      "A metric is created or used in a way that the schema cannot describe. It works as before, but is neither typed nor bounded.",
    wrong: 'new Counter({ name: nameOf(tenant), help: "Orders" });',
    right: 'new Counter({ name: "orders_total", help: "Orders", labelNames: ["tenant"] });',
    message: ({ what, why, places }) =>
      `${what} ${places.length === 1 ? "stays" : "stay"} with the client: ${why}.${placesText(places)}`,
    help: ({ help }) => help,
  }),
  "adopt-library": warning<{ library: string; client: string }>({
    title: "library that creates metrics itself",
    explanation:
      "A library creates metrics with the client that it imports itself. Changing the program's imports does not reach it; an alias of the package does.",
    wrong: 'import promBundle from "express-prom-bundle";',
    right: 'npm pkg set "overrides.prom-client=file:./generated/client"',
    message: ({ library, client }) =>
      `The metrics that \`${library}\` creates stay with the client: it imports \`${client}\` itself.`,
    help: () =>
      'They are exposed as before. "Metrics of libraries" in `docs/adopting.md` says how an alias brings them along.',
  }),
});

export type AdoptReport = Report<typeof ADOPT_CODES>;

/** The largest number of places in a message. */
const MOST_PLACES = 6;

function placesText(places: readonly string[]): string {
  return places.length === 1 ? "" : ` At ${listAnd(places, MOST_PLACES)}.`;
}
