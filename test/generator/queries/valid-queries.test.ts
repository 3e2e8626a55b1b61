import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { check } from "../../support/generator/query-shop.js";
import { fixture, queriesIn } from "../../support/generator/read-queries.js";

const DIRECTORY = new URL("../../fixtures/queries/valid/", import.meta.url);

test("no valid query gives an error or a warning", () => {
  const queries = readdirSync(DIRECTORY).flatMap((file) => queriesIn(fixture(`valid/${file}`), file));
  expect(queries.length).toBeGreaterThanOrEqual(300);
  const found = check(queries).filter(({ diagnostic: { severity } }) => severity !== "information");
  expect(found.map(({ diagnostic: { code, message }, query }) => [code, message, query.text])).toEqual([]);
});
