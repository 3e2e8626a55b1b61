/** Examples for editors, by key, or by a mapping and its key where the same key has another meaning elsewhere. */
const KEY_EXAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  namespace: ["shop"],
  description: ["Requests answered."],
  vectors: [["method", "status"]],
  ignore: [["nodejs_*", "process_*"]],
  series_budget: [1000],
  only: [["requests_total", "request_duration_seconds"]],
  prefix: ["public"],
  start: [0.001],
  factor: [2],
  width: [10],
  count: [12],
  job_name: ["shop"],
  title: ["Metrics of the shop"],
  "headings.metrics": ["Metrics"],
  "headings.vectors": ["Vectors"],
  heading: ["Counters"],
  heading_level: [2],
  rule: ["lint-counter-without-total"],
  families: [["orders", "legacy_*"]],
  reason: ["Dashboards of other teams read these names."],
  name: ["orders_placed"],
  note: ["Use orders_placed_total."],
  replaced_by: ["orders_placed_total"],
  label: ["type"],
  values: [["card", "paypal"]],
  max_values: [100],
  max_length: [128],
  min: [0],
  max: [15],
  otherwise: ["other"],
  metrics: [["requests_total", "request_duration_seconds"]],
};

/** The mappings of a JSON Schema whose keys are columns: an example of a title is the key in words. */
const COLUMN_TITLES = "column_titles";

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly type?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: unknown;
  readonly const?: unknown;
  readonly items?: JsonSchema;
  readonly examples?: unknown;
}

/** Copies a JSON Schema, with examples in each key that has neither examples nor listed values of its own. */
export function withExamples<Schema>(schema: Schema, mapping = ""): Schema {
  if (typeof schema !== "object" || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((one: unknown) => withExamples(one, mapping)) as Schema; // of its type
  const entries = Object.entries(schema).map(([key, value]: [string, unknown]) => {
    if (key !== "properties") return [key, withExamples(value, isKeyword(key) ? mapping : key)];
    const properties = Object.entries(value as Readonly<Record<string, JsonSchema>>); // by JSON Schema
    return [
      key,
      Object.fromEntries(properties.map(([name, one]) => [name, withExample(one, { name, mapping })])),
    ];
  });
  return Object.fromEntries(entries) as Schema; // with the keys of the schema
}

function isKeyword(key: string): boolean {
  return ["anyOf", "items", "additionalProperties", "$defs"].includes(key);
}

function withExample(
  schema: JsonSchema,
  { name, mapping }: { readonly name: string; readonly mapping: string },
) {
  const inner = withExamples(schema, name);
  if (!takesExamples(schema)) return inner;
  const words = name.replaceAll("_", " ");
  const title = mapping === COLUMN_TITLES ? [`${words.charAt(0).toUpperCase()}${words.slice(1)}`] : undefined;
  const examples = title ?? KEY_EXAMPLES[`${mapping}.${name}`] ?? KEY_EXAMPLES[name];
  return examples === undefined ? inner : { ...inner, examples };
}

/** Whether a key has neither listed values, nor examples, nor keys of its own. */
function takesExamples(schema: JsonSchema): boolean {
  const { type, anyOf = [], items } = schema;
  if (schema.examples !== undefined || schema.enum !== undefined || schema.const !== undefined) return false;
  if (items?.enum !== undefined) return false;
  const isPlain = ["string", "number", "integer", "array"].includes(String(type));
  return isPlain || anyOf.some(takesExamples);
}
