import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../../generator/diagnostics/diagnostic.js";
import type { DraftFamily, DraftSet, DraftVector, ImportResult } from "../../../../generator/import/draft.js";
import type { Definition } from "../../../../generator/import/preload/new-metric.js";
import { draftRun, type RunOptions } from "../../../../generator/import/run/draft-run.js";
import type { ObservedMetric } from "../../../../generator/import/run/read-observations.js";
import { makeSoundSchema } from "../../../../generator/import/sound-schema.js";

const OPTIONS: RunOptions = {
  namespace: undefined,
  includeDefaults: false,
  include: [],
  command: "npm test",
  directory: "/shop",
};

/** A counter that `/shop/src/metrics.ts` creates, with some of its properties changed. */
function metric(changed: Partial<ObservedMetric> & { readonly at?: string }): ObservedMetric {
  const { at = "/shop/src/metrics.ts", ...properties } = changed;
  const place: Definition["place"] = { file: at, line: 1, byClient: false };
  return {
    name: "orders_total",
    type: "counter",
    help: "Orders.",
    labels: [],
    place,
    labelSets: [],
    ...properties,
  };
}

function sets(label: string, ...values: readonly string[]): Pick<ObservedMetric, "labels" | "labelSets"> {
  return { labels: [label], labelSets: values.map((value) => new Map([[label, value]])) };
}

function closed(...values: readonly string[]): DraftSet {
  return { kind: "closed", values };
}

function open(maxValues: number): DraftSet {
  return { kind: "open", maxValues, otherwise: "other" };
}

function drafted(metrics: readonly ObservedMetric[], options: Partial<RunOptions> = {}) {
  const { draft, diagnostics } = draftRun(metrics, { ...OPTIONS, ...options });
  const text = draft === undefined ? "" : makeSoundSchema(draft).text;
  return { draft, text, messages: diagnostics.map(({ message }) => message) };
}

test("a client that cannot be observed is a warning", () => {
  const unknownClients = ["/shop/node_modules/prom-client/lib/counter.js", "file:///shop/bundle.mjs"];
  expect(drafted([metric({})], { unknownClients }).messages).toEqual([
    "Metrics of the client in `node_modules/prom-client/lib/counter.js` and `bundle.mjs` cannot be observed, so they are not in the schema.",
  ]);
});

test.each([
  [10, 10],
  [11, 0],
])("%i gauges with `collect` have %i comments of their own", (count, own) => {
  const gauges = Array.from({ length: count }, (_, at) =>
    metric({ name: `shop_${at}`, type: "gauge", collects: true }),
  );
  const { draft } = drafted(gauges);
  expect(draft?.families.filter(({ notes }) => notes.length > 0)).toHaveLength(own);
  expect(draft?.notes.join()).toMatch(own === 0 ? /11 metrics have `collect`/ : /^Imported/);
});

test("buckets that are not in order are sorted, with a comment", () => {
  const of = (name: string, ...buckets: number[]) => metric({ name, type: "histogram", buckets });
  const { draft } = drafted([
    of("a_seconds", 0.1, 0.5, 0.3),
    of("b_seconds", 0.1, 0.5, Number.POSITIVE_INFINITY),
  ]);
  expect(draft?.families).toMatchObject([
    { buckets: ["0.1", "0.3", "0.5"] },
    { buckets: ["0.1", "0.5"], notes: [] },
  ]);
  expect(draft?.families[0]?.notes.join()).toContain("in another order");
});

