import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DraftFamily, DraftSet } from "../../../../generator/import/draft.js";
import type { Drafted } from "../../../../generator/import/drafted.js";
import { givenSource } from "../../../../generator/import/given-source.js";
import { draftSource } from "../../../../generator/import/source/draft-source.js";
import { writeProject } from "./source-project.js";

/** Files that others import. */
const SHARED = {
  "package.json": '{ "type": "module" }',
  "shared/client.ts":
    'export { Counter as Zähler, Gauge } from "prom-client";\nexport * as prom from "prom-client";\n',
  "shared/all.ts": 'export * from "prom-client";\n',
  "shared/names.ts":
    'export const APP = "app";\nexport enum Name { Hits = "enum_hits" }\nexport const NAMES = { deep: { hits: "deep_hits" } } as const;\n',
  "shared/labels.ts": 'export const COMMON = ["common_a", "common_b"] as const;\n',
};

/** Draws up one project of all cases, a file each, and reads it once. */
function drafting(
  cases: readonly (readonly [string, { readonly given: string; readonly js?: true }])[],
): () => Drafted {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
  let drafted: Drafted | undefined;
  beforeAll(async () => {
    const files = cases.map(([, { given, js }], at) => [`case-${at}.${js ? "cjs" : "ts"}`, given]);
    writeProject(folder, { ...SHARED, ...Object.fromEntries(files) });
    drafted = await draftSource([givenSource(folder, {})], { namespace: undefined });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return () => {
    if (drafted === undefined) throw new Error("nothing was drafted");
    return drafted;
  };
}

const IMPORT = 'import { Counter, Gauge, Histogram, Summary } from "prom-client";\n';

interface FamilyCase {
  readonly given: string;
  readonly js?: true;
  readonly want: Partial<DraftFamily> & { readonly key: string };
}

const CREATED: readonly (readonly [string, FamilyCase])[] = [
  [
    "by a named import",
    {
      given: `${IMPORT}new Counter({ name: "named", help: "Named", labelNames: ["a", "b"] });`,
      want: { type: "counter", key: "named", description: "Named", vectors: ["a", "b"], buckets: undefined },
    },
  ],
  [
    "by the renamed client",
    {
      given: 'import * as c from "@prometheus-io/client";\nnew c.Gauge({ name: "namespaced", help: "h" });',
      want: { type: "gauge", key: "namespaced" },
    },
  ],
  [
    "by a default import",
    {
      given: 'import client from "prom-client";\nnew client.Counter({ name: "by_default", help: "h" });',
      want: { key: "by_default" },
    },
  ],
  [
    "by an import under another name",
    {
      given: 'import { Counter as C } from "prom-client";\nnew C({ name: "renamed", help: "h" });',
      want: { key: "renamed" },
    },
  ],
  [
    "by import = require",
    {
      given:
        'import client = require("prom-client");\nnew client.Counter({ name: "import_equals", help: "h" });',
      want: { key: "import_equals" },
    },
  ],
  [
    "by require",
    {
      given: 'const client = require("prom-client");\nnew client.Counter({ name: "required", help: "h" });',
      js: true,
      want: { key: "required" },
    },
  ],
  [
    "by a destructured require",
    {
      given: 'const { Histogram: H } = require("prom-client");\nnew H({ name: "destructured", help: "h" });',
      js: true,
      want: { type: "histogram", key: "destructured" },
    },
  ],
  [
    "by a variable that is the class",
    {
      given:
        'import * as client from "prom-client";\nconst Made = client.Counter;\nnew Made({ name: "held", help: "h" });',
      want: { key: "held" },
    },
  ],
  [
    "through a re-export",
    {
      given: 'import { Zähler } from "./shared/client.js";\nnew Zähler({ name: "re_exported", help: "h" });',
      want: { type: "counter", key: "re_exported" },
    },
  ],
  [
    "through a re-export of everything",
    {
      given: 'import { Counter } from "./shared/all.js";\nnew Counter({ name: "star", help: "h" });',
      want: { key: "star" },
    },
  ],
  [
    "through a namespace that is exported",
    {
      given: 'import { prom } from "./shared/client.js";\nnew prom.Counter({ name: "nested", help: "h" });',
      want: { key: "nested" },
    },
  ],
  [
    "by a subclass",
    {
      given: `${IMPORT}class Own extends Counter {}\nnew Own({ name: "subclassed", help: "h" });`,
      want: { type: "counter", key: "subclassed" },
    },
  ],
  [
    "by a subclass that makes the configuration",
    {
      given: `${IMPORT}class Own extends Gauge {\n  constructor(name: string) {\n    super({ name: \`own_\${name}\`, help: "h", labelNames: ["x"] });\n  }\n}\nnew Own("super");`,
      want: { type: "gauge", key: "own_super", vectors: ["x"] },
    },
  ],
  [
    "by a function that takes the configuration",
    {
      given: `${IMPORT}function make(options: { name: string; help: string; labelNames?: string[] }) {\n  return new Counter({ labelNames: ["standard"], ...options });\n}\nexport const a = make({ name: "wrapped", help: "Wrapped", labelNames: ["own"] });`,
      want: { key: "wrapped", description: "Wrapped", vectors: ["own"] },
    },
  ],
  [
    "by a function that takes names, through another",
    {
      given: `${IMPORT}const inner = (name: string, help = "By default") => new Counter({ name: \`in_\${name}\`, help });\nconst outer = (name: string) => inner(name + "_total");\nexport const a = outer("positional");`,
      want: { key: "in_positional_total", description: "By default" },
    },
  ],
  [
    "by a method of a class, with a pattern for its parameter",
    {
      given: `${IMPORT}class Factory {\n  private readonly prefix = "factory";\n  histogram({ name, help }: { name: string; help: string }) {\n    return new Histogram({ name: this.prefix + "_" + name, help });\n  }\n}\nexport const a = new Factory().histogram({ name: "seconds_spent", help: "h" });`,
      want: { type: "histogram", key: "factory_seconds_spent" },
    },
  ],
  [
    "by a registry that is not seen, by its method's name",
    {
      given:
        'declare const register: any;\nregister.gauge({ name: "untyped", help: "h", labelNames: ["z"] });',
      want: { type: "gauge", key: "untyped", vectors: ["z"] },
    },
  ],
  [
    "by a factory that is not seen, by the type of what it returns",
    {
      given:
        'import type { Histogram } from "prom-client";\ndeclare function create(o: object): Histogram;\nexport const a = create({ name: "by_type", help: "h" });',
      want: { type: "histogram", key: "by_type" },
    },
  ],
  [
    "with a template of an imported constant",
    {
      given: `${IMPORT}import { APP } from "./shared/names.js";\nnew Counter({ name: \`\${APP}_template_\${1 + 1}\`, help: "h" });`,
      want: { key: "app_template_2" },
    },
  ],
  [
    "with an enum's member and a concatenation",
    {
      given: `${IMPORT}import { Name } from "./shared/names.js";\nnew Counter({ name: Name.Hits + "_total", help: "Hits " + "of " + "it" });`,
      want: { key: "enum_hits_total", description: "Hits of it" },
    },
  ],
  [
    "with a property of a constant, and a list that is joined",
    {
      given: `${IMPORT}import { APP, NAMES } from "./shared/names.js";\nnew Counter({ name: [APP, NAMES.deep.hits].join("_"), help: "h" });`,
      want: { key: "app_deep_hits" },
    },
  ],
  [
    "with a function that names it",
    {
      given: `${IMPORT}const named = (name: string) => \`fn_\${name}\`;\nnew Counter({ name: named("called"), help: "h" });`,
      want: { key: "fn_called" },
    },
  ],
  [
    "with labels that are spread and joined",
    {
      given: `${IMPORT}import { COMMON } from "./shared/labels.js";\nnew Counter({ name: "spread", help: "h", labelNames: [...COMMON, "own"].concat(["more"]) });`,
      want: { key: "spread", vectors: ["common_a", "common_b", "own", "more"] },
    },
  ],
  [
    "with a configuration that is a constant",
    {
      given: `${IMPORT}const BASE = { help: "Base", labelNames: ["base"] };\nconst config = { ...BASE, name: "configured" };\nnew Counter(config);`,
      want: { key: "configured", description: "Base", vectors: ["base"] },
    },
  ],
  [
    "with buckets as they are written",
    {
      given: `${IMPORT}const FEW = [.5, 1];\nnew Histogram({ name: "literal_buckets", help: "h", buckets: [0.10, ...FEW, 2e3, Infinity] });`,
      want: { key: "literal_buckets", buckets: ["0.10", ".5", "1", "2e3"] },
    },
  ],
  [
    "with linear buckets",
    {
      given:
        'import * as client from "prom-client";\nnew client.Histogram({ name: "linear", help: "h", buckets: client.linearBuckets(0, 5, 3) });',
      want: { key: "linear", buckets: ["0", "5", "10"] },
    },
  ],
  [
    "with exponential buckets",
    {
      given:
        'import { exponentialBuckets, Histogram } from "prom-client";\nconst START = 0.5;\nnew Histogram({ name: "exponential", help: "h", buckets: exponentialBuckets(START, 2, 4) });',
      want: { key: "exponential", buckets: ["0.5", "1", "2", "4"] },
    },
  ],
  [
    "with the client's buckets, timed, and so in seconds",
    {
      given: `${IMPORT}const timed = new Histogram({ name: "timed", help: "h" });\ntimed.startTimer()();`,
      want: {
        key: "timed",
        unit: "seconds",
        buckets: ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"],
        notes: ["The client's default buckets.", "In seconds, which is what `startTimer` measures."],
      },
    },
  ],
  [
    "with buckets that are not in order",
    {
      given: `${IMPORT}new Histogram({ name: "unsorted", help: "h", buckets: [5, 1, 5] });`,
      want: {
        key: "unsorted",
        buckets: ["1", "5"],
        notes: ["The source has these buckets in another order, or twice."],
      },
    },
  ],
  [
    "as a summary, which is proposed as a histogram",
    {
      given: `${IMPORT}new Summary({ name: "sizes_bytes", help: "h", percentiles: [0.5] });`,
      want: {
        type: "histogram",
        key: "sizes_bytes",
        unit: "bytes",
        notes: [
          "A summary in the source: its quantiles become buckets.",
          "The client's default buckets: choose your own.",
        ],
      },
    },
  ],
  [
    "with a help that is not constant",
    {
      given: `${IMPORT}new Counter({ name: "helpless", help: process.argv[2]! });`,
      want: {
        key: "helpless",
        description: "Write what helpless counts.",
        notes: ["The help is not constant in the source: write the description."],
      },
    },
  ],
  [
    "as a gauge of which the greatest counts",
    {
      given: `${IMPORT}new Gauge({ name: "greatest", help: "h", aggregator: "max" });`,
      want: { key: "greatest", notes: ['The source has `aggregator: "max"`: write `combine: max`.'] },
    },
  ],
];

describe("a metric is found that is created", () => {
  const drafted = drafting(CREATED);

  test.each(CREATED)("%s", (_name, { want }) => {
    const found = drafted().draft?.families.find(({ key }) => key === want.key);
    expect(found).toMatchObject(want);
  });

  test("and nothing else is", () => {
    const keys = drafted().draft?.families.map(({ key }) => key) ?? [];
    expect([...keys].sort()).toEqual(CREATED.map(([, { want }]) => want.key).sort());
    expect(drafted().diagnostics.map(({ code }) => code)).toEqual(["summary-as-histogram"]);
  });
});

/** A file that counts `hits_NUMBER` by one label, which all cases name differently. */
function counting(label: string, code: string): string {
  return `${IMPORT}const hits = new Counter({ name: "hits_of_${label}", help: "h", labelNames: ["${label}"] });\n${code}`;
}

const LABELLED: readonly (readonly [
  string,
  { readonly given: string; readonly label: string; readonly want: DraftSet },
])[] = [
  [
    "texts of several calls, in their order",
    {
      label: "texts",
      given: counting(
        "texts",
        'hits.inc({ texts: "b" });\nhits.labels("a").inc();\nhits.labels({ texts: "c" }).inc();',
      ),
      want: { kind: "closed", values: ["b", "a", "c"] },
    },
  ],
  [
    "a union of texts, in the order of its declaration",
    {
      label: "union",
      given: counting(
        "union",
        'type First = "z" | "m";\nexport const f = (x: First | "a") => hits.inc({ union: x });\ntype Kind = "z" | "y" | "x";\nexport const g = (y: Kind) => hits.inc({ union: y });',
      ),
      want: { kind: "closed", values: ["z", "m", "a", "y", "x"] },
    },
  ],
  [
    "an enum",
    {
      label: "of_enum",
      given: counting(
        "of_enum",
        'enum E { One = "one", Two = "two" }\nexport const f = (e: E) => hits.inc({ of_enum: e });',
      ),
      want: { kind: "closed", values: ["one", "two"] },
    },
  ],
  [
    "both sides of a choice, of a type parameter too",
    {
      label: "choice",
      given: counting(
        "choice",
        'export function f<K extends "k" | "l">(k: K, ok: boolean) {\n  hits.inc({ choice: ok ? "ok" : k });\n}',
      ),
      want: { kind: "closed", values: ["ok", "k", "l"] },
    },
  ],
  [
    "a boolean that is written as a text",
    {
      label: "shown",
      given: counting("shown", "export const f = (ok: boolean) => hits.inc({ shown: String(ok) });"),
      want: { kind: "boolean" },
    },
  ],
  [
    "the texts true and false",
    {
      label: "yes",
      given: counting("yes", 'hits.inc({ yes: "true" });\nhits.inc({ yes: "false" });'),
      want: { kind: "boolean" },
    },
  ],
  [
    "numbers under the name of a status",
    {
      label: "status_code",
      given: counting(
        "status_code",
        'export const f = (r: { status: number }) => hits.inc({ status_code: `${r.status}` });\nhits.inc({ status_code: "404" });',
      ),
      want: { kind: "http_status" },
    },
  ],
  [
    "classes of statuses, which are texts",
    {
      label: "status",
      given: counting("status", 'hits.inc({ status: "2xx" });\nhits.inc({ status: "5xx" });'),
      want: { kind: "closed", values: ["2xx", "5xx"] },
    },
  ],
  [
    "any text under the name of a method",
    {
      label: "method",
      given: counting("method", "export const f = (method: string) => hits.inc({ method });"),
      want: { kind: "http_method" },
    },
  ],
  [
    "methods in lower case, which are not the registered ones",
    {
      label: "http_method",
      given: counting(
        "http_method",
        "export const f = (m: string) => hits.inc({ http_method: m.toLowerCase() });",
      ),
      want: { kind: "open", maxValues: 100, otherwise: "other" },
    },
  ],
  [
    "other numbers",
    {
      label: "shard",
      given: counting("shard", "hits.inc({ shard: 3 });\nhits.inc({ shard: 7 });"),
      want: { kind: "integer", min: 3, max: 7 },
    },
  ],
  [
    "any text, where `other` is a value",
    {
      label: "route",
      given: counting(
        "route",
        'export const f = (route: string) => hits.inc({ route });\nhits.inc({ route: "other" });',
      ),
      want: { kind: "open", maxValues: 100, otherwise: "other_" },
    },
  ],
  [
    "labels that are a variable",
    {
      label: "held",
      given: counting("held", 'const labels = { held: "there" } as const;\nhits.inc(labels, 2);'),
      want: { kind: "closed", values: ["there"] },
    },
  ],
  [
    "labels of a type",
    {
      label: "typed",
      given: counting("typed", 'export const f = (labels: { typed: "p" | "q" }) => hits.inc(labels);'),
      want: { kind: "closed", values: ["p", "q"] },
    },
  ],
  [
    "what is spread into labels",
    {
      label: "base",
      given: counting("base", 'const BASE = { base: "b" } as const;\nhits.inc({ ...BASE });'),
      want: { kind: "closed", values: ["b"] },
    },
  ],
  [
    "the start and the end of a timer",
    {
      label: "phase",
      given:
        'import { Histogram } from "prom-client";\nconst h = new Histogram({ name: "phase_seconds", help: "h", labelNames: ["phase"] });\nconst end = h.startTimer({ phase: "start" });\nend({ phase: "end" });\nend();',
      want: { kind: "closed", values: ["start", "end"] },
    },
  ],
  [
    "what is set, taken off, observed and removed",
    {
      label: "gauged",
      given:
        'import { Gauge } from "prom-client";\nconst g = new Gauge({ name: "gauged", help: "h", labelNames: ["gauged"] });\ng.set({ gauged: "s" }, 1);\ng.dec({ gauged: "d" });\ng.remove("r");\ng.remove({ gauged: "q" });\ng.labels("t").setToCurrentTime();',
      want: { kind: "closed", values: ["s", "d", "r", "q", "t"] },
    },
  ],
  [
    "a metric that a module exports in an object",
    {
      label: "in_object",
      given: counting(
        "in_object",
        'export const metrics = { hits, deep: { hits } };\nconst { deep } = metrics;\nmetrics.hits.inc({ in_object: "o" });\ndeep.hits.inc({ in_object: "d" });',
      ),
      want: { kind: "closed", values: ["o", "d"] },
    },
  ],
  [
    "a metric that is a field of a class",
    {
      label: "field",
      given: `${IMPORT}export class S {\n  private readonly made = new Counter({ name: "field_hits", help: "h", labelNames: ["field"] });\n  hit() {\n    this.made.inc({ field: "f" });\n  }\n}`,
      want: { kind: "closed", values: ["f"] },
    },
  ],
  [
    "a metric behind a declared type",
    {
      label: "declared",
      given: `${IMPORT}interface M { readonly hits: Counter<"declared"> }\nconst m: M = { hits: new Counter({ name: "declared_hits", help: "h", labelNames: ["declared"] }) };\nm.hits.inc({ declared: "v" });`,
      want: { kind: "closed", values: ["v"] },
    },
  ],
  [
    "no call at all",
    {
      label: "untold",
      given: counting("untold", ""),
      want: { kind: "open", maxValues: 100, otherwise: "other" },
    },
  ],
];

describe("label values are those of", () => {
  const drafted = drafting(LABELLED);

  test.each(LABELLED)("%s", (_name, { label, want }) => {
    expect(drafted().draft?.vectors.find(({ name }) => name === label)?.set).toEqual(want);
  });

  test("and notes say where they may be others", () => {
    const notes = drafted().draft?.vectors.find(({ name }) => name === "route")?.notes;
    expect(notes).toEqual([
      expect.stringMatching(
        /case-11\.ts:3 gives any text: list the values if you know them\. Seen: `other`\.$/,
      ),
    ]);
  });
});

const UNRESOLVED: readonly (readonly [
  string,
  { readonly given: string; readonly want: readonly [code: string, at: string, message: string] },
])[] = [
  [
    "a name that the environment gives",
    {
      given: `${IMPORT}new Counter({ name: process.env["NAME"] ?? "x", help: "h" });`,
      want: [
        "metric-unresolved",
        "2:21",
        'A metric is left out: its `name` is not constant here, `process.env["NAME"] ?? "x"`.',
      ],
    },
  ],
  [
    "a variable that may change",
    {
      given: `${IMPORT}let name = "a";\nname += "b";\nnew Counter({ name, help: "h" });`,
      want: ["metric-unresolved", "4:15", "A metric is left out: its `name` is not constant here, `name`."],
    },
  ],
  [
    "labels that are computed",
    {
      given: `${IMPORT}new Counter({ name: "computed", help: "h", labelNames: Object.keys({}) });`,
      want: [
        "metric-unresolved",
        "2:56",
        "The metric `computed` is left out: its `labelNames` is not constant here, `Object.keys({})`.",
      ],
    },
  ],
  [
    "a wrapper that nobody calls",
    {
      given: `${IMPORT}export const make = (options: { name: string; help: string }) => new Counter(options);`,
      want: [
        "metric-unresolved",
        "2:78",
        "A metric is left out: its configuration is not constant here, `options`.",
      ],
    },
  ],
  [
    "one name for different metrics",
    {
      given: `${IMPORT}new Counter({ name: "twice", help: "h" });\nnew Counter({ name: "twice", help: "h", labelNames: ["l"] });`,
      want: [
        "metric-redeclared",
        "3:1",
        expect.stringMatching(/^The metric `twice` has other labels than at .*case-4\.ts:2\.$/),
      ],
    },
  ],
  [
    "a metric that is a parameter",
    {
      given: `${IMPORT}export const f = (c: Counter) => c.inc();`,
      want: [
        "metric-use-unresolved",
        "2:34",
        "Which metric `c.inc` is cannot be told, so its label values are not in the schema.",
      ],
    },
  ],
  [
    "a label that the metric does not have",
    {
      given: `${IMPORT}const c = new Counter<string>({ name: "without", help: "h" });\nc.inc({ nope: "x" });`,
      want: ["label-unknown", "3:15", "The metric `without` has no label `nope`: the client throws here."],
    },
  ],
];

describe("what cannot be resolved is told with its place:", () => {
  const drafted = drafting(UNRESOLVED);

  test.each(UNRESOLVED.map(([name, rest], at) => [name, { ...rest, at }] as const))(
    "%s",
    (_name, { want, at }) => {
      const found = drafted().diagnostics.filter(({ location }) => location?.file.endsWith(`case-${at}.ts`));
      const told = found.map(({ code, message, location }) => [
        code,
        `${location?.line}:${location?.column}`,
        message,
      ]);
      expect(told).toEqual([want]);
    },
  );

  test("and the rest is drafted", () => {
    expect(drafted().draft?.families.map(({ key }) => key)).toEqual(["twice", "without"]);
  });
});
