import type { Metrics } from "../../metrics.js";
import type { ProgramDescription } from "./program-description.js";
import { programName } from "./program-name.js";

/**
 * Describes the program that this process runs.
 *
 * @param metricsPath the path that is scraped, percent-decoded
 */
export function describeProgram(metrics: Metrics, metricsPath: string): ProgramDescription {
  return {
    name: programName(process.title, process.argv[1]) ?? "Metrics",
    metrics: relativeUrl(metricsPath),
    families: metrics.families.map(({ name, type, help, unit, vectors, labelSets }) => ({
      name,
      type,
      help,
      unit,
      labels: vectors.map((vector) => vector.name),
      labelSets,
    })),
  };
}

/** From `/`, and so also from wherever a reverse proxy shows the page. */
function relativeUrl(path: string): string {
  return `.${path.split("/").map(encodeURIComponent).join("/")}`;
}
