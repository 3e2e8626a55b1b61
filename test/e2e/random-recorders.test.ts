import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Catalog, CompositeRecorder, Family, Vector } from "../../generator/catalog.js";
import { generateOutputs } from "../../generator/emit/emit.js";
import { parseExposition } from "../../generator/exposition/parse-exposition.js";
import { camelCase, pascalCase } from "../../generator/identifiers.js";
import { compileSchema } from "../../generator/schema/load-catalog.js";
import { verifyExposition } from "../../generator/verify/verification.js";
import type { Metrics, RejectedSample } from "../../runtime/index.js";
import { compileRecorders } from "../support/generator/compile-recorders.js";
import { type Labels, MetricsModel, type ModelWarning } from "../support/properties/metrics-model.js";
import { readExposition, sampleKey } from "../support/properties/read-exposition.js";
import { labelValue, validSchema } from "../support/properties/valid-schema.js";

/** Of the schemas that are compiled and run; another one is another set of schemas. */
const SEED = Number(process.env["SEED"] ?? 20_261_122);
const SCHEMAS = fc.sample(validSchema(), { seed: SEED, numRuns: 40 });

/** @param path of the schema in its package: those of one path are copies of one schema */
function catalogOf(text: string, path = "metrics.schema.yaml"): Catalog {
  const { catalog, diagnostics } = compileSchema({
    file: "metrics.schema.yaml",
    text,
    origin: { package: "", path },
    readImport: () => undefined,
  });
  if (catalog === undefined) throw new Error(`${JSON.stringify(diagnostics, undefined, 2)}\n${text}`);
  return catalog;
}

async function recordersOf(text: string, path?: string): Promise<string> {
  return (await generateOutputs(catalogOf(text, path)))[0]?.text ?? "";
}

test("a valid schema has no error, and gives the same text again", async () => {
  await fc.assert(
    fc.asyncProperty(validSchema(), async (text) => {
      expect(await recordersOf(text)).toBe(await recordersOf(text));
    }),
    { seed: SEED, numRuns: 60, interruptAfterTimeLimit: 5_000 },
  );
});

const folder = mkdtempSync(join(tmpdir(), "metricsmith-properties-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** By which the clock of the process is ahead, in milliseconds: series expire by that clock. */
let ahead = 0;
const { now } = performance;
vi.spyOn(performance, "now").mockImplementation(() => now.call(performance) + ahead);
afterAll(() => vi.restoreAllMocks());

/** Every schema's recorders, drop-in client and typed reads, compiled by one run of the compiler. */
beforeAll(async () => {
  const files: string[] = [];
  for (const [number, text] of SCHEMAS.entries()) {
    const own = join(folder, "src", `schema-${number}`);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "metrics.schema.yaml"), text);
    const catalog = catalogOf(text, `schema-${number}`);
    const outputs = { ...catalog.outputs, client: { of: "prom-client" as const }, testing: true };
    for (const output of await generateOutputs({ ...catalog, outputs })) {
      if (output.kind !== "file" || !output.path.endsWith(".ts")) continue;
      writeFileSync(join(own, output.path), output.text);
      files.push(join(own, output.path));
    }
  }
  const compiled = await compileRecorders(folder, { files, rootDir: join(folder, "src") });
  if (compiled.exitCode !== 0) throw new Error(`seed ${SEED}: ${compiled.stdout}`);
}, 120_000);

type Recorders = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
type RecordersOfSchema = Recorders & { readonly metrics: Metrics };

