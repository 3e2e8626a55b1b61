import { expect, test } from "vitest";
import { parseQuery } from "../../../../generator/queries/promql/parse-query.js";
import { PROMQL_CASES } from "../../../support/generator/promql-cases.js";
import { writtenQuery } from "../../../support/generator/read-queries.js";

test.each(PROMQL_CASES)("$text", ({ text, taken }) => {
  const { errors } = parseQuery(writtenQuery(text));
  expect(errors.map(({ problem }) => problem)).toHaveLength(taken ? 0 : Math.max(1, errors.length));
});
