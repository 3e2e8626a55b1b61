import { basename } from "node:path";
import type { Catalog } from "../catalog.js";
import { banner } from "../output/output-file.js";

/** What the comment in the first line of a generated file says. */
export function notice({ source }: Pick<Catalog, "source">): string {
  return `${banner(basename(source))} Do not edit: change the schema and run \`metricsmith generate\`.`;
}
