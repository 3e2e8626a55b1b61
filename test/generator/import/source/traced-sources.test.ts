import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DraftSet, type ImportResult, openImportSource } from "../../../../generator/import/draft.js";
import { draftSource } from "../../../../generator/import/source/draft-source.js";
import { writeProject } from "../../../support/generator/import-sources.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

const IMPORT = 'import { Counter, Gauge, Histogram, register } from "prom-client";\n';
const OPEN = { kind: "open", maxValues: 100, otherwise: "other" } as const;

interface Traced {
  readonly given: string;
  /** The sets of labels by metric: no set for a metric without labels. */
  readonly want: Readonly<Record<string, Readonly<Record<string, DraftSet>>>>;
}

const closed = (...values: readonly string[]): DraftSet => ({ kind: "closed", values });

/** Label names occur in one case only: a call that cannot be read opens the sets of all labels that it passes. */
const CASES: readonly (readonly [string, Traced])[] = [
  [
    "a constructor that is called with different prefixes, or with none",
    {
      given: `export class M { readonly jobs: Counter<string>; constructor(opts: { prefix?: string }) { const prefix = opts.prefix ?? "m17"; this.jobs = new Counter({ name: \`\${prefix}_jobs_total\`, help: "h", labelNames: ["l17"] }); } }\nconst m = new M({}); const n = new M({ prefix: "w17" });\nm.jobs.inc({ l17: "m" }); n.jobs.inc({ l17: "n" });`,
      want: { m17_jobs_total: { l17: closed("m") }, w17_jobs_total: { l17: closed("n") } },
    },
  ],
  [
    "the first value of a field of a configuration class",
    {
      given: `export class Config { prefix: string = "m03_"; }\nexport class S { constructor(private readonly config: Config) {} init() { new Counter({ name: \`\${this.config.prefix}jobs_total\`, help: "h" }).inc(); } }`,
      want: { m03_jobs_total: {} },
    },
  ],
  [
    "a default for what the environment does not say",
    {
      given: `const P = process.env.P || "m29_";\nnew Counter({ name: P + "a_total", help: "h" });\nconst Q = process.env.Q ? \`\${process.env.Q}_\` : "";\nnew Counter({ name: \`\${Q}m29_b_total\`, help: "h" });`,
      want: { m29_a_total: {}, m29_b_total: {} },
    },
  ],
  [
    "a function that is called with several names",
    {
      given: `const make = (prefix: string) => ({ jobs: new Counter({ name: \`\${prefix}_jobs_total\`, help: "h" }) });\nexport const m = make("m27a"); export const n = make("m27b");`,
      want: { m27a_jobs_total: {}, m27b_jobs_total: {} },
    },
  ],
  [
    "the keys of a known object",
    {
      given: `const info = { v07: "1", c07: "abc" };\nnew Gauge({ name: "m07_info", help: "h", labelNames: Object.keys(info) }).set(info, 1);`,
      want: { m07_info: { v07: closed("1"), c07: closed("abc") } },
    },
  ],
  [
    "a configuration that a function returns",
    {
      given: `const config = (name: string) => { const full = \`m08_\${name}\`; return { name: full, help: "h" }; };\nnew Counter(config("a_total")); new Gauge({ ...config("b") });`,
      want: { m08_a_total: {}, m08_b: {} },
    },
  ],
  [
    "the rest of a pattern",
    {
      given: `const make = (options: { ttl: number; name: string; help: string }) => { const { ttl, ...others } = options; return new Gauge(others); };\nexport const g = make({ ttl: 1, name: "m10_rest", help: "h" });`,
      want: { m10_rest: {} },
    },
  ],
  [
    "the turns of loops over constants",
    {
      given: `for (const name of ["a", "b"]) new Counter({ name: \`m12_\${name}\`, help: "h" });\nfor (const [name, { help }] of Object.entries({ m12_c: { help: "C" } })) new Counter({ name, help });`,
      want: { m12_a: {}, m12_b: {}, m12_c: {} },
    },
  ],
  [
    "the case of a switch that the arguments choose, and a text that is replaced",
    {
      given: `class W { metric; constructor(type: string, name: string, labels?: Record<string, string>) { const labelNames = labels ? Object.keys(labels) : []; switch (type) { case "counter": this.metric = new Counter({ name, help: name, labelNames }); break; default: this.metric = new Gauge({ name, help: name, labelNames }); } } }\nconst inc = (key: string, labels = {}) => new W("counter", key.replace(/[^a-z0-9]/g, "_"), labels);\ninc("m21.ok", { k21: "a" });`,
      want: { m21_ok: { k21: OPEN } },
    },
  ],
  [
    "label values of either metric, by a condition",
    {
      given: `const a = new Histogram({ name: "m05_a", help: "h", labelNames: ["s05"] });\nconst b = new Histogram({ name: "m05_b", help: "h", labelNames: ["s05"] });\nexport const f = (full: boolean) => { const m = full ? a : b; const end = m.startTimer(); end({ s05: "one" }); };`,
      want: { m05_a: { s05: closed("one") }, m05_b: { s05: closed("one") } },
    },
  ],
  [
    "label values through a wrapper that passes them on",
    {
      given: `const c = new Counter({ name: "m06_total", help: "h", labelNames: ["k06"] });\nfunction count(k06: string) { hit({ k06 }); }\nfunction hit(labels: { k06: string }) { c.inc(labels); }\ncount("a"); count("b");`,
      want: { m06_total: { k06: closed("a", "b") } },
    },
  ],
  [
    "no closed set of a wrapper that is passed on, too",
    {
      given: `const c = new Counter({ name: "m14_total", help: "h", labelNames: ["k14"] });\nfunction count(k14: string) { c.inc({ k14 }); }\ncount("a"); export const later = (each: (f: (k: string) => void) => void) => each(count);`,
      want: { m14_total: { k14: OPEN } },
    },
  ],
  [
    "label values through a lazy getter",
    {
      given: `export class L { private made?: Counter<string>; get hits() { return (this.made ??= new Counter({ name: "m16_total", help: "h", labelNames: ["k16"] })); } }\nnew L().hits.inc({ k16: "x" });`,
      want: { m16_total: { k16: closed("x") } },
    },
  ],
  [
    "label values by the name of an injected metric",
    {
      given: `declare function InjectMetric(name: string): (...place: readonly unknown[]) => void;\nnew Counter({ name: "m18_total", help: "h", labelNames: ["k18"] });\nexport class S18 { constructor(@InjectMetric("m18_total") private readonly hits: Counter<string>) {} hit() { this.hits.inc({ k18: "x" }); } }`,
      want: { m18_total: { k18: closed("x") } },
    },
  ],
  [
    "label values through a getter by key",
    {
      given: `const all = { one: new Counter({ name: "m20_one", help: "h", labelNames: ["k20"] }), two: new Counter({ name: "m20_two", help: "h", labelNames: ["k20"] }) };\nclass R<T extends object> { constructor(private readonly metrics: T) {} get<K extends keyof T>(key: K): T[K] { return this.metrics[key]; } }\nconst r = new R(all); r.get("one").inc({ k20: "x" }); r.get("two").inc({ k20: "y" });`,
      want: { m20_one: { k20: closed("x") }, m20_two: { k20: closed("y") } },
    },
  ],
  [
    "label values through a registry, and beside what it may have",
    {
      given: `new Counter({ name: "m23_a", help: "h", labelNames: ["k23"] });\n(register.getSingleMetric("m23_a") as Counter<string>).inc({ k23: "x" });`,
      want: { m23_a: { k23: closed("x") } },
    },
  ],
  [
    "an open set where a call cannot be read",
    {
      given: `const c = new Counter({ name: "m24_total", help: "h", labelNames: ["k24"] });\nc.inc({ k24: "seen" });\nexport const f = (other: Counter<string>, k24: string) => other.inc({ k24 });`,
      want: { m24_total: { k24: OPEN } },
    },
  ],
  [
    "label values of lists, maps, records and promises",
    {
      given: `const made = (name: string) => new Counter({ name, help: "h", labelNames: ["k26"] });\nconst list = ["m26_a", "m26_b"].map((name) => new Counter({ name, help: "h", labelNames: ["k26"] }));\nfor (const c of list) c.inc({ k26: "l" });\nconst map = new Map([["c", made("m26_c")]]); map.get("c")!.inc({ k26: "m" });\nconst by = { d: made("m26_d"), e: made("m26_e") };\nexport const f = (key: "d" | "e") => by[key].inc({ k26: "r" });\nasync function setup(): Promise<{ g: Counter<string> }> { const g = made("m26_g"); return { g }; }\nexport const run = async () => { const { g } = await setup(); g.inc({ k26: "p" }); };`,
      want: {
        m26_a: { k26: closed("l") },
        m26_b: { k26: closed("l") },
        m26_c: { k26: closed("m") },
        m26_d: { k26: closed("r") },
        m26_e: { k26: closed("r") },
        m26_g: { k26: closed("p") },
      },
    },
  ],
  [
    "a method of a request, however it is passed, and of nothing else",
    {
      given: `import type { IncomingMessage, ServerResponse } from "node:http";\nconst c = new Counter({ name: "m30_http", help: "h", labelNames: ["method", "code"] });\nfunction count(method: string, code: number) { c.inc({ method, code }); }\nexport const on = (req: IncomingMessage, res: ServerResponse) => count(req.method ?? "GET", res.statusCode);\nconst rpc = new Counter({ name: "m30_rpc", help: "h", labelNames: ["method", "code"] });\nexport const call = (context: { name: string; code: number }) => rpc.inc({ method: context.name, code: context.code });`,
      want: {
        m30_http: { method: { kind: "http_method" }, code: { kind: "http_status" } },
        m30_rpc: { method: OPEN, code: OPEN },
      },
    },
  ],
  [
    "labels of a wrapper that also takes a list",
    {
      given: `export class MinMax { private readonly min: Gauge<string>; constructor(name: string) { this.min = new Gauge({ name: \`\${name}_min\`, help: "h" }); } set(values: number[]): void; set(labels: Record<string, string>, values: number[]): void; set(a: Record<string, string> | number[], b?: number[]): void { if (b === undefined) this.min.set(Math.min(...(a as number[]))); else this.min.set(a as Record<string, string>, Math.min(...b)); } }\nnew MinMax("m11").set([1]);`,
      want: { m11_min: {} },
    },
  ],
  [
    "labels of a wrapper for several metrics, without a warning about the labels of others",
    {
      given: `class W34 { private readonly c: Counter<string>; constructor(name: string, labelNames: string[]) { this.c = new Counter({ name, help: "h", labelNames }); } hit(labels: { x34: string } | { y34: string }) { this.c.inc(labels); } }\nnew W34("m34_x", ["x34"]).hit({ x34: "x" }); new W34("m34_y", ["y34"]).hit({ y34: "y" });`,
      want: { m34_x: { x34: closed("x") }, m34_y: { y34: closed("y") } },
    },
  ],
  [
    "label values through a factory whose objects have a type, for each metric by itself",
    {
      given: `export interface Wrapped<T extends string> { counter: Counter<T>; increment: (labels: Record<T, string>, by?: number) => void; labels(labels: Record<T, string>): { inc(): void }; inc: () => void }\nexport function wrapped<T extends string>(name: string, labelNames: T[]): Wrapped<T> { const counter = new Counter({ name, help: "h", labelNames }); const increment = (labels: Record<T, string>, by?: number) => counter.labels(labels).inc(by); return { counter, increment, labels: (given) => counter.labels(given), inc: () => counter.inc() }; }\ninterface Row<T> { inc: T; increment: string } declare function pass(row: unknown): void; const record = (row: Row<object>) => { pass(row.inc); pass(row.increment); };\nconst a = wrapped("m40_a", ["k40", "l40"]);\nconst b = { inner: wrapped("m40_b", ["k40"]) };\nconst c = wrapped("m40_c", ["k40", "n40"]);\nexport const f = (n40: string) => { record({ inc: {}, increment: "" }); a.increment({ k40: "a", l40: "x" }); b.inner.labels({ k40: "b" }).inc(); c.increment({ k40: "c", n40 }, 2); a.labels({ k40: "d", l40: "y" }).inc(); };`,
      want: {
        m40_a: { k40: closed("a", "d"), l40: closed("x", "y") },
        m40_b: { k40: closed("b") },
        m40_c: { k40: closed("c"), n40: OPEN },
      },
    },
  ],
  [
    "label values through functions of a class or a factory, by the parts of what they take",
    {
      given: `class W41 { private readonly c: Counter<string>; constructor(name: string) { this.c = new Counter({ name, help: "h", labelNames: ["k41", "l41"] }); } hit = ({ kind, l41 = "none" }: { kind: string; l41?: string }) => this.c.inc({ k41: kind, l41 }); }\nconst one = new W41("m41_a"); const other = new W41("m41_b");\none.hit({ kind: "a" }); other.hit({ kind: "b", l41: "x" });\nconst timed = (name: string) => { const h = new Histogram({ name, help: "h", labelNames: ["r41"] }); return { start: () => h.startTimer(), observe(r41: string, value: number) { h.labels(r41).observe(value); } }; };\nconst d = timed("m41_d"); const e = timed("m41_e");\nconst end = d.start(); end({ r41: "d" }); e.observe("e", 1);`,
      want: {
        m41_a: { k41: closed("a"), l41: closed("none") },
        m41_b: { k41: closed("b"), l41: closed("x") },
        m41_d: { r41: closed("d") },
        m41_e: { r41: closed("e") },
      },
    },
  ],
  [
    "no closed set of a factory's function that is also called by another type, or is taken from its object and passed on",
    {
      given: `interface Hits { hit42(k42: string): void }\nconst makeHits = (name: string, label: string) => { const c = new Counter({ name, help: "h", labelNames: [label] }); const hit42 = (value: string) => c.inc({ [label]: value }); return { hit42 }; };\nconst run = (hits: Hits, text: string) => hits.hit42(text);\nconst a = makeHits("m42_a", "k42"); a.hit42("seen"); export const f = (text: string) => run(a, text);\nconst makeTaps = (name: string) => { const c = new Counter({ name, help: "h", labelNames: ["k43"] }); return { tap43: (k43: string) => c.inc({ k43 }) }; };\nconst { tap43 } = makeTaps("m43_a"); tap43("seen"); export const later = (each: (f: (k: string) => void) => void) => each(tap43);\nconst makeClicks = (name: string) => { const c = new Counter({ name, help: "h", labelNames: ["k44"] }); return { click44: (k44: string) => c.inc({ k44 }) }; };\nconst { click44 } = makeClicks("m44_a"); click44("one"); makeClicks("m44_b").click44("two");`,
      want: {
        m42_a: { k42: OPEN },
        m43_a: { k43: OPEN },
        m44_a: { k44: closed("one") },
        m44_b: { k44: closed("two") },
      },
    },
  ],
  [
    "label values of metrics behind the interface of another package, by their calls, or else by its type",
    {
      given: `import type { Meter } from "./legacy/meter.d.ts";\nclass Tap<L extends Record<string, string>> extends Gauge<string> implements Meter<L> {}\nconst make = <L extends Record<string, string>>(name: string, labelNames: string[]): Meter<L> => new Tap<L>({ name, help: "h", labelNames });\nconst a = make<{ k45: string }>("m45_a", ["k45"]); const b = make<{ j45: "x" | "y" }>("m45_b", ["j45"]); const c = make<{ j45: string }>("m45_c", ["j45"]);\na.set({ k45: "one" }, 1); a.inc({ k45: "two" });\nexport const f = (hand: (one: Meter<{ j45: "x" | "y" }>, other: Meter<{ j45: string }>) => void) => hand(b, c);`,
      want: { m45_a: { k45: closed("one", "two") }, m45_b: { j45: closed("x", "y") }, m45_c: { j45: OPEN } },
    },
  ],
  [
    "no closed set of a variable that is counted up, and labels of all parts of a union",
    {
      given: `const c = new Gauge({ name: "m46_subnets", help: "h", labelNames: ["n46"] });\nfor (let n46 = 0; n46 < 4; n46++) c.set({ n46 }, 1);\nconst one = { peers: new Gauge({ name: "m46_one", help: "h", labelNames: ["k46"] }), a: 1 }; const two = { peers: new Gauge({ name: "m46_two", help: "h", labelNames: ["k46"] }), b: 1 };\none.peers.set({ k46: "a" }, 1);\nexport const f = (first: boolean) => (first ? one : two).peers.set({ k46: "b" }, 1);`,
      want: {
        m46_subnets: { n46: OPEN },
        m46_one: { k46: closed("a", "b") },
        m46_two: { k46: closed("b") },
      },
    },
  ],
  [
    "no call of another class's method with the name of one that makes metrics",
    {
      given: `class Node47 { static async init47(prefix: string, labels: Record<string, string> = { v47: "1" }) { new Gauge({ name: \`\${prefix}_info\`, help: "h", labelNames: Object.keys(labels) }); } }\nvoid Node47.init47("m47");\ninterface Store { init47(path: string): void }\nexport const open = (store: Store, path: string) => store.init47(path);`,
      want: { m47_info: { v47: OPEN } },
    },
  ],
  [
    "an open set of labels whose type says nothing",
    {
      given: `function make<T extends string>(name: string, labelNames: T[]) { const c = new Counter({ name, help: "h", labelNames }); c.inc({ k36: "seen" } as never); return { hit: (labels: Record<T, string>) => c.inc(labels) }; }\nexport const m = make("m36_total", ["k36"]);`,
      want: { m36_total: { k36: OPEN } },
    },
  ],
  [
    "the default of a module with `export =`, which has no declaration",
    {
      given: `export const queue = async () => { const legacy = await import("./legacy/queue.cjs"); const Queue = legacy.default; return new Queue(); };\nnew Counter({ name: "m01_beside", help: "h" });`,
      want: { m01_beside: {} },
    },
  ],
];

