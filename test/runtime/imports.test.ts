import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cycleIn, moduleGraph } from "../support/module-graph.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CLIENTS = ["prom-client", "@prometheus-io/client"];
const LOADER = "runtime/optional-packages.ts";

const graph = moduleGraph(ROOT, ["runtime"]);
const files = [...graph];

describe("the runtime's imports", () => {
  test("are found", () => {
    expect(graph.get("runtime/server.ts")?.all).toContain("runtime/server/metrics-server.ts");
    expect(graph.get("runtime/server/page/page.ts")?.dynamic).toContain("runtime/server/page/page-assets.ts");
  });

  test.each(files.filter(([file]) => entryOf(file) === "index"))(
    "of %s are the core's own files alone",
    (_, { all, dynamic }) => {
      expect(all.filter((target) => !graph.has(target) || entryOf(target) !== "index")).toEqual([]);
      expect(dynamic).toEqual([]);
    },
  );

  test.each(files.filter(([file]) => entryOf(file) === "workers"))(
    "of %s are the core's, own files and Node's modules",
    (_, { all, dynamic }) => {
      const outside = all.filter((target) => !graph.has(target) && !target.startsWith("node:"));
      expect(outside).toEqual([]);
      expect(all.filter((target) => entryOf(target) === "server")).toEqual([]);
      expect(dynamic).toEqual([]);
    },
  );

  test.each(files.filter(([file]) => entryOf(file) === "process"))(
    "of %s are the core's, own files and Node's modules",
    (_, { all, dynamic }) => {
      expect(all.filter((target) => !graph.has(target) && !target.startsWith("node:"))).toEqual([]);
      expect(
        all.filter((target) => !["index", "process"].includes(entryOf(target)) && graph.has(target)),
      ).toEqual([]);
      expect(dynamic).toEqual([]);
    },
  );

  test.each(files.filter(([file]) => entryOf(file) === "input"))(
    "of %s are own files, Node's modules and the types of yaml",
    (file, { all, dynamic }) => {
      const outside = all.filter((target) => !graph.has(target) && !target.startsWith("node:"));
      expect(outside).toEqual(file === "runtime/input/yaml-document.ts" ? ["yaml"] : []);
      expect(readFileSync(join(ROOT, file), "utf8")).not.toMatch(/import (?!type\b)[^;]*"yaml"/);
      expect(dynamic).toEqual([]);
    },
  );

  test("of the syntax of addresses are Node's modules alone", () => {
    const { all, dynamic } = graph.get("runtime/address.ts") ?? {};
    expect(all).toEqual(["node:net", "node:util"]);
    expect(dynamic).toEqual([]);
  });

  test.each(files.filter(([file]) => ["server", "push", "http"].includes(entryOf(file))))(
    "of %s are own files and Node's modules",
    (file, { all, dynamic }) => {
      expect(all.filter((target) => !graph.has(target) && !target.startsWith("node:"))).toEqual([]);
      const built = file === "runtime/server/page/page.ts" ? ["*"] : []; // its own files once more, if they failed to load
      expect(dynamic.filter((target) => !graph.has(target))).toEqual(built);
    },
  );

  test.each(files.filter(([file]) => entryOf(file) === "opentelemetry"))(
    "of %s are the core's, own files and, when it is needed, OpenTelemetry's API",
    (_, { all, dynamic }) => {
      expect(all.filter((target) => !graph.has(target))).toEqual([]);
      expect(all.filter((target) => ["server", "workers"].includes(entryOf(target)))).toEqual([]);
      expect(dynamic.filter((target) => target !== "@opentelemetry/api")).toEqual([]);
    },
  );

  test("of the loader of optional packages are none, but these packages", () => {
    const { all, dynamic } = graph.get(LOADER) ?? {};
    expect(all).toEqual([]);
    expect(dynamic).toEqual([...CLIENTS, "yaml"]);
  });

  test("have no cycle", () => {
    expect(cycleIn(graph)).toBeUndefined();
  });

  test("of entries without code of their own are explicit lists of exports", () => {
    for (const file of ["index.ts", "codegen.ts", "server.ts", "workers.ts", "process.ts", "push/index.ts"]) {
      const text = readFileSync(join(ROOT, "runtime", file), "utf8");
      const lines = text.replace(/^\/\*\*.*?\*\/\s*/s, "").split(/;\n/);
      expect(lines.filter((line) => line !== "" && !/^export (type )?\{[^*]*\} from/.test(line))).toEqual([]);
    }
  });
});

test("the entry `opentelemetry` exports two functions, and the types of one", () => {
  const text = readFileSync(join(ROOT, "runtime/opentelemetry.ts"), "utf8");
  expect(text.match(/^export .*/gm)).toEqual([
    'export type { MetricProducer } from "./opentelemetry/metric-data.js";',
    'export { type MetricProducerOptions, metricProducer } from "./opentelemetry/metric-producer.js";',
    "export async function exemplarsFromActiveSpan(metrics: Metrics | readonly Metrics[]): Promise<void> {",
  ]);
});

/** The export of the package that a file is for. */
function entryOf(file: string): string {
  if (file === LOADER) return "loader";
  return (
    /^runtime\/(server|workers|opentelemetry|address|input|process|push|http)[./]/.exec(file)?.[1] ?? "index"
  );
}
