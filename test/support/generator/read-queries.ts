import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { extractQueries } from "../../../generator/queries/files/query-files.js";
import type { Query } from "../../../generator/queries/query.js";

/** The text of a fixture of queries. */
export function fixture(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../fixtures/queries/${name}`, import.meta.url)), "utf8");
}

/** The queries of a file that has no mistakes. */
export function queriesIn(text: string, file: string): readonly Query[] {
  const diagnostics: unknown[] = [];
  const queries = extractQueries({ file, text }, (diagnostic) => diagnostics.push(diagnostic));
  expect(diagnostics).toEqual([]);
  return queries;
}

/** One expression, as a panel has it. */
export function panelQuery(expr: string): Query {
  const [query] = queriesIn(
    JSON.stringify({ panels: [{ title: "P", targets: [{ refId: "A", expr }] }] }),
    "d.json",
  );
  if (query === undefined) throw new Error(`there is no query in ${JSON.stringify(expr)}`);
  return query;
}

/** One expression, as a rule has it. */
export function ruleQuery(expr: string): Query {
  const [query] = queriesIn(JSON.stringify({ groups: [{ rules: [{ record: "A", expr }] }] }), "r.yaml");
  if (query === undefined) throw new Error(`there is no query in ${JSON.stringify(expr)}`);
  return query;
}

/** A text as a rule has it, whatever it is. */
export function writtenQuery(text: string): Query {
  return {
    text,
    form: "expression",
    language: "prometheus",
    owner: { kind: "alert", name: "A" },
    refId: undefined,
    inKubernetes: false,
    source: { file: "r.yaml", text },
    offsets: () => Array.from({ length: text.length + 1 }, (_, index) => index),
    quoting: [],
  };
}
