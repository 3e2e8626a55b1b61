import { z } from "zod";
import { durationFormat, nameFormat, proseFormat } from "./text-format.js";

export const VECTOR_TYPES = [
  "boolean",
  "http_status",
  "http_status_class",
  "http_method",
  "string",
  "integer",
] as const;

/** Upper bound of `max_values`: the process keeps that many strings in memory. */
export const LARGEST_MAX_VALUES = 100_000;
const EXPECTED_MAX_VALUES = `a whole number from 1 to ${LARGEST_MAX_VALUES}`;

/** Upper bound of `max_length`: a longer text is not a label value, but a document. */
export const LARGEST_MAX_LENGTH = 10_000;
const EXPECTED_MAX_LENGTH = `a whole number from 1 to ${LARGEST_MAX_LENGTH}`;
const EXPECTED_STATUS = "a status code from 100 to 599";

const labelValueFormat = z.string("a text");
const statusFormat = z.int(EXPECTED_STATUS).min(100, EXPECTED_STATUS).max(599, EXPECTED_STATUS);
const limitFormat = z.int("a whole number");

const LABEL_VALUES = "a list of label values";

const vectorShape = {
  label: nameFormat.optional().describe("The label name that is exposed. The key by default."),
  description: proseFormat.optional().describe("What the label says."),
  values: z
    .array(z.union([labelValueFormat, statusFormat]), LABEL_VALUES)
    .min(1, LABEL_VALUES)
    .optional()
    .describe(
      "A closed set of label values. It becomes a union of literals in the generated code. With `type: http_status` or `type: http_method`: the codes or methods that have a label value of their own.",
    )
    .meta({ uniqueItems: true }),
  type: z
    .enum(VECTOR_TYPES, "the name of a type")
    .optional()
    .describe(
      "A set without a list: `boolean` (true, false), `http_status` (100 to 599), `http_status_class` (`1xx` to `5xx`), `http_method` (the registered methods, and `other`), `string` (any, up to `max_values`), `integer` (from `min` to `max`).",
    ),
  max_values: z
    .int(EXPECTED_MAX_VALUES)
    .min(1, EXPECTED_MAX_VALUES)
    .max(LARGEST_MAX_VALUES, EXPECTED_MAX_VALUES)
    .optional()
    .describe("With `type: string`: maximum number of different values."),
  max_length: z
    .int(EXPECTED_MAX_LENGTH)
    .min(1, EXPECTED_MAX_LENGTH)
    .max(LARGEST_MAX_LENGTH, EXPECTED_MAX_LENGTH)
    .optional()
    .describe(
      "With `type: string`: maximum number of characters of a value, 128 by default. A longer one is recorded as `otherwise`.",
    ),
  expire_after: durationFormat
    .optional()
    .describe(
      "With `type: string`: a scrape drops a series that nobody has recorded for this long, such as `15m`, and its place among `max_values` is free again.",
    ),
  min: limitFormat.optional().describe("With `type: integer`: the lowest value."),
  max: limitFormat.optional().describe("With `type: integer`: the highest value."),
  otherwise: labelValueFormat
    .optional()
    .describe("Label value for what is outside of `values`, or past `max_values` or `max_length`."),
};

const EXPECTED_VECTOR = "a mapping with values or a type";

/** One vector. `resolveVector` checks which keys go together, because its messages can name both keys. */
export const vectorFormat = z.strictObject(vectorShape, EXPECTED_VECTOR).meta({
  id: "Vector",
  description:
    "A declared set of label values. Its key is its name in the schema, and the label name unless it has a `label`.",
  anyOf: [{ required: ["values"] }, { required: ["type"] }],
});

function formatWithValues(element: z.ZodType<string | number>) {
  const values = z.array(element, LABEL_VALUES).min(1, LABEL_VALUES).optional();
  return z.strictObject({ ...vectorShape, values }, EXPECTED_VECTOR);
}

/** The format of a vector of status codes, whose values are numbers. */
export const statusVectorFormat = formatWithValues(statusFormat);
/** The format of all other vectors, whose values are texts: YAML reads `404` and `true` as something else. */
export const textVectorFormat = formatWithValues(labelValueFormat);
