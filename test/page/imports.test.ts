import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cycleIn, moduleGraph } from "../support/module-graph.js";

const graph = moduleGraph(fileURLToPath(new URL("../..", import.meta.url)), ["page"]);

describe("the page's imports", () => {
  test.each([...graph])(
    "of %s are files of the page, uPlot, and types of the runtime's server",
    (_, imports) => {
      const outside = imports.all.filter((target) => !graph.has(target) && target !== "uplot");
      expect(outside.filter((target) => !target.startsWith("runtime/server/page"))).toEqual([]);
      expect(imports.loaded.filter((target) => !graph.has(target) && target !== "uplot")).toEqual([]);
      expect(imports.dynamic).toEqual([]);
    },
  );

  test("have no cycle", () => {
    expect(graph.get("page/main.ts")?.loaded).toContain("page/scrape.ts");
    expect(cycleIn(graph)).toBeUndefined();
  });
});
