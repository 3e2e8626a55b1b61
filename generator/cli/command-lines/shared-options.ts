import { Option } from "commander";
import { FORMATS } from "../../diagnostics/format/format-diagnostics.js";

export function schemaOption(description = "the schema"): Option {
  return new Option("-s, --schema <file>", description).default("metrics.schema.yaml");
}

/** @param others formats beside those of diagnostics */
export function formatOption(others: readonly string[] = []): Option {
  return new Option("-f, --format <format>", "how findings are reported")
    .choices([...FORMATS, ...others])
    .default("pretty");
}