describe("an import of source traces", () => {
  let drafted: ImportResult | undefined;
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(async () => {
    const files = CASES.map(([, { given }], at) => [`case-${at}.ts`, `${IMPORT}${given}`]);
    writeProject(folder, {
      "package.json": '{ "type": "module" }',
      "legacy/queue.cts": "class Queue { size = 0 }\nexport = Queue;\n",
      "legacy/meter.d.ts":
        "export interface Meter<L> { inc(labels?: L | number): void; set(labels: L | number, value?: number): void }\n",
      ...Object.fromEntries(files),
    });
    drafted = await draftSource([openImportSource(folder, {})], { namespace: undefined });
  }, 60_000);

  test.each(CASES)("%s", (_name, { want }) => {
    const { families, vectors } = drafted?.draft ?? { families: [], vectors: [] };
    const found = Object.keys(want).map((name) => {
      const family = families.find(({ key }) => key === name);
      const sets = (family?.vectors ?? ["no family"]).map((vector) => {
        const own = vectors.find((one) => one.name === vector);
        return [own?.label, own?.set];
      });
      return [name, Object.fromEntries(sets)];
    });
    expect(Object.fromEntries(found)).toEqual(want);
  });

  test("nothing else, and reports the one call that it cannot read", () => {
    const keys = drafted?.draft?.families.map(({ key }) => key) ?? [];
    expect([...keys].sort()).toEqual(CASES.flatMap(([, { want }]) => Object.keys(want)).sort());
    expect(drafted?.diagnostics.map(({ code }) => code)).toEqual(["metric-use-unresolved"]);
  });

  test("defaults with a comment, and values seen of an open set, too", () => {
    const { families = [], vectors = [] } = drafted?.draft ?? {};
    expect(families.find(({ key }) => key === "m03_jobs_total")?.notes.join()).toContain('`"m03_"` at ');
    expect(vectors.find(({ label }) => label === "k24")?.notes.join()).toContain("Seen: `seen`.");
  });
});

