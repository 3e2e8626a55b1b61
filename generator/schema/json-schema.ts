import { z } from "zod";
import { schemaSpec } from "./spec/schema-spec.js";

/** The JSON Schema that editors use for completion, hovers and first checks of a schema file. */
export function schemaJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(schemaSpec, { io: "input" });
  return { $schema, title: "metricsmith schema", ...rest };
}
