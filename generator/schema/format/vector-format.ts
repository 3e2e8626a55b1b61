import { z } from "zod";
import { proseSpec } from "./text-format.js";

export const VECTOR_TYPES = ["boolean", "http_status", "http_method", "string", "integer"] as const;

/** An open vector interns this many strings at most. */
export const LARGEST_MAX_VALUES = 100_000;

const labelValueSpec = z.string("a text");
const limitSpec = z.int("a whole number");

/** Which keys go together is told by `resolveVector`, which can name both. */
export const vectorSpec = z
  .strictObject(
    {
      description: proseSpec.optional().describe("What the label tells."),
      values: z
        .array(labelValueSpec, "a list of label values")
        .min(1, "a list of label values")
        .optional()
        .describe("A closed set of label values: a literal union in the generated code."),
      type: z
        .enum(VECTOR_TYPES, "the name of a type")
        .optional()
        .describe(
          "A set without a list: `boolean` (true, false), `http_status` (100 to 599), `http_method` (the registered methods), `string` (any, up to `max_values`), `integer` (from `min` to `max`).",
        ),
      max_values: z
        .int(`a whole number from 1 to ${LARGEST_MAX_VALUES}`)
        .min(1, `a whole number from 1 to ${LARGEST_MAX_VALUES}`)
        .max(LARGEST_MAX_VALUES, `a whole number from 1 to ${LARGEST_MAX_VALUES}`)
        .optional()
        .describe("With `type: string`: how many different strings are kept apart."),
      min: limitSpec.optional().describe("With `type: integer`: the least value."),
      max: limitSpec.optional().describe("With `type: integer`: the greatest value."),
      otherwise: labelValueSpec
        .optional()
        .describe("The label value that strings outside the set, or past `max_values`, are recorded as."),
    },
    "a mapping with values or a type",
  )
  .meta({
    id: "Vector",
    description: "A label name and the values it may take.",
    oneOf: [{ required: ["values"] }, { required: ["type"] }],
  });
