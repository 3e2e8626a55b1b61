import { expect, test } from "vitest";
import { compileFiles, marks } from "../../support/generator/compile-schema.js";

const SHARED = `version: 1
counters:
  request: { description: All Requests, vectors: [code] }
vectors:
  code: { type: http_status }
  method: { type: http_method }
`;

test("an imported file's families come first, and its vectors can be used", () => {
  const { catalog, diagnostics, sources } = compileFiles({
    "metrics.schema.yaml":
      "version: 1\nimports: [shared/http.yaml]\ncounters:\n  authz: { description: x, vectors: [code] }\n",
    "shared/http.yaml": SHARED,
  });
  expect(diagnostics).toEqual([]);
  expect(catalog?.families.map(({ key }) => key)).toEqual(["request", "authz"]);
  expect([...sources.keys()]).toEqual(["metrics.schema.yaml", "shared/http.yaml"]);
});

test("imports are relative to the file that names them, and a diamond is read once", () => {
  const reads: string[] = [];
  const files: Record<string, string> = {
    "a/one.yaml": "version: 1\nimports: [../b/base.yaml]\n",
    "a/two.yaml": "version: 1\nimports: [./../b/base.yaml]\n",
    "b/base.yaml": SHARED,
  };
  const proxy = new Proxy(files, {
    get(target, name: string) {
      reads.push(name);
      return target[name];
    },
  });
  proxy["metrics.schema.yaml"] = "version: 1\nimports: [a/one.yaml, a/two.yaml]\n";
  const { diagnostics } = compileFiles(proxy);
  expect(diagnostics).toEqual([]);
  expect(reads.filter((name) => name === "b/base.yaml")).toHaveLength(1);
});

test("a cycle is reported at the import that closes it", () => {
  const loaded = compileFiles({
    "metrics.schema.yaml": "version: 1\nimports: [a.yaml]\n",
    "a.yaml": "version: 1\nimports: [b.yaml]\n",
    "b.yaml": "version: 1\nimports: [a.yaml]\n",
  });
  expect(marks(loaded)).toEqual(["import-cycle b.yaml:2:11"]);
  expect(loaded.diagnostics[0]?.message).toContain("`a.yaml:2` → `b.yaml:2` → `a.yaml`");
});

test("a name that two files declare is reported in the file that is read later, with the place of the first", () => {
  const loaded = compileFiles({
    "metrics.schema.yaml": `version: 1
imports: [http.yaml]
counters:
  request: { description: x, vectors: [code] }
vectors:
  code: { type: http_status }
`,
    "http.yaml": SHARED,
  });
  expect(marks(loaded)).toEqual(["duplicate-name 4:3", "duplicate-name 6:3"]);
  expect(loaded.diagnostics[0]?.message).toContain("http.yaml:3");
});

test("keys of the entry file are errors in an imported file", () => {
  const loaded = compileFiles({
    "metrics.schema.yaml": "version: 1\nimports: [a.yaml]\n",
    "a.yaml": "version: 1\nnamespace: x\nserver: { address: tcp:// }\nseries_budget: 3\ninitialize: true\n",
  });
  expect(marks(loaded)).toEqual([
    "entry-only-key a.yaml:2:1",
    "entry-only-key a.yaml:3:1",
    "entry-only-key a.yaml:4:1",
    "entry-only-key a.yaml:5:1",
  ]);
});

test("`ignore` of all files is one list without repetitions", () => {
  const loaded = compileFiles({
    "metrics.schema.yaml": "version: 1\nimports: [a.yaml]\nignore: [c, a]\n",
    "a.yaml": "version: 1\nignore: [a, b_*]\n",
  });
  expect(loaded.catalog?.ignore).toEqual(["a", "b_*", "c"]);
});

test("an unreadable import does not make its names unknown", () => {
  const loaded = compileFiles({
    "metrics.schema.yaml":
      "version: 1\nimports: [gone.yaml, /etc/x.yaml]\ncounters:\n  a: { description: x, vectors: [code] }\n",
  });
  expect(marks(loaded)).toEqual(["import-unreadable 2:11", "import-unreadable 2:22"]);
});

