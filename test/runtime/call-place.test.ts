import { runInThisContext } from "node:vm";
import { describe, expect, test } from "vitest";
import * as codegen from "../../runtime/codegen.js";
import type { Metrics } from "../../runtime/metrics.js";
import { VERSION } from "../../runtime/process-state.js";

/** Generated code and an application in one line, as a bundler writes them; `before` is a module that comes first. */
function bundle(path: string): string {
  const generated = [
    `const schema = codegen.openSchema({ version, package: "place", path: "${path}", namespace: "" });`,
    "const { CounterFamily, GaugeFamily, HistogramFamily, metricsOf } = codegen;",
    'const ok = schema.booleanVector("ok");',
    'const tenant = schema.openVector("tenant", { maxValues: 1, otherwise: "other" });',
    'const counter = schema.family(CounterFamily, { name: "c_total", help: "h", vectors: [ok] });',
    'const open = schema.family(CounterFamily, { name: "o_total", help: "h", vectors: [tenant] });',
    'const histogram = schema.family(HistogramFamily, { name: "h", help: "h", vectors: [ok], buckets: [1] });',
    'const gauge = schema.family(GaugeFamily, { name: "g", help: "h", vectors: [ok] });',
    "function tenantOrdinal(value) { return tenant.ordinalOf(value); }",
    "function recordC(labels) { return counter.record(-1, 1, labels); }",
    "function recordO(labels) { return open.record(tenantOrdinal(labels.tenant), 1, labels); }",
    "function recordH(labels, value) { return histogram.record(1, value, labels); }",
    "function startHTimer() { return (labels) => { recordH(labels, NaN); }; }",
    "function removeG(labels) { return gauge.remove(labels); }",
    "const metrics = metricsOf(schema.declare({ address: '', families: [counter, open, histogram, gauge] }));",
  ];
  const application = [
    "const before = () => 0;",
    "return { metrics,",
    "counter() { before(); recordC({}); },",
    "bound() { counter.bind(1).record(-1); },",
    "timer() { const stop = startHTimer(); stop({ ok: true }); },",
    "removed() { removeG(1); },",
    "full() { recordO({ tenant: 'a' }); recordO({ tenant: 'b' }); } };",
  ];
  return `(codegen, version) => { ${[...generated, ...application].join(" ")} }`;
}

describe("a warning has the place of the application's call, in one line with the generated code", () => {
  test.each([
    ["counter", { at: "recordC({}); }" }],
    ["bound", { at: "record(-1)" }],
    ["timer", { at: "stop({ ok: true })" }],
    ["removed", { at: "removeG(1)" }],
    ["full", { at: "recordO({ tenant: 'b' })" }],
  ] as const)("%s", (name, { at }) => {
    const code = bundle(name);
    const filename = `webpack-internal:///(rsc)/./app/(shop)/${name}.js`; // in `next dev`, and in a route group
    const load = runInThisContext(code, { filename }) as (
      imported: typeof codegen,
      version: string,
    ) => Record<string, () => void> & { readonly metrics: Metrics };
    const program = load(codegen, VERSION);
    const warnings: string[] = [];
    program.metrics.configure({ warn: (message) => warnings.push(message) });
    for (let times = 0; times < 2; times++) program[name]?.();
    expect(warnings).toEqual([expect.stringMatching(/ Called at .*\.$/)]);
    expect(warnings[0]).toContain(`Called at ${filename}:1:${code.indexOf(at) + 1}.`);
  });
});
