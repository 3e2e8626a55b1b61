import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { Project, ts } from "ts-morph";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RewrittenSource, rewriteSource } from "../../../../generator/import/rewrite/rewrite-source.js";
import { generateOutputs } from "../../../../generator/index.js";
import { temporaryFolder } from "../../output/temporary-folder.js";
import { compileText } from "../../schema/compile-fixture.js";
import { writeProject } from "../source/source-project.js";

const SCHEMA = `
version: 1
counters:
  plain_total: { description: Plain }
  hits_total: { vectors: [kind, ok, code, path, method], description: Hits }
  short_total: { vectors: [kind], description: Short }
  tries_total: { vectors: [attempt], description: Tries }
  route_total: { vectors: [path], description: Routes }
gauges:
  level: { description: Level }
  depth: { vectors: [kind], description: Depth }
histograms:
  wait_seconds: { vectors: [kind, code], unit: seconds, buckets: [1], description: Wait }
  size_bytes: { vectors: [kind], unit: bytes, buckets: [1], description: Size }
  bare_seconds: { unit: seconds, buckets: [1], description: Bare }
vectors:
  kind: { values: [a, b] }
  ok: { type: boolean }
  attempt: { values: ["1", "2", "true", "false"] }
  code: { type: http_status }
  path: { type: string, max_values: 10 }
  method: { type: http_method }
`;

/** The metrics of the schema, as each case has them for itself: then one that is left leaves no other. */
const METRICS = `import { Counter, Gauge, Histogram, Registry } from "prom-client";
export const registry = new Registry();
const registers = [registry];
export const plain = new Counter({ name: "plain_total", help: "h", registers });
export const hits = new Counter<string>({ name: "hits_total", help: "h", labelNames: ["kind", "ok", "code", "path", "method"], registers });
export const short = new Counter<string>({ name: "short_total", help: "h", labelNames: ["kind"], registers });
export const tries = new Counter<string>({ name: "tries_total", help: "h", labelNames: ["attempt"], registers });
export const routes = new Counter<string>({ name: "route_total", help: "h", labelNames: ["path"], registers });
export const level = new Gauge({ name: "level", help: "h", registers });
export const depth = new Gauge<string>({ name: "depth", help: "h", labelNames: ["kind"], registers });
export const wait = new Histogram<string>({ name: "wait_seconds", help: "h", labelNames: ["kind", "code"], registers });
export const size = new Histogram<string>({ name: "size_bytes", help: "h", labelNames: ["kind"], registers });
export const bare = new Histogram({ name: "bare_seconds", help: "h", registers });
`;

/** What calls use: every type that a label value may have. */
const GIVEN = `
declare const kind: "a" | "b";
declare const maybe: "a" | undefined;
declare const ok: boolean;
declare const status: number;
declare const text: string;
declare const value: number;
declare const optional: number | undefined;
declare const response: { status: number; kind: "a" | "b" };
enum Kind { A = "a", B = "b" }
declare const attempt: 1 | 2;
declare const member: Kind;
`;

const NAMES = "plain, hits, short, tries, routes, level, depth, wait, size, bare";