test("imports of the wrong type do not make names unknown", () => {
  const rest = "counters:\n  a: { description: x, vectors: [code] }\n";
  const marksOf = (imports: string) =>
    marks(compileFiles({ "metrics.schema.yaml": `version: 1\nimports: ${imports}\n${rest}` }));
  expect(marksOf("http.yaml")).toEqual(["wrong-type 2:10"]);
  expect(marksOf("[3]")).toEqual(["wrong-type 2:11"]);
  expect(marksOf("")).toEqual(["unknown-vector 4:34"]);
});

test("the mistakes of all files are reported in one run, those of the entry file first", () => {
  const loaded = compileFiles({
    "metrics.schema.yaml": "version: 1\nimports: [b.yaml, a.yaml]\nfoo: 1\n",
    "a.yaml": "version: [\n",
    "b.yaml": "counters: 3\n",
  });
  expect(marks(loaded)).toEqual([
    "unknown-key 3:1",
    "missing-key b.yaml:1:1",
    "wrong-type b.yaml:1:11",
    "yaml-syntax a.yaml:2:1",
  ]);
});

const STORE = `version: 1
counters:
  requests: { description: All requests., vectors: [code, method], renamed_from: hits }
  retries: { description: Requests again., vectors: [reason] }
histograms:
  duration: { description: Time., unit: seconds, buckets: [1, 2] }
vectors:
  code: { type: http_status_class }
  method: { type: http_method }
  reason: { values: [timeout] }
recorders:
  request: { metrics: [requests, duration], description: A request. }
  retry: { metrics: [retries, requests], description: A request again. }
`;

/** A schema in the namespace `shop` that imports `store.yaml`. */
const withImports = (imports: string, rest = "") =>
  compileFiles({
    "metrics.schema.yaml": `version: 1\nnamespace: shop\nimports:\n${imports}\n${rest}`,
    "store.yaml": STORE,
    "middle.yaml": "version: 1\nimports: [{ from: store.yaml, prefix: b, only: [requests] }]\n",
  });

test.each([
  [
    "`only` brings families, the vectors that they use, and recorders of them alone",
    {
      imports: "- { from: store.yaml, only: [requests, duration] }",
      names: ["shop_requests", "shop_duration"],
      vectors: ["code", "method"],
      recorders: ["request"],
    },
  ],
  [
    "a prefix comes before the keys of families and recorders",
    {
      imports: "- { from: store.yaml, only: [duration, requests], prefix: p }",
      names: ["shop_p_requests", "shop_p_duration"],
      vectors: ["code", "method"],
      recorders: ["p_request"],
    },
  ],
  [
    "one file is imported under several prefixes",
    {
      imports:
        "- { from: store.yaml, only: [requests], prefix: a }\n- { from: store.yaml, only: [requests], prefix: b }",
      names: ["shop_a_requests", "shop_b_requests"],
      vectors: ["code", "method"],
      recorders: [],
    },
  ],
  [
    "prefixes of files that import files add up",
    {
      imports: "- { from: middle.yaml, only: [b_requests], prefix: a }",
      names: ["shop_a_b_requests"],
      vectors: ["code", "method"],
      recorders: [],
    },
  ],
  [
    "what is imported twice under one name is there once",
    {
      imports:
        "- { from: store.yaml, only: [requests] }\n- { from: store.yaml, only: [requests, duration] }\n- store.yaml",
      names: ["shop_requests", "shop_duration", "shop_retries"],
      vectors: ["code", "method", "reason"],
      recorders: ["request", "retry"],
    },
  ],
])("%s", (_name, { imports, names, vectors, recorders }) => {
  const { catalog, diagnostics } = withImports(imports);
  expect(diagnostics).toEqual([]);
  expect(catalog?.families.map(({ name }) => name)).toEqual(names);
  expect(catalog?.vectors.map(({ name }) => name)).toEqual(vectors);
  expect(catalog?.recorders.map(({ key }) => key)).toEqual(recorders);
});