describe("recorders of a random valid schema record what the schema says, and reject the rest", () => {
  test.each(SCHEMAS.map((text, number) => [number, text] as const))(
    `${SEED}, schema %i`,
    async (number, text) => {
      const catalog = catalogOf(text);
      const url = pathToFileURL(join(folder, "dist", `schema-${number}`, "recorders.js")).href;
      const recorders: RecordersOfSchema = await import(/* @vite-ignore */ url);
      const model = new MetricsModel(catalog);
      const warned: ModelWarning[] = [];
      recorders.metrics.configure({
        warn: (message, sample) => {
          if (!MISSPELT.test(message)) warned.push(readWarning(message, sample));
        },
      });
      fc.assert(
        fc.property(fc.array(callOf(catalog), { minLength: 1, maxLength: 40, size: "max" }), (calls) => {
          recorders.metrics.reset();
          model.reset();
          warned.length = 0;
          for (const call of calls) call.run(recorders, model);
          expectExposed(recorders.metrics, { catalog, model });
          expectConforming(recorders.metrics, catalog);
          expect(sorted(warned)).toEqual(sorted(model.warnings()));
        }),
        { seed: SEED, numRuns: 8, interruptAfterTimeLimit: 1_000 },
      );
    },
  );
});

/** The model does not know which values look like others. */
const MISSPELT = /^metricsmith: the vector \w+ does not have .* did you mean /s;

/** Reads a warning, whose text is checked as far as the model does not predict it. */
function readWarning(message: string, sample: RejectedSample | undefined): ModelWarning {
  const [, text = "", place] =
    /^(.*?)( Called at \S*random-recorders\.test\.ts:\d+:\d+\.)?$/su.exec(message) ?? [];
  const hasPlace = place !== undefined;
  if (sample === undefined) {
    const [empty] = /^metricsmith: a label value of the vector \w+ is empty/.exec(text) ?? [];
    if (empty !== undefined) return { subject: empty, labels: [], hasPlace };
    const [, subject = message, vector] =
      /^(metricsmith: (?:a label value of )?the vector (\w+) has .*?, so that )".*/su.exec(text) ?? [];
    const counter = `metricsmith_folded_label_values_total{vector="${vector}"}`;
    expect(text.endsWith(`. Further ones are counted in ${counter} only.`)).toBe(true);
    return { subject, labels: [], hasPlace };
  }
  const { metric, reason, detail } = sample;
  const counter = `metricsmith_rejected_samples_total{metric="${metric}",reason="${reason}"}`;
  const [one, ...more] = sample.labels ?? [];
  const scope =
    one === undefined ? "" : ` for the label${more.length > 0 ? "s" : ""} ${[one, ...more].join(", ")}`;
  expect(text).toBe(
    `metricsmith: a sample of ${metric} was not recorded: ${detail}. Further ones${scope} are counted in ${counter} only.`,
  );
  const labels = [...detail.matchAll(/(?:^|; )label (\w+) is (missing;)?/g)].map(
    ([, label, missing]) => `${label} ${missing === undefined ? "wrong" : "missing"}`,
  );
  return { subject: `${metric} ${reason}`, labels, hasPlace };
}

/** Warnings by subject: what is bound by a recorder of several families is checked before any of them records. */
function sorted(warnings: readonly ModelWarning[]): readonly ModelWarning[] {
  return [...warnings].sort((a, b) => (a.subject < b.subject ? -1 : 1));
}

/** Holds the exposition against the model, family by family, then those about them. */
function expectExposed(
  metrics: Metrics,
  { catalog, model }: { catalog: Catalog; model: MetricsModel },
): void {
  const bytes = metrics.expose();
  const exposed = readExposition(new TextDecoder().decode(bytes));
  expect(readByParser(bytes)).toEqual(exposed);
  const rejections = "metricsmith_rejected_samples_total";
  const open = catalog.families.some(({ vectors }) => vectors.some(({ kind }) => kind === "open"));
  expect([...exposed.keys()]).toEqual([
    ...catalog.families.map(({ name }) => name),
    rejections,
    ...(open ? ["metricsmith_folded_label_values_total"] : []),
    "metricsmith_series",
  ]);
  const expected = model.scrape(performance.now());
  for (const family of catalog.families) {
    const { type, help, samples } = exposed.get(family.name) ?? {};
    expect({ type, help, samples }).toEqual({
      type: family.type,
      help: family.help,
      samples: expected.get(family.name),
    });
  }
  expect(exposed.get(rejections)?.samples).toEqual(model.rejections());
  if (open) expect(exposed.get("metricsmith_folded_label_values_total")?.samples).toEqual(model.folded());
  const counts = catalog.families.map(({ name }) => [
    sampleKey("metricsmith_series", [["metric", name]]),
    exposed.get(name)?.samples.size,
  ]);
  expect([...(exposed.get("metricsmith_series")?.samples ?? [])]).toEqual(counts);
}

