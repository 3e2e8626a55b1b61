import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cycleIn, moduleGraph } from "../module-graph.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CLIENTS = ["prom-client", "@prometheus-io/client"];

const graph = moduleGraph(ROOT, ["runtime"]);
const files = [...graph];

describe("the runtime's imports", () => {
  test("are found", () => {
    expect(graph.get("runtime/server.ts")?.all).toContain("runtime/server/metrics-server.ts");
    expect(graph.get("runtime/server/installed-client.ts")?.dynamic).toEqual(CLIENTS);
  });

  test.each(files.filter(([file]) => !isServer(file)))(
    "of %s are the core's own files alone",
    (_, { all, dynamic }) => {
      expect(all.filter((target) => !graph.has(target) || isServer(target))).toEqual([]);
      expect(dynamic).toEqual([]);
    },
  );

  test.each(files.filter(([file]) => isServer(file)))(
    "of %s are own files, Node's modules, and, when they are needed, the clients",
    (_, { all, dynamic }) => {
      expect(all.filter((target) => !graph.has(target) && !target.startsWith("node:"))).toEqual([]);
      expect(dynamic.filter((target) => !CLIENTS.includes(target))).toEqual([]);
    },
  );

  test("have no cycle", () => {
    expect(cycleIn(graph)).toBeUndefined();
  });

  test("of index.ts and server.ts are all that they are: explicit lists of exports", () => {
    for (const file of ["index.ts", "server.ts"]) {
      const lines = readFileSync(join(ROOT, "runtime", file), "utf8").split(/;\n/);
      expect(lines.filter((line) => line !== "" && !/^export (type )?\{[^*]*\} from/.test(line))).toEqual([]);
    }
  });
});

function isServer(file: string): boolean {
  return file === "runtime/server.ts" || file.startsWith("runtime/server/");
}
