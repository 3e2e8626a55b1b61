import { expect, test } from "vitest";
import { PROMQL_CASES } from "../../support/generator/promql-cases.js";
import { check } from "../../support/generator/query-shop.js";
import { writtenQuery } from "../../support/generator/read-queries.js";

test.each(PROMQL_CASES)("$text is refused if Prometheus refuses it", ({ text, taken }) => {
  const errors = check([writtenQuery(text)]).filter(({ diagnostic }) => diagnostic.code === "query-syntax");
  expect(errors.map(({ diagnostic }) => diagnostic.message)).toHaveLength(
    taken ? 0 : Math.max(1, errors.length),
  );
});
