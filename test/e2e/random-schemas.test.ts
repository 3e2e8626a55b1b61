import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { formatDiagnostics } from "../../generator/codes.js";
import { compileText } from "../support/generator/compile-schema.js";

test("no text throws, and there is a catalog if and only if there is no error", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), checkInvariants));
});

test("no YAML value throws, at any place of a schema", () => {
  const key = fc.constantFrom(...SCHEMA_WORDS, "__proto__", "constructor", "a-b", "");
  const leaf = fc.constantFrom<unknown>(
    ...SCHEMA_WORDS,
    "le",
    "__proto__",
    "",
    1,
    -0.5,
    1e300,
    Number.NaN,
    true,
    null,
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(key, tie("value"), { maxKeys: 6 }),
    ),
  }));
  const entry = fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { maxLength: 4 }), value), { maxKeys: 5 });
  const section = fc.oneof(fc.dictionary(key, entry, { maxKeys: 4 }), value);
  const schema = fc.record(
    {
      version: fc.oneof(fc.constant(1), value),
      namespace: leaf,
      imports: fc.oneof(fc.array(leaf), value),
      server: value,
      outputs: fc.oneof(
        fc.dictionary(
          fc.constantFrom("scrape", "reference"),
          fc.oneof(section, fc.dictionary(key, fc.array(entry))),
        ),
        value,
      ),
      counters: section,
      gauges: section,
      histograms: section,
      vectors: section,
      recorders: section,
    },
    { requiredKeys: [] },
  );
  const given = fc.oneof(value, schema);
  fc.assert(
    fc.property(given, (tree) => checkInvariants(stringify(tree))),
    { numRuns: 250 },
  );
});

const SCHEMA_WORDS = (
  "version namespace imports server address series_budget counters gauges histograms vectors recorders metrics " +
  "outputs scrape job_name scrape_interval scheme http https static_configs targets labels " +
  "reference page title heading_level headings tables families heading columns column_titles align name key series " +
  "description unit buckets deprecated values type boolean http_status http_method string integer max_values min max otherwise"
).split(" ");

function checkInvariants(text: string): void {
  const { catalog, diagnostics, sources } = compileText(text);
  expect(catalog === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"));
  for (const { message, location } of diagnostics) {
    expect(message).not.toMatch(/invalid_|Invalid input|undefined|\[object/);
    expect(location).toBeDefined();
  }
  for (const format of ["pretty", "json", "github", "sarif"] as const) {
    formatDiagnostics(diagnostics, sources, format, { colour: true });
  }
}