const REWRITTEN: readonly (readonly [string, { readonly given: string; readonly want: string }])[] = [
  ["inc()", { given: "plain.inc();", want: "recordPlainTotal();" }],
  [
    "a call with comments within it",
    {
      given: 'short\n  // why\n  .labels("a" /* which */)\n  .inc(/* so many */ value /* at once */);',
      want: '// why\n/* which */ /* so many */ /* at once */ recordShortTotal({ kind: "a" }, value);',
    },
  ],
  [
    "a comment within a value that stays",
    { given: "plain.inc(value * /* twice */ 2);", want: "recordPlainTotal(value * /* twice */ 2);" },
  ],
  [
    "a comment of a call in an expression",
    {
      given: "if (ok) [1].forEach(() => {\n  void level.dec(/* one */); // done\n});",
      want: "if (ok) [1].forEach(() => {\n  /* one */ void addLevel(-1); // done\n});",
    },
  ],
  ["inc(n)", { given: "plain.inc(value * 2);", want: "recordPlainTotal(value * 2);" }],
  ["inc(labels)", { given: "short.inc({ kind });", want: "recordShortTotal({ kind });" }],
  [
    "inc(labels, n), each label as its vector wants it",
    {
      given: `hits.inc({ kind: member, ok: String(ok), code: \`\${status}\`, path: status, method: text }, 2);`,
      want: `recordHitsTotal({ kind: member, ok, code: status, path: String(status), method: text }, 2);`,
    },
  ],
  [
    "texts that stand for numbers and booleans",
    {
      given: 'hits.inc({ kind: "a", ok: "true", code: "200", path: "/", method: "GET" });',
      want: 'recordHitsTotal({ kind: "a", ok: true, code: 200, path: "/", method: "GET" });',
    },
  ],
  [
    "numbers and booleans of a closed set",
    {
      given:
        "tries.inc({ attempt });\ntries.inc({ attempt: String(attempt) });\ntries.inc({ attempt: ok });\ntries.inc({ attempt: 2 });",
      want: `recordTriesTotal({ attempt: \`\${attempt}\` });\nrecordTriesTotal({ attempt: \`\${attempt}\` });\nrecordTriesTotal({ attempt: \`\${ok}\` });\nrecordTriesTotal({ attempt: "2" });`,
    },
  ],
  [
    "members of an enum",
    { given: "short.inc({ kind: Kind.A });", want: "recordShortTotal({ kind: Kind.A });" },
  ],
  [
    "choices between texts",
    {
      given:
        'hits.inc({ kind: ok ? "a" : "b", ok: ok ? "true" : "false", code: status.toString(), path: text, method: text });',
      want: 'recordHitsTotal({ kind: ok ? "a" : "b", ok, code: status, path: text, method: text });',
    },
  ],
  [
    "labels(values).inc(), in the order of the metric's labels",
    {
      given: 'hits.labels(kind, "false", "404", text, "PUT").inc(value);',
      want: 'recordHitsTotal({ kind, ok: false, code: 404, path: text, method: "PUT" }, value);',
    },
  ],
  [
    "labels(object).inc()",
    { given: 'short.labels({ kind: "b" }).inc();', want: 'recordShortTotal({ kind: "b" });' },
  ],
  [
    "labels that are spread",
    {
      given: `const base = { kind, path: text };\nhits.inc({ ...base, ok: \`\${ok}\`, code: status, method: text });`,
      want: "const base = { kind, path: text };\nrecordHitsTotal({ ...base, ok, code: status, method: text });",
    },
  ],
  [
    "labels in a variable, if the recorder takes them as they are",
    {
      given: 'const labels = { kind: "a" } as const;\nshort.inc(labels, 2);',
      want: 'const labels = { kind: "a" } as const;\nrecordShortTotal(labels, 2);',
    },
  ],
  [
    "gauges",
    {
      given:
        "level.set(value);\nlevel.inc();\nlevel.dec();\nlevel.dec(2);\nlevel.dec(value - 1);\nlevel.setToCurrentTime();\ndepth.set({ kind }, 3);\ndepth.inc({ kind });\ndepth.dec({ kind }, value);\ndepth.labels(kind).dec();",
      want: "setLevel(value);\naddLevel();\naddLevel(-1);\naddLevel(-2);\naddLevel(-(value - 1));\nsetLevel(Date.now() / 1000);\nsetDepth({ kind }, 3);\naddDepth({ kind });\naddDepth({ kind }, -value);\naddDepth({ kind }, -1);",
    },
  ],
  [
    "observe(value), observe(labels, value)",
    {
      given: 'bare.observe(value);\nsize.observe({ kind }, 5);\nsize.labels("a").observe(value);',
      want: 'recordBareSeconds(value);\nrecordSizeBytes({ kind }, 5);\nrecordSizeBytes({ kind: "a" }, value);',
    },
  ],
  [
    "a timer without labels",
    {
      given: "const end = bare.startTimer();\nconst seconds = end();\nlevel.set(seconds);",
      want: "const end = startBareSecondsTimer();\nconst seconds = end();\nsetLevel(seconds);",
    },
  ],
  [
    "a timer's labels, of the start at the end",
    {
      given: 'const end = wait.startTimer({ kind: "a" });\nend({ code: "200" });\nend({ code: status });',
      want: 'const end = startWaitSecondsTimer();\nend({ kind: "a", code: 200 });\nend({ kind: "a", code: status });',
    },
  ],
  [
    "a label of a timer's end, which wins over that of its start",
    {
      given: 'const end = wait.startTimer({ kind: "a", code: 100 });\nend({ code: 200 });',
      want: 'const end = startWaitSecondsTimer();\nend({ kind: "a", code: 200 });',
    },
  ],
  [
    "a timer's labels that may be others at the end",
    {
      given: "const end = wait.startTimer({ kind: response.kind });\nend({ code: response.status });",
      want: "const endLabels = { kind: response.kind } as const;\nconst end = startWaitSecondsTimer();\nend({ ...endLabels, code: response.status });",
    },
  ],
  [
    "a timer that is stopped at once",
    {
      given: 'wait.startTimer({ kind: "a" })({ code: 1 + 200 });',
      want: 'startWaitSecondsTimer()({ kind: "a", code: 201 });',
    },
  ],
  [
    "what labels returns, in a variable",
    {
      given:
        'const child = short.labels("a");\nchild.inc();\nchild.inc(2);\nconst g = depth.labels({ kind });\ng.dec(2);\ng.set(1);',
      want: 'const child = bindShortTotal({ kind: "a" });\nchild.record();\nchild.record(2);\nconst g = bindDepth({ kind });\ng.add(-2);\ng.set(1);',
    },
  ],
];

