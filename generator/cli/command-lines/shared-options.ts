import { Option } from "commander";
import { FORMATS } from "../../diagnostics/format/format-diagnostics.js";

export function schemaOption(): Option {
  return new Option("-s, --schema <file>", "the schema").default("metrics.schema.yaml");
}

/** @param others formats beside those of diagnostics */
export function formatOption(others: readonly string[] = []): Option {
  return new Option("-f, --format <format>", "how findings are reported")
    .choices([...FORMATS, ...others])
    .default("pretty");
}
