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
  expect(loaded.diagnostics[0]?.message).toContain("`a.yaml` → `b.yaml` → `a.yaml`");
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