/** One project for each case, all read as one program would be one metric for all: so a program each. */
describe("calls are rewritten:", () => {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
  let rewritten: RewrittenSource | undefined;
  beforeAll(() => {
    const cases = REWRITTEN.map(([, { given }], at) => [`case-${at}.ts`, caseFile(given)] as const);
    writeProject(folder, {
      "package.json": '{ "type": "module" }',
      "metrics.ts": METRICS,
      ...Object.fromEntries(cases),
    });
    rewritten = rewriteIn(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(REWRITTEN.map(([name, { want }], at) => [name, { want, at }] as const))(
    "%s",
    (_name, { want, at }) => {
      const file = rewritten?.files.find(({ path }) => path.endsWith(`case-${at}.ts`));
      const [, body = ""] = (file?.after ?? "").split("declare const member: Kind;\n");
      expect(body.trim()).toBe(want);
    },
  );

  test("and all of it compiles against the generated recorders", async () => {
    const { catalog } = compileText(SCHEMA);
    const outputs = catalog === undefined ? [] : await generateOutputs(catalog);
    const project = new Project({
      compilerOptions: { strict: true, module: ts.ModuleKind.NodeNext, skipLibCheck: true, types: ["node"] },
      skipFileDependencyResolution: true,
    });
    for (const output of outputs) {
      if (output.kind === "file")
        project.createSourceFile(join(folder, "generated", output.path), output.text);
    }
    for (const { path, after } of rewritten?.files ?? []) {
      project.createSourceFile(resolve(path), after, { overwrite: true });
    }
    const messages = project.getPreEmitDiagnostics().map((found) => found.getMessageText());
    expect(project.getSourceFiles()).toHaveLength(REWRITTEN.length + 2);
    expect(messages).toEqual([]);
  }, 120_000);

  test("and nothing is left, nor a metric of the client", () => {
    expect(rewritten?.diagnostics).toEqual([]);
    expect(rewritten?.rewritten).toBe(10);
    const metrics = rewritten?.files.find(({ path }) => path.endsWith("metrics.ts"));
    expect(metrics?.after).toBe(
      [
        'import { Registry } from "prom-client";',
        'import { metrics } from "./generated/recorders.js";',
        'import { registerMetrics } from "@metricsmith/runtime";',
        "export const registry = new Registry();",
        "registerMetrics(metrics, registry);",
        "",
      ].join("\n"),
    );
  });
});

function caseFile(code: string): string {
  return `import { ${NAMES} } from "./metrics.js";\n${GIVEN}\n${code}\n`;
}

function rewriteIn(folder: string, schema = SCHEMA): RewrittenSource {
  const { catalog, diagnostics } = compileText(schema);
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return rewriteSource([folder], { catalog, recorders: join(folder, "generated/recorders.ts") });
}

const CLIENT = 'import { Counter } from "prom-client";\n';
const PLAIN = 'new Counter({ name: "plain_total", help: "h" })';

const FILES: readonly (readonly [
  string,
  { readonly given: Readonly<Record<string, string>>; readonly want: Readonly<Record<string, string>> },
])[] = [
  [
    "constants and functions that nothing uses any more go, and what is exported stays",
    {
      given: {
        "a.ts":
          'import { Counter } from "prom-client";\nimport { basename, join, resolve } from "node:path";\n\nexport const KINDS = ["kind"];\nconst HELP = "h";\n/** Makes one. */\nfunction make(name: string) {\n  return new Counter({ name, help: HELP, labelNames: KINDS });\n}\n\n/** Goes. */\nconst short = make("short_total");\nshort.inc({ kind: "a" });\nexport const used = join;\n',
      },
      want: {
        "a.ts":
          'import { basename, join, resolve } from "node:path";\nimport { recordShortTotal } from "./generated/recorders.js";\n\nexport const KINDS = ["kind"];\n\nrecordShortTotal({ kind: "a" });\nexport const used = join;\n',
      },
    },
  ],
  [
    "a module that does something goes on to be loaded",
    {
      given: {
        "a.ts": 'import { plain } from "./metrics.js";\nplain.inc();\n',
        "metrics.ts":
          'import { collectDefaultMetrics, Counter } from "prom-client";\ncollectDefaultMetrics();\nexport const plain = new Counter({ name: "plain_total", help: "h" });\n',
      },
      want: {
        "a.ts":
          'import { recordPlainTotal } from "./generated/recorders.js";\nimport "./metrics.js";\n\nrecordPlainTotal();\n',
        "metrics.ts": 'import { collectDefaultMetrics } from "prom-client";\ncollectDefaultMetrics();\n',
      },
    },
  ],
  [
    "a name that is taken is not taken twice",
    {
      given: {
        "a.ts":
          'import { Counter } from "prom-client";\nconst plain = new Counter({ name: "plain_total", help: "h" });\nexport function recordPlainTotal() {\n  plain.inc();\n}\n',
      },
      want: {
        "a.ts":
          'import { recordPlainTotal as recordPlainTotalMetric } from "./generated/recorders.js";\n\nexport function recordPlainTotal() {\n  recordPlainTotalMetric();\n}\n',
      },
    },
  ],
  [
    "fields of a class, and the registry that they are added to one by one",
    {
      given: {
        "a.ts":
          'import { Counter, Gauge, Registry } from "prom-client";\n\nexport const registry = new Registry();\n\nexport class Service {\n  private readonly plain = new Counter({ name: "plain_total", help: "h", registers: [] });\n  /** How full it is. */\n  readonly level: Gauge;\n\n  constructor() {\n    this.level = new Gauge({ name: "level", help: "h", registers: [] });\n    registry.registerMetric(this.level);\n    registry.registerMetric(this.plain);\n  }\n\n  fill() {\n    this.plain.inc();\n    this.level.set(1);\n  }\n}\n',
      },
      want: {
        "a.ts":
          'import { Registry } from "prom-client";\nimport { metrics, recordPlainTotal, setLevel } from "./generated/recorders.js";\nimport { registerMetrics } from "@metricsmith/runtime";\n\nexport const registry = new Registry();\nregisterMetrics(metrics, registry);\n\nexport class Service {\n  constructor() {\n  }\n\n  fill() {\n    recordPlainTotal();\n    setLevel(1);\n  }\n}\n',
      },
    },
  ],
  [
    "line ends of Windows",
    {
      given: {
        "a.ts":
          'import { Counter } from "prom-client";\r\nconst plain = new Counter({\r\n  name: "plain_total",\r\n  help: "h",\r\n});\r\nplain.inc();\r\n',
      },
      want: {
        "a.ts": 'import { recordPlainTotal } from "./generated/recorders.js";\r\n\r\nrecordPlainTotal();\r\n',
      },
    },
  ],
  [
    "no empty line where several imports went",
    {
      given: {
        "a.ts":
          'import { plain } from "./b.js";\nimport { other } from "./c.js";\n\nplain.inc();\nother.inc();\n',
        "b.ts": `${CLIENT}export const plain = ${PLAIN};\n`,
        "c.ts": 'export { plain as other } from "./b.js";\n',
      },
      want: {
        "a.ts":
          'import { recordPlainTotal } from "./generated/recorders.js";\n\nrecordPlainTotal();\nrecordPlainTotal();\n',
        "b.ts": "",
        "c.ts": "",
      },
    },
  ],
  [
    "the licence above an import that goes",
    {
      given: {
        "a.ts": `/*\n * Copyright\n */\n${CLIENT}const plain = ${PLAIN};\nexport const run = () => plain.inc();\n`,
      },
      want: {
        "a.ts":
          '/*\n * Copyright\n */\nimport { recordPlainTotal } from "./generated/recorders.js";\n\nexport const run = () => recordPlainTotal();\n',
      },
    },
  ],
  [
    "no instruction to a tool for an import that goes",
    {
      given: {
        "a.ts": `// Copyright\n// @ts-ignore\n${CLIENT}const plain = ${PLAIN};\n\n/** Runs. */\nexport const run = () => plain.inc();\n`, // in the file that is rewritten: what such a line becomes is held
      },
      want: {
        "a.ts":
          '// Copyright\nimport { recordPlainTotal } from "./generated/recorders.js";\n\n/** Runs. */\nexport const run = () => recordPlainTotal();\n',
      },
    },
  ],
];

describe("files keep what they need:", () => {
  test.each(FILES)("%s", (_name, { given, want }) => {
    const folder = temporaryFolder();
    writeProject(folder, { "package.json": '{ "type": "module" }', ...given });
    const { files } = rewriteIn(folder);
    const texts = files.map(({ path, after }) => [basename(path), after]);
    expect(Object.fromEntries(texts)).toEqual(want);
  });
});

const LEFT: readonly (readonly [
  string,
  { readonly given: string; readonly name: string; readonly want: string },
])[] = [
  [
    "a label that is missing",
    {
      given: 'hits.inc({ kind: "a", ok: true, code: 200, path: "/" });',
      name: "hits_total",
      want: "it gives no `method`, and a recorder takes every label",
    },
  ],
  [
    "a label that may be missing",
    {
      given: "short.inc({ kind: maybe });",
      name: "short_total",
      want: "the label `kind` may be undefined here",
    },
  ],
  [
    "a text that may be any, for a closed set",
    {
      given: "short.inc({ kind: text });",
      name: "short_total",
      want: "`string` is wider than the values of the vector `kind`: narrow it, or open the vector",
    },
  ],
  [
    "a value that the schema does not have",
    {
      given: 'short.labels("c").inc();',
      name: "short_total",
      want: "the schema's vector `kind` does not have the value `c`",
    },
  ],
  [
    "a text for a status",
    {
      given: "wait.observe({ kind, code: text }, 1);",
      name: "wait_seconds",
      want: "the vector `code` wants a number, and this is `string`",
    },
  ],
  [
    "a property that may be assigned",
    {
      given: 'const held = { kind: "a" };\nshort.inc({ kind: held.kind });',
      name: "short_total",
      want: "`string` is wider than the values of the vector `kind`: narrow it, or open the vector",
    },
  ],
  [
    "a method that recorders do not have",
    { given: 'short.remove("a");', name: "short_total", want: "no recorder does what `remove` does" },
  ],
  [
    "a label whose name is computed",
    {
      given: 'short.inc({ [text]: "a" });',
      name: "short_total",
      want: "the name of a label is computed here",
    },
  ],
  [
    "a metric that is read",
    { given: "void plain.get();", name: "plain_total", want: "no recorder has `get`" },
  ],
  [
    "a metric that is passed on",
    { given: "console.log(plain);", name: "plain_total", want: "the metric itself is passed on here" },
  ],
  [
    "a timer's end that is passed on",
    {
      given: "const end = bare.startTimer();\nsetTimeout(end, 1);",
      name: "bare_seconds",
      want: "`end`, which stops a timer, is passed on here",
    },
  ],
  [
    "a timer of something that is not in seconds",
    {
      given: 'size.startTimer({ kind: "a" })();',
      name: "size_bytes",
      want: "the client's timer measures seconds, and the schema's metric is in bytes",
    },
  ],
  [
    "a gauge's timer",
    { given: "level.startTimer()();", name: "level", want: "only histograms have a timer" },
  ],
  [
    "a value that may be missing",
    { given: "level.dec(optional);", name: "level", want: "the value may be undefined here" },
  ],
  [
    "labels of which the type says nothing",
    {
      given: "declare const labels: Record<string, string>;\nroutes.inc(labels);",
      name: "route_total",
      want: "its type does not say which labels it has",
    },
  ],
  [
    "a metric that may be absent",
    {
      given: "(value > 1 ? plain : plain)?.inc();\nplain?.inc();",
      name: "plain_total",
      want: "the metric may be absent here",
    },
  ],
];

describe("what cannot be rewritten is left as it is, and told:", () => {
  test.each(LEFT)("%s", (_name, { given, name, want }) => {
    const folder = temporaryFolder();
    writeProject(folder, {
      "package.json": '{ "type": "module" }',
      "metrics.ts": METRICS,
      "case.ts": caseFile(given),
    });
    const { files, diagnostics, rewritten, left } = rewriteIn(folder);
    const places = diagnostics.filter(({ code }) => code === "place-left");
    expect(places.map(({ message }) => message)).toContain(
      `\`${name}\` stays with the client because of this: ${want}.`,
    );
    for (const { location } of places) expect(location?.file).toMatch(/case\.ts$/);
    expect(diagnostics.filter(({ code }) => code === "metric-left")).toHaveLength(1);
    expect([rewritten, left]).toEqual([9, 1]);
    expect(files.find(({ path }) => path.endsWith("metrics.ts"))?.after).toContain(`name: "${name}"`);
    expect(files.find(({ path }) => path.endsWith("case.ts"))?.after ?? caseFile(given)).toContain(
      given.split("\n").at(-1),
    );
  });
});

const UNPLACED: readonly (readonly [string, { readonly given: string; readonly want: string }])[] = [
  [
    "the field of a class, which several metrics name",
    {
      given:
        'export class Service {\n  private readonly registry = new Registry();\n  private readonly plain = new Counter({ name: "plain_total", help: "h", registers: [this.registry] });\n  private readonly level = new Gauge({ name: "level", help: "h", registers: [this.registry] });\n}',
      want: "The registry of the metrics is made in a class or function, so the recorders are not added to it.",
    },
  ],
  [
    "a variable of a function",
    {
      given:
        'export function start() {\n  const registry = new Registry();\n  new Counter({ name: "plain_total", help: "h", registers: [registry] });\n}',
      want: "The registry of the metrics is made in a class or function, so the recorders are not added to it.",
    },
  ],
  [
    "two of them",
    {
      given:
        'const [one, other] = [new Registry(), new Registry()];\nnew Counter({ name: "plain_total", help: "h", registers: [one] });\nnew Gauge({ name: "level", help: "h", registers: [other] });',
      want: "The metrics are in several registries, so the recorders are added to none.",
    },
  ],
  [
    "a parameter",
    {
      given:
        'export function start(registry: Registry) {\n  new Counter({ name: "plain_total", help: "h", registers: [registry] });\n}',
      want: "Which registry exposes the metrics cannot be told, so the recorders are added to none.",
    },
  ],
];

describe("a registry that the recorders cannot be added to is told:", () => {
  test.each(UNPLACED)("%s", (_name, { given, want }) => {
    const folder = temporaryFolder();
    const text = `import { Counter, Gauge, Registry } from "prom-client";\n${given}\n`;
    writeProject(folder, { "package.json": '{ "type": "module" }', "a.ts": text });
    const found = rewriteIn(folder).diagnostics.filter(({ code }) => code === "registration-left");
    expect(found.map(({ message }) => message)).toEqual([want]);
  });
});

test("a call within the arguments of another is rewritten, and those around it are left", () => {
  const folder = temporaryFolder();
  const given = 'plain.inc((short.inc({ kind: (level.inc(), "a") }), 2));';
  writeProject(folder, {
    "package.json": '{ "type": "module" }',
    "metrics.ts": METRICS,
    "case.ts": caseFile(given),
  });
  const { files, diagnostics, rewritten, left } = rewriteIn(folder);
  expect([rewritten, left]).toEqual([8, 2]);
  expect(files.find(({ path }) => path.endsWith("case.ts"))?.after).toContain(
    'plain.inc((short.inc({ kind: (addLevel(), "a") }), 2));',
  );
  expect(diagnostics.filter(({ code }) => code === "place-left").map(({ message }) => message)).toEqual(
    ["plain_total", "short_total"].map(
      (name) =>
        `\`${name}\` stays with the client because of this: another metric is recorded within its arguments.`,
    ),
  );
});