describe("metrics are told apart by the place that creates them", () => {
  test.each<readonly [string, { readonly at: string; readonly want: string | undefined }]>([
    ["the program", { at: "/shop/src/orders.ts", want: undefined }],
    ["a workspace beside it", { at: "/packages/metrics/index.ts", want: undefined }],
    ["a module of ES modules", { at: "file:///shop/src/orders.mjs", want: undefined }],
    ["a library", { at: "/shop/node_modules/bundle/index.js", want: "the library `bundle`" }],
    ["a library in a scope", { at: "/shop/node_modules/@a/b/x.js", want: "the library `@a/b`" }],
    [
      "a library of pnpm",
      { at: "/shop/node_modules/.pnpm/b@1/node_modules/b/x.js", want: "the library `b`" },
    ],
    ["a folder of tests", { at: "/shop/test/support/metrics.ts", want: "tests" }],
    ["a test beside the source", { at: "/shop/src/orders.spec.ts", want: "tests" }],
  ])("%s", (_name, { at, want }) => {
    const { draft, messages } = drafted([
      metric({ name: "found_total", at }),
      metric({ name: "other_total" }),
    ]);
    expect(draft?.families.map(({ key }) => key)).toEqual(
      want === undefined ? expect.arrayContaining(["found_total"]) : ["other_total"],
    );
    expect(messages).toEqual(
      want === undefined ? [] : [`\`found_total\` is left out because it is created by ${want}.`],
    );
  });

  test.each<readonly [string, string]>([
    ["a library", "bundle"],
    ["a folder", "./test/"],
    ["a file", "test/metrics.ts"],
    ["paths with other characters", "test/*.ts"],
  ])("--include takes %s", (_name, included) => {
    const at = included === "bundle" ? "/shop/node_modules/bundle/a.js" : "/shop/test/metrics.ts";
    const { draft, messages } = drafted([metric({ at })], { include: [included] });
    expect([draft?.families.length, messages]).toEqual([1, []]);
  });

  test("metrics of libraries are families that verify ignores, those of tests are not exposed", () => {
    const { text } = drafted([
      metric({}),
      metric({ name: "http_requests_total", at: "/shop/node_modules/bundle/a.js" }),
      metric({ name: "fake_total", at: "/shop/test/a.ts" }),
      metric({ name: "shop_process_cpu_total", place: { file: "/shop/src/a.ts", line: 1, byClient: true } }),
    ]);
    expect(text).toContain("ignore: [http_requests_total, shop_process_cpu_total]");
  });

  test("a name that tests create, too, is the program's", () => {
    const { draft } = drafted([metric({ at: "/shop/a.test.ts", help: "A" }), metric({ help: "B" })]);
    expect(draft?.families).toMatchObject([{ description: "B" }]);
  });
});

test("metrics that are created differently are reported, and the first place wins", () => {
  const at = (line: number) => ({ file: "/shop/src/a.ts", line, byClient: false });
  const { draft, messages } = drafted([
    metric({ labels: ["a"], place: at(7) }),
    metric({ labels: ["b"], place: at(3) }),
  ]);
  expect(draft?.families).toMatchObject([{ vectors: ["b"] }]);
  expect(messages).toEqual([
    "The metric `orders_total` is also created at src/a.ts:3, with different labels.",
  ]);
});

test("values of closed sets are those that were seen, and values of open sets are counted", () => {
  const payment = sets("payment", "card", "paypal", "card", "paypal");
  const { text } = drafted([
    metric(payment),
    metric({ name: "users_total", ...sets("user", "ada", "bob") }),
    metric({ name: "idle_total", labels: ["why"] }),
  ]);
  expect(text).toContain("values: [card, paypal]");
  expect(text).toContain("# 2 values were seen. List the values, or adjust `max_values`.\n  user:");
  expect(text).toContain("# No value was seen. List the values, or adjust `max_values`.\n  why:");
  expect(text).not.toMatch(/ada|bob/);
});

test("`max_values` is lowered until the worst case is within the budget, but not below what was seen", () => {
  const labels = ["a", "b", "c", "d"];
  const ids = Array.from({ length: 200 }, (_, at) => `#${at}`);
  const labelSets = ids.map((id) => new Map(labels.map((label) => [label, label === "a" ? id : "#1"])));
  const { draft, text } = drafted([metric({ labels, labelSets })]);
  const sizes = draft?.vectors.map(({ set }) => (set.kind === "open" ? set.maxValues : 0)) ?? [];
  expect(sizes.reduce((product, size) => product * (size + 1), 1)).toBeLessThanOrEqual(1_000_000);
  expect(sizes[0]).toBeGreaterThanOrEqual(200);
  expect(text).not.toContain("series_budget");
});