/** What is exposed verifies, in both formats; that a deprecated family is recorded is only worth a warning. */
function expectConforming(metrics: Metrics, catalog: Catalog): void {
  for (const format of ["text", "openmetrics"] as const) {
    const exposition = { name: format, format, bytes: metrics.expose(undefined, format) };
    const families = catalog.families.filter((family) => format === "text" || !hasReservedName(family));
    const { diagnostics, samples } = verifyExposition({ ...catalog, families }, exposition);
    const found = diagnostics.filter(
      ({ code }) => code !== "deprecated-in-use" && code !== "nothing-observed",
    );
    expect(format === "text" ? found : found.filter(({ message }) => !OF_RECORDS.test(message))).toEqual([]);
    expect(samples).toBeGreaterThan(0);
  }
}

/** OpenMetrics reserves names that begin with an underscore: families that have one are left out there. */
function hasReservedName({ name, vectors }: Family): boolean {
  return name.startsWith("_") || vectors.some(({ label }) => label.startsWith("_"));
}

/** What OpenMetrics forbids of observations below zero, and the text format takes. */
const OF_RECORDS = /_sum`(?:, which only goes up from 0| is NaN)\.$/;

/** What the parser of expositions makes of one, in the words of the narrow reader here. */
function readByParser(bytes: Uint8Array): ReturnType<typeof readExposition> {
  const { families, errors, warnings } = parseExposition(bytes, { format: "text" });
  expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  return new Map(
    families.map(({ name, type, help = "", samples }) => {
      const read = samples.map((sample) => {
        const labels = sample.labels.map((label) => [label.name, label.value] as const);
        return [sampleKey(sample.name, labels), sample.value] as const;
      });
      return [name, { type, help, samples: new Map(read) }];
    }),
  );
}

/** One call of the application's, which is done to the recorders and to the model. */
interface Call {
  run(recorders: RecordersOfSchema, model: MetricsModel): void;
  readonly [fc.toStringMethod]: () => string;
}

function callOf(catalog: Catalog): fc.Arbitrary<Call> {
  const families = catalog.families.map(familyCall);
  const composites = catalog.recorders.map(compositeCall);
  const recorders = fc.oneof(...families, ...composites);
  const scrapes = { arbitrary: scrapeLater(catalog), weight: 2 };
  const labelled = catalog.families.filter(({ vectors }) => vectors.length > 0);
  if (labelled.length === 0) return fc.oneof({ arbitrary: recorders, weight: 20 }, scrapes);
  const removals = { arbitrary: fc.oneof(...labelled.map(removalCall)), weight: 1 };
  return fc.oneof({ arbitrary: recorders, weight: 20 }, scrapes, removals);
}

/** A scrape after some minutes. No sum of them is near the time after which series expire. */
function scrapeLater(catalog: Catalog): fc.Arbitrary<Call> {
  return fc.constantFrom(0, 8, 26, 46).map((minutes) =>
    call("scrape after minutes", [minutes], ({ metrics }, model) => {
      ahead += minutes * 60_000;
      expectExposed(metrics, { catalog, model });
    }),
  );
}

function removalCall(family: Family): fc.Arbitrary<Call> {
  const pascal = pascalCase(family.key);
  return fc.tuple(labelSet(family.vectors), fc.integer({ min: 1, max: 5 })).map(([labels, some]) => {
    if (some > 1) {
      return call(`remove${pascal}`, [labels], (recorders, model) => {
        const removed = called(recorders, `remove${pascal}`)(labels);
        expect(removed).toBe(model.remove(family, labels));
      });
    }
    return call(`clear${pascal}`, [], (recorders, model) => {
      called(recorders, `clear${pascal}`)();
      model.clear(family);
    });
  });
}

/** A number that may be recorded, or something that may not. */
function value(): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: fc.nat(1000), weight: 4 },
    { arbitrary: fc.double({ noNaN: true }), weight: 2 },
    { arbitrary: fc.constantFrom(0, -0, 0.1, -1, Infinity, -Infinity, Number.NaN), weight: 2 },
    { arbitrary: fc.constantFrom(undefined, null, "1", 1n, {}, true, Symbol("one")), weight: 1 },
  );
}

/** A label set that is mostly right, and sometimes wrong in one place or another, or none at all. */
function labelSet(vectors: readonly Vector[]): fc.Arbitrary<Labels | undefined> {
  const wrong = fc.constantFrom(
    undefined,
    null,
    0.5,
    -1e300,
    Number.NaN,
    "",
    "no such value",
    7n,
    {},
    [],
    () => 1,
  );
  const labels = vectors.map((vector) => {
    return fc.oneof({ arbitrary: rightValue(vector), weight: 12 }, { arbitrary: wrong, weight: 1 });
  });
  const set = fc.tuple(...labels).map((values) => {
    return Object.fromEntries(vectors.map(({ label }, position) => [label, values[position]]));
  });
  return fc.oneof({ arbitrary: set, weight: 30 }, { arbitrary: fc.constantFrom({}, undefined), weight: 1 });
}

function rightValue(vector: Vector): fc.Arbitrary<unknown> {
  switch (vector.kind) {
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.oneof(
        fc.constantFrom(vector.min, vector.max),
        fc.maxSafeInteger().map((at) => clamped(at, vector)),
      );
    case "statusClass":
      return fc.integer({ min: 100, max: 599 });
    case "status":
      return fc.oneof(fc.constantFrom(...vector.codes), fc.integer({ min: 100, max: 599 }));
    case "closed":
      return fc.oneof(
        fc.constantFrom(...vector.values),
        fc.constantFrom(vector.otherwise ?? vector.values[0]),
      );
    case "open":
      return fc.oneof(labelValue(), fc.constantFrom("a", "b", "c", vector.otherwise));
    default:
      return vector satisfies never;
  }
}

function clamped(at: number, { min, max }: { readonly min: number; readonly max: number }): number {
  return min + (Math.abs(at) % (max - min + 1));
}

/** A family's recorder, with its method of the runtime's bound form. */
interface Form {
  readonly prefix: string;
  readonly method: "record" | "set" | "add";
  readonly initial: boolean;
}

function formsOf(family: Family): readonly Form[] {
  switch (family.type) {
    case "counter":
      return [{ prefix: "record", method: "record", initial: true }];
    case "histogram":
      return [{ prefix: "record", method: "record", initial: false }];
    case "gauge":
      return [
        { prefix: "set", method: "set", initial: false },
        { prefix: "add", method: "add", initial: true },
      ];
    default:
      return family satisfies never;
  }
}

function familyCall(family: Family): fc.Arbitrary<Call> {
  const pascal = pascalCase(family.key);
  const labels = labelSet(family.vectors);
  const forms = fc
    .record({
      form: fc.constantFrom(...formsOf(family)),
      labels,
      value: value(),
      bound: fc.boolean(),
      none: fc.boolean(),
    })
    .map(({ form, labels, value, bound, none }) => {
      const given = none && form.initial ? [] : [value];
      // `undefined` is what a parameter's default stands for.
      const counted = form.initial && (given.length === 0 || value === undefined) ? 1 : value;
      return call(`${form.prefix}${pascal}`, [labels, value], (recorders, model) => {
        if (bound && family.vectors.length > 0) {
          const series = recorders[`bind${pascal}`]?.(labels) as Recorders; // a bound form has methods alone
          series[form.method]?.(...given);
        } else called(recorders, `${form.prefix}${pascal}`)(...argumentsOf(family, labels, given));
        if (form.method === "add") model.add(family, labels, counted);
        else model.record(family, labels, counted);
      });
    });
  if (family.type === "histogram" && isTimed(family.unit)) return fc.oneof(forms, timerCall(family, labels));
  return family.type === "gauge" ? fc.oneof(forms, sampleCall(family, labels)) : forms;
}

function isTimed(unit: string | undefined): boolean {
  return /^(?:nano|micro|milli)?seconds$|^(?:minute|hour|day)s$/.test(unit ?? "");
}

function timerCall(family: Family, labels: fc.Arbitrary<Labels | undefined>): fc.Arbitrary<Call> {
  const name = `start${pascalCase(family.key)}Timer`;
  return labels.map((labels) =>
    call(name, [labels], (recorders, model) => {
      const stop = called(recorders, name)() as (...args: readonly unknown[]) => unknown; // a timer gives its stop
      const elapsed = stop(...argumentsOf(family, labels, []));
      expect(elapsed).toBeGreaterThanOrEqual(0);
      model.record(family, labels, elapsed);
    }),
  );
}

function sampleCall(family: Family, labels: fc.Arbitrary<Labels | undefined>): fc.Arbitrary<Call> {
  const name = `sample${pascalCase(family.key)}`;
  return fc.tuple(labels, fc.oneof(value(), fc.constant("throws"))).map(([labels, sampled]) =>
    call(name, [labels, sampled], (recorders, model) => {
      const read = () => {
        if (sampled === "throws") throw new Error("no value");
        return sampled;
      };
      called(recorders, name)(...argumentsOf(family, labels, [read]));
      model.sample(family, labels, read);
    }),
  );
}

function compositeCall(recorder: CompositeRecorder): fc.Arbitrary<Call> {
  const pascal = pascalCase(recorder.key);
  const valued = recorder.families.filter(({ type }) => type !== "counter");
  const values = fc.tuple(...valued.map(() => value()));
  return fc.tuple(labelSet(recorder.vectors), values, fc.boolean()).map(([labels, values, bound]) => {
    const several = Object.fromEntries(valued.map(({ key }, at) => [camelCase(key), values[at]]));
    const given = valued.length > 1 ? [several] : values;
    return call(`record${pascal}`, [labels, given], (recorders, model) => {
      if (bound && recorder.vectors.length > 0) {
        const series = called(recorders, `bind${pascal}`)(labels) as Recorders; // a bound form has methods alone
        called(series, "record")(...given);
      } else called(recorders, `record${pascal}`)(...argumentsOf(recorder, labels, given));
      for (const family of recorder.families) {
        const at = valued.indexOf(family);
        model.record(family, labels, at < 0 ? 1 : values[at]);
      }
    });
  });
}

function call(name: string, args: readonly unknown[], run: Call["run"]): Call {
  return {
    run,
    [fc.toStringMethod]: () => `${name}(${args.map((argument) => fc.stringify(argument)).join(", ")})`,
  };
}

function called(recorders: Recorders, name: string): (...args: readonly unknown[]) => unknown {
  const recorder = recorders[name];
  if (recorder === undefined) throw new Error(`there is no ${name}`);
  return recorder;
}

function argumentsOf(
  { vectors }: { readonly vectors: readonly Vector[] },
  labels: Labels | undefined,
  rest: readonly unknown[],
): readonly unknown[] {
  return vectors.length > 0 ? [labels, ...rest] : rest;
}
