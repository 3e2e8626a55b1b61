import type { ExposedFamily } from "../exposition/exposition.js";
import { clientPattern } from "../import/exposition/client-families.js";

/** What the program runs on, as OpenTelemetry's clients tell it. */
const OF_TARGET = "target_info";

/** What Prometheus adds to what it scrapes. */
const OF_PROMETHEUS: readonly string[] = ["up", "scrape_*"];

/** Whether a family that the schema does not declare is somebody else's. */
export type IsOthers = (family: Pick<ExposedFamily, "name" | "type">) => boolean;

/** @param patterns names, in which `*` stands for any characters */
export function othersFamilies(patterns: readonly string[], federated: boolean): IsOthers {
  const all = [OF_TARGET, ...(federated ? OF_PROMETHEUS : []), ...patterns].map(expressionOf);
  return ({ name, type }) => {
    const suffix = { counter: "_total", info: "_info" }[type as string] ?? "";
    const names = [name, name + suffix];
    return clientPattern(name) !== undefined || names.some((one) => all.some((pattern) => pattern.test(one)));
  };
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}
