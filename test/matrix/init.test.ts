import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { installedTools } from "../support/bundlers/installed-tools.js";
import { compiledGenerator, compiledRuntime } from "../support/compiled-packages.js";
import { initialise } from "../support/init/initialised-project.js";
import { INIT_ROWS, PROJECT_PACKAGES } from "../support/init/project-rows.js";

let tools: string;
let main: string;

beforeAll(async () => {
  tools = await installedTools("init", PROJECT_PACKAGES);
  const runtime = join(tools, "node_modules/@metricsmith/runtime");
  rmSync(runtime, { recursive: true, force: true });
  mkdirSync(join(tools, "node_modules/@metricsmith"), { recursive: true });
  cpSync(await compiledRuntime(), runtime, { recursive: true });
  ({ main } = await compiledGenerator());
});

test.each(INIT_ROWS)("what init writes compiles and passes every check: $name", async (row) => {
  const printed = await initialise(join(tools, "shop-api"), row, { tools, main });
  expect(printed).toContain("Written. Next\n");
});
