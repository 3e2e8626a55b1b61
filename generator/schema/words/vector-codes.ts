import { error } from "../../diagnostics/define.js";
import { groupDigits, listAnd, type NameChoice, suggestName } from "../../text/words.js";

/** Vectors and their values, and the series that they make. */
export const VECTOR_WORDS = {
  "unknown-type": error<NameChoice & { type: string }>({
    title: "unknown type of a vector",
    explanation: "The type of a vector says which label values there are. There is none of this name.",
    wrong: `counters:
  requests_total: { vectors: [code], description: Requests answered. }
vectors:
  code: { type: http_stauts }`,
    right: `counters:
  requests_total: { vectors: [code], description: Requests answered. }
vectors:
  code: { type: http_status }`,
    message: ({ type }) => `There is no vector type \`${type}\`.`,
    help: suggestName,
  }),
  "unknown-vector": error<NameChoice & { name: string }>({
    title: "unknown vector",
    explanation:
      "A family lists a vector that the schema does not declare, so that its label values, and with them the number of series, are not known.",
    wrong: `counters:
  requests_total: { vectors: [code, metod], description: Requests answered. }
vectors:
  code: { type: http_status }
  method: { type: http_method }`,
    right: `counters:
  requests_total: { vectors: [code, method], description: Requests answered. }
vectors:
  code: { type: http_status }
  method: { type: http_method }`,
    message: ({ name }) => `There is no vector \`${name}\`.`,
    help: ({ nearest, all, name }) =>
      suggestName({ nearest, all: [] }) ??
      (all.length === 0
        ? `Declare it: \`vectors: { ${name}: … }\`.`
        : `Declare it in \`vectors\`, beside ${listAnd(all, 5)}.`),
  }),
  "duplicate-vector": error<{ name: string }>({
    title: "vector twice in one family",
    explanation:
      "A family has each label once: a label set with the same name twice is not valid in Prometheus.",
    wrong: `counters:
  requests_total: { vectors: [code, code], description: Requests answered. }
vectors:
  code: { type: http_status }`,
    right: `counters:
  requests_total: { vectors: [code], description: Requests answered. }
vectors:
  code: { type: http_status }`,
    message: ({ name }) => `This family lists the vector \`${name}\` twice.`,
    help: () => "Remove one of the two.",
  }),
  "duplicate-label": error<{ label: string; vectors: readonly [string, string] }>({
    title: "label twice in one family",
    explanation:
      "Two vectors of the family are exposed under one label name. A label set with the same name twice is not valid in Prometheus.",
    wrong: `counters:
  requests_total: { vectors: [login_type, payment_type], description: Requests answered. }
vectors:
  login_type: { label: type, values: [password, passkey] }
  payment_type: { label: type, values: [card, paypal] }`,
    right: `counters:
  requests_total: { vectors: [login_type, payment_type], description: Requests answered. }
vectors:
  login_type: { values: [password, passkey] }
  payment_type: { values: [card, paypal] }`,
    message: ({ label, vectors: [one, other] }) =>
      `This family has the label \`${label}\` twice: the vectors \`${one}\` and \`${other}\` are both exposed as it.`,
    help: ({ vectors: [one, other] }) =>
      `Remove \`${one}\` or \`${other}\`, or give one of them another \`label\`.`,
  }),
  "invalid-range": error<{ min: number; max: number }>({
    title: "range upside down",
    explanation: "The smallest number is above the largest, so that no number could be recorded.",
    wrong: `counters:
  writes_total: { vectors: [shard], description: Writes. }
vectors:
  shard: { type: integer, min: 31, max: 0 }`,
    right: `counters:
  writes_total: { vectors: [shard], description: Writes. }
vectors:
  shard: { type: integer, min: 0, max: 31 }`,
    message: ({ min, max }) => `\`min\` is ${min}, which is more than \`max\`, ${max}.`,
    help: () => "Swap the two.",
  }),
  "values-empty": error<Record<never, never>>({
    title: "no values",
    explanation:
      "A vector without values leaves nothing that a program could record: the family would never have a series.",
    wrong: `counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [] }`,
    right: `counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, paypal] }`,
    message: () => "`values` is empty, so nothing could ever be recorded.",
    help: () => "List the label values, or bound an open set with `type: string` and `max_values`.",
  }),
  "value-duplicate": error<{ value: string; otherwise: boolean }>({
    title: "value twice",
    explanation:
      "A value is listed twice, or is also the value for all others. The second one is lost, and what was meant instead of it is not recorded.",
    wrong: `counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, paypal, card] }`,
    right: `counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, paypal, invoice] }`,
    message: ({ value, otherwise }) =>
      otherwise
        ? `\`otherwise\` is \`${value}\`, which is one of the values.`
        : `The value \`${value}\` is listed twice.`,
    help: ({ otherwise }) =>
      otherwise ? "Remove it from the values, or write another." : "Remove one of the two.",
  }),
  "value-empty": error<Record<never, never>>({
    title: "empty label value",
    explanation:
      "To Prometheus, a label with an empty value is the same as no label: matchers and aggregations cannot find the series by it.",
    wrong: `counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, ""] }`,
    right: `counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, none] }`,
    message: () => "A label value is empty. To Prometheus, that is the same as no label.",
    help: () => "Give the value a name, such as `none`.",
  }),
  "value-surrogate": error<{ value: string }>({
    title: "label value that is not text",
    explanation:
      "Half of a surrogate pair is no character and cannot be written in UTF-8, which expositions are in. It would be exposed as another character.",
    wrong: `counters:
  reactions_total: { vectors: [mood], description: Reactions. }
vectors:
  mood: { values: [plain, "\\uD83D"] }`,
    right: `counters:
  reactions_total: { vectors: [mood], description: Reactions. }
vectors:
  mood: { values: [plain, "\\U0001F600"] }`,
    message: ({ value }) => `The value ${value} has half of a surrogate pair, which is not a character.`,
    help: () => 'Write the whole character, or its code point as `"\\U0001F600"`.',
  }),
  "unregistered-method": error<{ value: string; nearest: string | undefined }>({
    title: "method that is not registered",
    explanation:
      "`http_method` stands for the registered methods of HTTP, which are in capital letters. Another text is misspelt, or belongs to a vector of your own values.",
    wrong: `counters:
  requests_total: { vectors: [method], description: Requests answered. }
vectors:
  method: { type: http_method, values: [GET, Post] }`,
    right: `counters:
  requests_total: { vectors: [method], description: Requests answered. }
vectors:
  method: { type: http_method, values: [GET, POST] }`,
    message: ({ value }) => `\`${value}\` is not a registered HTTP method.`,
    help: ({ nearest }) =>
      nearest === undefined
        ? "Leave out `type: http_method` to list other strings."
        : `Did you mean \`${nearest}\`?`,
  }),
  "initialize-open": error<{ family: string; vector: string }>({
    title: "open vector at 0 from the start",
    explanation:
      "`initialize` exposes all series at 0 before anything is recorded. The values of an open vector are not known by then.",
    wrong: `counters:
  requests_total: { vectors: [tenant], initialize: true, description: Requests answered. }
vectors:
  tenant: { type: string, max_values: 10 }`,
    right: `counters:
  requests_total: { vectors: [tenant], initialize: true, description: Requests answered. }
vectors:
  tenant: { values: [acme, globex] }`,
    message: ({ family, vector }) =>
      `\`${family}\` cannot be exposed at 0 from the start: the label values of \`${vector}\` are not known before they are recorded.`,
    help: ({ vector }) => `Write \`initialize: false\` for it, or close \`${vector}\` with \`values\`.`,
  }),
  "series-budget-exceeded": error<{ product: string; series: number; budget: number; narrowing: string }>({
    title: "more series than the budget allows",
    explanation:
      "The product of all label values is more than the family's budget. Each series costs memory in the program and in Prometheus, and labels multiply.",
    wrong: `series_budget: 20000
counters:
  requests_total: { vectors: [code, method], description: Requests answered. }
vectors:
  code: { type: http_status }
  method: { type: http_method }`,
    right: `series_budget: 20000
counters:
  requests_total: { vectors: [status, method], description: Requests answered. }
vectors:
  status: { type: http_status_class }
  method: { type: http_method }`,
    message: ({ product, series, budget }) =>
      `This family can reach ${product} = ${groupDigits(series)}; its budget is ${groupDigits(budget)}.`,
    help: ({ narrowing }) =>
      `${narrowing} Or remove a vector, or raise the \`series_budget\` of this family.`.trim(),
  }),
};
