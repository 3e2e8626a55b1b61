import fc from "fast-check";
import { expect, test } from "vitest";
import { type ExpositionFormat, parseExposition } from "../../generator/index.js";
import { OPENMETRICS_CASES } from "../support/generator/openmetrics-cases.js";
import { TEXT_CASES } from "../support/generator/text-cases.js";
import { type Exposed, prometheusVerdicts } from "../support/programs/prometheus-verdicts.js";
import { mutatedExposition } from "../support/properties/mutated-exposition.js";

/** Of the mutations; another one is another set. */
const SEED = Number(process.env["SEED"] ?? 20_261_123);
const COUNT = 600;

function mutations(format: ExpositionFormat, bases: readonly (string | Uint8Array)[]): readonly Exposed[] {
  const sample = fc.sample(mutatedExposition(bases), { seed: SEED, numRuns: COUNT });
  return sample.filter((body) => !isReadOtherwise(format, body)).map((body) => ({ format, body }));
}

/** In what is known, Prometheus 2.42 reads otherwise: see the cases that say so. */
function isReadOtherwise(format: ExpositionFormat, body: Uint8Array): boolean {
  const { errors, warnings } = parseExposition(body, { format });
  const hasQuotedName = /[{,]\s*"|(HELP|TYPE|UNIT)\s+"/.test(Buffer.from(body).toString("latin1"));
  const codes = [...errors, ...warnings].map(({ code }) => code);
  return hasQuotedName || codes.includes("leading-blanks") || codes.includes("open-quote");
}

test("mutated expositions are refused where Prometheus refuses them, and text 0.0.4 only there", async () => {
  const exposed = [
    ...mutations(
      "text",
      TEXT_CASES.map(([, { given }]) => given),
    ),
    ...mutations(
      "openmetrics",
      OPENMETRICS_CASES.map(([, { given }]) => given),
    ),
  ];
  expect(exposed.length).toBeGreaterThan(COUNT);
  const verdicts = await prometheusVerdicts(exposed);
  const differences = exposed.flatMap(({ format, body }, index) => {
    const [error] = parseExposition(body, { format }).errors;
    const verdict = verdicts[index] ?? "";
    const isAlike =
      (verdict === "") === (error === undefined) || (format === "openmetrics" && verdict === "");
    return isAlike ? [] : [{ format, body: Buffer.from(body).toString(), verdict, error }];
  });
  expect(differences).toEqual([]);
}, 180_000);
