import { z } from "zod";
import { nameFormat, proseFormat } from "./text-format.js";

export const VECTOR_TYPES = ["boolean", "http_status", "http_method", "string", "integer"] as const;

/** Upper bound of `max_values`: the process keeps that many strings in memory. */
export const LARGEST_MAX_VALUES = 100_000;
const EXPECTED_MAX_VALUES = `a whole number from 1 to ${LARGEST_MAX_VALUES}`;

const labelValueFormat = z.string("a text");
const limitFormat = z.int("a whole number");

/** One vector. `resolveVector` checks which keys go together, because its messages can name both keys. */
export const vectorFormat = z
  .strictObject(
    {
      label: nameFormat.optional().describe("The label name that is exposed. The key by default."),
      description: proseFormat.optional().describe("What the label says."),
      values: z
        .array(labelValueFormat, "a list of label values")
        .min(1, "a list of label values")
        .optional()
        .describe("A closed set of label values. It becomes a union of literals in the generated code."),
      type: z
        .enum(VECTOR_TYPES, "the name of a type")
        .optional()
        .describe(
          "A set without a list: `boolean` (true, false), `http_status` (100 to 599), `http_method` (the registered methods, and `other`), `string` (any, up to `max_values`), `integer` (from `min` to `max`).",
        ),
      max_values: z
        .int(EXPECTED_MAX_VALUES)
        .min(1, EXPECTED_MAX_VALUES)
        .max(LARGEST_MAX_VALUES, EXPECTED_MAX_VALUES)
        .optional()
        .describe("With `type: string`: maximum number of different values."),
      min: limitFormat.optional().describe("With `type: integer`: the lowest value."),
      max: limitFormat.optional().describe("With `type: integer`: the highest value."),
      otherwise: labelValueFormat
        .optional()
        .describe("Label value for strings outside of `values`, or past `max_values`."),
    },
    "a mapping with values or a type",
  )
  .meta({
    id: "Vector",
    description:
      "A declared set of label values. Its key is its name in the schema, and the label name unless it has a `label`.",
    oneOf: [{ required: ["values"] }, { required: ["type"] }],
  });
