import { expect, test } from "vitest";
import { vectorDefinition } from "../../../../generator/emit/reference-page.js";
import { compileText } from "../../../support/generator/compile-schema.js";

type Shown = "all" | "listed" | "none";

function definition(vector: string, values: Shown): string {
  const { catalog, diagnostics } = compileText(
    `version: 1\ncounters: { a: { vectors: [v], description: A } }\nvectors:\n  v: ${vector}\n`,
  );
  expect(diagnostics).toEqual([]);
  const [declared] = catalog?.vectors ?? [];
  return declared === undefined ? "" : vectorDefinition(declared, values).join("\n\n");
}

const LIST = "Values:\n\n- a\n- b";

test.each<readonly [string, { readonly given: readonly [string, Shown]; readonly want: string }]>([
  ["a list of values", { given: ["{ values: [a, b], description: D. }", "all"], want: `D.\n\n${LIST}` }],
  ["the same, if only listed ones are given", { given: ["{ values: [a, b] }", "listed"], want: "- a\n- b" }],
  ["the same, if none are given", { given: ["{ values: [a, b], description: D. }", "none"], want: "D." }],
  [
    "a list that the description names",
    { given: ["{ values: [a, b], description: Is `b` or `a`. }", "all"], want: "Is `b` or `a`." },
  ],
  [
    "a list of which the description names a part",
    { given: ["{ values: [a, b], description: Is `a`. }", "all"], want: `Is \`a\`.\n\n${LIST}` },
  ],
  [
    "a list that the description says without back-ticks",
    { given: ["{ values: [a, b], description: a or b }", "all"], want: `a or b\n\n${LIST}` },
  ],
  [
    "a list that the description introduces",
    {
      given: ['{ values: [a, b], description: "D.\\n\\nOne of:" }', "all"],
      want: "D.\n\nOne of:\n\n- a\n- b",
    },
  ],
  [
    "an open end of a list",
    {
      given: ["{ values: [a, b], otherwise: c, description: D. }", "listed"],
      want: `D.\n\n${LIST}\n\nAny other is recorded as \`c\`.`,
    },
  ],
  [
    "an open end that the description names",
    {
      given: ["{ values: [a], otherwise: c, description: Is `a` or `c`. }", "all"],
      want: "Is `a` or `c`.",
    },
  ],
  ["a boolean", { given: ["{ type: boolean }", "all"], want: "Either `true` or `false`." }],
  [
    "a boolean whose values the description names",
    {
      given: ["{ type: boolean, description: 'Yes (`true`), no (`false`).' }", "all"],
      want: "Yes (`true`), no (`false`).",
    },
  ],
  [
    "a boolean, if only listed values are given",
    { given: ["{ type: boolean, description: D. }", "listed"], want: "D." },
  ],
  [
    "a status",
    {
      given: ["{ type: http_status, description: D. }", "all"],
      want: "D.\n\nA whole number from 100 to 599.",
    },
  ],
  [
    "a status, if only listed values are given",
    { given: ["{ type: http_status, description: D. }", "listed"], want: "D." },
  ],
  [
    "classes of status codes",
    {
      given: ["{ type: http_status_class }", "all"],
      want: "The class of an HTTP status code: `1xx`, `2xx`, `3xx`, `4xx` or `5xx`.",
    },
  ],
  [
    "listed status codes",
    {
      given: ["{ type: http_status, values: [200, 404] }", "all"],
      want: "- 200\n- 404\n\nAny other is recorded as `other`.",
    },
  ],
  [
    "listed methods",
    {
      given: ["{ type: http_method, values: [GET, POST] }", "listed"],
      want: "- GET\n- POST\n\nAny other is recorded as `other`.",
    },
  ],
  [
    "a method",
    {
      given: ["{ type: http_method }", "all"],
      want: "A registered HTTP method, such as `GET`; any other is `other`.",
    },
  ],
  [
    "a method, if only listed values are given",
    { given: ["{ type: http_method, description: D. }", "listed"], want: "D." },
  ],
  ["a range", { given: ["{ type: integer, min: -1, max: 3 }", "all"], want: "A whole number from -1 to 3." }],
  [
    "an open set",
    {
      given: ["{ type: string, max_values: 1000, otherwise: rest }", "all"],
      want: "Up to 1,000 different values of at most 128 characters; any other is recorded as `rest`.",
    },
  ],
])("%s", (_name, { given: [vector, values], want }) => {
  expect(definition(vector, values)).toBe(want);
});