test("what is left out is in `ignore`, and what repeats is one finding", async () => {
  const folder = temporaryFolder();
  writeProject(folder, {
    "a.ts": `${IMPORT}import { collectDefaultMetrics } from "prom-client";
import { metrics } from "@shop/metrics";
collectDefaultMetrics({ prefix: "shop_" });
metrics.inc("a"); metrics.inc("b");
export const version = (meta: object) => new Gauge({ name: "shop_version", help: "h", labelNames: Object.keys(meta) }).set({ v: "1" }, 1);
const known = new Counter({ name: "shop_known", help: "h" });
known.inc();
export const f = (c: Counter<string>, x: string) => { c.inc({ x }); c.inc({ x }); };
`,
  });
  const { draft, diagnostics } = await draftSource([openImportSource(folder, {})], { namespace: undefined });
  expect(draft?.ignore).toEqual(["shop_process_*", "shop_nodejs_*", "shop_version"]);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "`@shop/metrics` cannot be resolved, so what its 2 calls may record is not imported.",
    "The metric `shop_version` is left out, because its `labelNames` are not constant: `Object.keys(meta)`.",
    "It is not known which metric `c.inc` (in 2 places) belongs to, so labels that it may pass have open sets.",
  ]);
});

const file = (name: string) => `${IMPORT}new Counter({ name: "${name}", help: "h" });`;