describe("with the import of the source", () => {
  const location = { file: "src/metrics.ts", line: 1, column: 1, endLine: 1, endColumn: 1 };

  /** The source has one counter with one label. */
  function source(key: string, vector: Partial<DraftVector>, line = 1): ImportResult {
    const family: DraftFamily = {
      type: "counter",
      key,
      vectors: ["kind"],
      description: "Found.",
      unit: undefined,
      buckets: undefined,
      notes: [],
      location: { ...location, line },
    };
    const set: DraftSet = { kind: "closed", values: ["a", "b-1"] };
    const vectors = [{ name: "kind", label: "kind", description: undefined, set, notes: [], ...vector }];
    const draft = { namespace: undefined, notes: [], families: [family], vectors };
    return { draft, diagnostics: [], sources: new Map() };
  }

  function joined(values: readonly string[], found: ImportResult) {
    return draftRun([metric(sets("kind", ...values))], OPTIONS, found).draft;
  }

  test.each<
    readonly [
      string,
      { readonly seen: readonly string[]; readonly set: DraftSet; readonly want: Partial<DraftSet> },
    ]
  >([
    [
      "closes a set of values that the run saw once",
      { seen: ["a"], set: closed("a", "b"), want: closed("a", "b") },
    ],
    [
      "knows numbers",
      { seen: ["200"], set: { kind: "integer", min: 200, max: 204 }, want: { kind: "integer" } },
    ],
    [
      "opens a set of words",
      { seen: ["a", "b", "a", "b"], set: open(50), want: { kind: "open", maxValues: 50 } },
    ],
    [
      "is contradicted by words of the run",
      { seen: ["a", "c", "a", "c"], set: closed("a"), want: closed("a", "c") },
    ],
    ["is contradicted by ids of the run", { seen: ["#1"], set: closed("a"), want: { kind: "open" } }],
    ["is contradicted on booleans", { seen: ["maybe"], set: { kind: "boolean" }, want: { kind: "open" } }],
  ])("the type of a label %s", (_name, { seen, set, want }) => {
    expect(joined(seen, source("orders_total", { set }))?.vectors).toMatchObject([
      { label: "kind", set: want },
    ]);
  });

  test("a label to which the source gives no value has the values of the run", () => {
    const found = source("orders_total", { set: open(100), hasNoEvidence: true });
    expect(joined(["a", "b", "a", "b"], found)?.vectors).toMatchObject([{ set: closed("a", "b") }]);
  });

  test("the run decides on the name of a metric that the source has at the same place", () => {
    const draft = joined([], source("wrong_total", {}));
    expect(draft?.families).toMatchObject([{ key: "orders_total" }]);
    expect(draft?.vectors).toMatchObject([{ set: closed("a", "b-1") }]);
  });

  test("vectors with one label have one comment that says so, also if the source has it, too", () => {
    const note = "Metrics have different values of `kind`, so there are several vectors with this label.";
    const found = source("orders_total", { notes: [note] });
    const seen = [metric(sets("kind", "a")), metric({ ...sets("kind", "#1"), name: "visits_total" })];
    const { vectors = [] } = draftRun(seen, OPTIONS, found).draft ?? {};
    expect(vectors.flatMap(({ notes }) => notes).filter((one) => one === note)).toHaveLength(1);
    expect(joined(["a"], found)?.vectors).toMatchObject([{ name: "kind", notes: [] }]);
  });

  test("a metric that the run did not create is in the schema, with a comment", () => {
    const draft = joined([], source("rare_total", {}, 9));
    expect(draft?.families).toMatchObject([
      { key: "orders_total" },
      { key: "rare_total", notes: ["The source has it, but the run did not create it."] },
    ]);
  });

  test("findings about metrics of files that the run reads are answered by the run", () => {
    const of = (code: string, file: string): Diagnostic => ({
      code,
      severity: "warning",
      message: file,
      help: undefined,
      location: { ...location, file },
    });
    const diagnostics = [of("metric-unresolved", "src/metrics.ts"), of("metric-unresolved", "src/rare.ts")];
    const found = { ...source("rare_total", {}, 9), diagnostics };
    expect(draftRun([metric({})], OPTIONS, found).diagnostics.map(({ message }) => message)).toEqual([
      "src/rare.ts",
    ]);
  });
});

test("a run without metrics is an error that says what to run", () => {
  expect(drafted([])).toEqual({
    draft: undefined,
    text: "",
    messages: ["There are no metrics to import in the run of `npm test`."],
  });
});
