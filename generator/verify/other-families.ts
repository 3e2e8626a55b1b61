import type { ExposedFamily } from "../exposition/exposition.js";

/** Families of clients, of servers, and of the runtime about itself. */
const OF_LIBRARIES: readonly string[] = [
  "process_*",
  "nodejs_*",
  "go_*",
  "promhttp_*",
  "metricsmith_*",
  "target_info",
];

/** What Prometheus adds to what it scrapes. */
const OF_PROMETHEUS: readonly string[] = ["up", "scrape_*"];

/** Whether a family that the schema does not declare is somebody else's. */
export type IsOthers = (family: Pick<ExposedFamily, "name" | "type">) => boolean;

/** @param patterns names, in which `*` stands for any characters */
export function othersFamilies(patterns: readonly string[], federated: boolean): IsOthers {
  const all = [...OF_LIBRARIES, ...(federated ? OF_PROMETHEUS : []), ...patterns].map(expressionOf);
  return ({ name, type }) => {
    const suffix = { counter: "_total", info: "_info" }[type as string] ?? "";
    return all.some((expression) => expression.test(name) || expression.test(name + suffix));
  };
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}
