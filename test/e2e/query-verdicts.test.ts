import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseQuery } from "../../generator/queries/promql/parse-query.js";
import { PROMQL_CASES } from "../support/generator/promql-cases.js";
import { writtenQuery } from "../support/generator/read-queries.js";
import { prometheusPrograms } from "../support/programs/prometheus-programs.js";
import { mutatedQuery } from "../support/properties/mutated-query.js";
import { run } from "../support/run-program.js";

/** Of the mutations; another one is another set. */
const SEED = Number(process.env["SEED"] ?? 20_261_123);
const COUNT = 4000;

/** What promtool says of each expression in a file of rules; empty for one that it takes. */
async function verdicts(expressions: readonly string[]): Promise<readonly string[]> {
  const { promtool } = await prometheusPrograms();
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
  try {
    const file = join(folder, "rules.yaml");
    const rules = expressions.map((expr) => ({ record: "r", expr }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: "g", rules }] }));
    const { stdout, stderr } = await run(promtool, ["check", "rules", file], { exitCodes: [1] });
    const said = new Map(
      [...`${stdout}${stderr}`.matchAll(/rule (\d+), "r": (.*)/g)].map(([, number, words]) => [
        number,
        words,
      ]),
    );
    return expressions.map((_, index) => said.get(String(index + 1)) ?? "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a query is refused if and only if Prometheus refuses it", async () => {
  const said = await verdicts(PROMQL_CASES.map(({ text }) => text));
  const found = PROMQL_CASES.map(({ text, taken, since }, index) => ({
    text,
    here: parseQuery(writtenQuery(text)).errors.length === 0,
    // Where Prometheus 2.42 differs, the case says why.
    there: since === undefined ? said[index] === "" : taken,
  }));
  expect(found.filter(({ here, there }) => here !== there)).toEqual([]);
  const newer = PROMQL_CASES.filter(({ since }) => since !== undefined);
  expect(newer.filter(({ text }) => said[PROMQL_CASES.findIndex((one) => one.text === text)] === "")).toEqual(
    [],
  );
});

test("no mutation that Prometheus accepts is refused", async () => {
  const bases = PROMQL_CASES.filter(({ taken, since }) => taken && since === undefined).map(
    ({ text }) => text,
  );
  const sample = fc.sample(mutatedQuery(bases), { seed: SEED, numRuns: COUNT });
  const expressions = [...new Set(sample)].filter((text) => !isReadOtherwise(text));
  const said = await verdicts(expressions);
  const differences = expressions.flatMap((text, index) => {
    const [error] = parseQuery(writtenQuery(text)).errors;
    return said[index] === "" && error !== undefined ? [{ text, error: error.problem }] : [];
  });
  const taken = said.filter((words) => words === "").length;
  expect(taken).toBeGreaterThan(200);
  expect(said.length - taken).toBeGreaterThan(1000);
  expect(differences).toEqual([]);
});

/**
 * Prometheus 2.42 has `offset` for a name too, and numbers as `1.e5`, and skips a name that stands in a range. Half of a
 * surrogate pair is no YAML.
 */
function isReadOtherwise(text: string): boolean {
  return /\boffset\b|\d\.[eE]|\[[^\]]*[a-z_]+ *\]|\p{Surrogate}/iu.test(text);
}