test("an import overrides descriptions, vectors and buckets, and mistakes in them are reported there", () => {
  const overrides = (vectors: string, buckets: string) =>
    withImports(
      `  - from: store.yaml
    prefix: p
    override:
      requests: { description: Of customers., vectors: [${vectors}] }
      duration: { buckets: ${buckets} }`,
      "vectors: { tenant: { values: [retail] } }",
    );
  const { catalog, locate } = overrides("tenant, code", "[0.50, 1]");
  expect(catalog?.families).toMatchObject([
    {
      name: "shop_p_requests",
      help: "Of customers.",
      renamedFrom: "p_hits",
      vectors: [{ name: "tenant" }, {}],
    },
    { name: "shop_p_retries" },
    { name: "shop_p_duration", help: "Time.", buckets: [0.5, 1], spelledBuckets: ["0.50", "1"] },
  ]);
  expect(locate(["counters", "p_requests", "description"])).toMatchObject({ line: 7, column: 19 });
  expect(locate(["counters", "p_requests", "renamed_from"])).toMatchObject({ file: "store.yaml", line: 3 });
  expect(
    overrides("code", "{ linear: { start: 1, width: 1, count: 2 } }").catalog?.families.at(2),
  ).toMatchObject({
    buckets: [1, 2],
  });
  expect(marks(overrides("tennant", "[2, 1]"))).toEqual(["unknown-vector 7:57", "buckets-unsorted 8:32"]);
  expect(marks(overrides("tenant, code", '"linear(1, 1, 2)"'))).toEqual(["invalid-buckets 8:28"]);
});

test.each([
  ["two files have", ["- { from: store.yaml, only: [retries] }\n- other.yaml", ""]],
  [
    "a file and the schema have",
    ["- { from: store.yaml, only: [retries] }", "gauges: { retries: { description: x } }"],
  ],
  [
    "one file has, with other words",
    [
      "- { from: store.yaml, only: [retries] }\n- { from: store.yaml, only: [retries], override: { retries: { description: y } } }",
      "",
    ],
  ],
])("a name that %s is a conflict, which names both places", (_name, [imports, rest]) => {
  const { diagnostics } = compileFiles({
    "metrics.schema.yaml": `version: 1\nimports:\n${imports}\n${rest}\n`,
    "store.yaml": STORE,
    "other.yaml": "version: 1\ngauges: { retries: { description: x } }\n",
  });
  expect(diagnostics.map(({ code }) => code)).toEqual(["import-conflict"]);
  expect(diagnostics[0]?.message).toMatch(
    /at \S+:\d+ has the name of the counter at store.yaml:4, which metrics.schema.yaml:3 imports\.$/,
  );
});

test("vectors that say the same are no conflict between a package and a schema, and others are", () => {
  const clash = (vector: string) =>
    marks(
      withImports(
        "- { from: store.yaml, only: [requests] }",
        `vectors: { code: ${vector} }\ncounters: { a: { description: x, vectors: [code] } }\n`,
      ),
    );
  expect(clash("{ type: http_status_class }")).toEqual([]);
  expect(clash("{ type: http_status }")).toEqual(["import-conflict 5:12"]);
});

test("a missing name in `only` is the one mistake, although recorders and families name what it means", () => {
  const loaded = withImports(
    "- { from: store.yaml, only: [request] }",
    "counters: { a: { description: x, vectors: [code] } }\nrecorders: { r: { metrics: [a, requests], description: x } }\n",
  );
  expect(marks(loaded)).toEqual(["import-unknown-family 4:30"]);
});

test("imports that double what they import have an end", () => {
  const files = Object.fromEntries(
    Array.from({ length: 14 }, (_, at) => [
      `f${at}.yaml`,
      `version: 1\nimports: [{ from: f${at + 1}.yaml, prefix: a }, { from: f${at + 1}.yaml, prefix: b }]\n`,
    ]),
  );
  const loaded = compileFiles({
    ...files,
    "f14.yaml": SHARED,
    "metrics.schema.yaml": "version: 1\nimports: [f0.yaml]\n",
  });
  expect(loaded.catalog).toBeUndefined();
  expect(loaded.diagnostics[0]?.code).toBe("too-many-entries");
});
