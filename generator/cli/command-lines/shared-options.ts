import { Option } from "commander";
import { FORMATS } from "../../diagnostics/format-diagnostics.js";

export function schemaOption(description = "the schema"): Option {
  return new Option("-s, --schema <file>", description).default("metrics.schema.yaml");
}

/** An option that may be given several times: its values, in their order. */
export function repeatedOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: readonly string[] = []) => [
    ...before,
    value,
  ]);
}

/** @param others formats beside those of diagnostics */
export function formatOption(others: readonly string[] = []): Option {
  return new Option("-f, --format <format>", "how findings are reported")
    .choices([...FORMATS, ...others])
    .default("pretty");
}