describe("the files that are read", () => {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(() => {
    writeProject(folder, {
      "src/a.ts": file("a"),
      "src/a.test.ts": file("of_test"),
      "src/__fixtures__/b.ts": file("of_fixture"),
      "src/legacy/c.ts": file("of_legacy"),
      "src/deep/er/d.gen.ts": file("generated"),
      "tests/e.ts": file("named"),
    });
  });

  test("are not those of tests and fixtures, nor excluded ones, but those of a directory that is named", async () => {
    const sources = ["src", "tests"].map((name) => openImportSource(join(folder, name), {}));
    const { draft } = await draftSource(sources, {
      namespace: undefined,
      exclude: ["legacy", "**/src/**/*.gen.ts"],
    });
    expect(draft?.families.map(({ key }) => key)).toEqual(["a", "named"]);
    expect(draft?.notes.join()).toContain("Not read: 2 files of tests and fixtures.");
  });

  test.each([
    ["a pipe", (path: string) => void execFileSync("mkfifo", [path]), "no regular file"],
    ["a large file", (path: string) => writeFileSync(path, " ".repeat(2 ** 21)), "more than 1 MB"],
  ])("of a configuration are bounded: %s", async (name, create, reason) => {
    const own = join(folder, name.replaceAll(" ", "-"), "odd.ts");
    mkdirSync(dirname(own), { recursive: true });
    create(own);
    writeFileSync(join(dirname(own), "tsconfig.json"), '{ "files": ["odd.ts"] }');
    const drafting = draftSource([openImportSource(join(dirname(own), "tsconfig.json"), {})], {
      namespace: undefined,
    });
    await expect(drafting).rejects.toThrow(reason);
  });

  test("of imports are bounded, unless they are left out, or of a dependency", async () => {
    const own = join(folder, "importing");
    const library = join(own, "node_modules", "library");
    mkdirSync(library, { recursive: true });
    writeFileSync(join(library, "index.d.ts"), `export const name: string;${" ".repeat(2 ** 22)}`);
    writeFileSync(join(own, "bundle.ts"), `export const other = "b";${" ".repeat(2 ** 21)}`);
    writeFileSync(
      join(own, "a.ts"),
      `import { other } from "./bundle";\nimport { name } from "library";\n${file("a")}use(other, name);`,
    );
    const draft = (exclude: readonly string[]) =>
      draftSource([openImportSource(join(own, "a.ts"), {})], { namespace: undefined, exclude });
    await expect(draft([])).rejects.toThrow(/bundle\.ts: .*more than 1 MB; leave it out with --exclude$/);
    expect((await draft(["bundle.ts"])).draft?.families.map(({ key }) => key)).toEqual(["a"]);
  });

  test("are not those of a configuration that is a pipe, or extends one", async () => {
    const own = join(folder, "odd");
    mkdirSync(own);
    execFileSync("mkfifo", [join(own, "base.json")]);
    writeFileSync(join(own, "tsconfig.json"), '{ "extends": "./base.json" }');
    for (const name of ["base.json", "tsconfig.json"]) {
      const drafting = draftSource([openImportSource(join(own, name), {})], { namespace: undefined });
      await expect(drafting).rejects.toThrow("pipe");
    }
  });
});
