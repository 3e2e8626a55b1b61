import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { compiledGenerator } from "../support/compiled-packages.js";
import { ROOT } from "../support/documents.js";
import { initialise } from "../support/init/initialised-project.js";
import { INIT_ROWS } from "../support/init/project-rows.js";

// The other rows install what this repository has not: `npm run test:matrix` has them.
test("what init writes for Fastify compiles, and passes its test and the checks of Biome", async () => {
  const row = INIT_ROWS.find(({ name }) => name.startsWith("Fastify, TypeScript"));
  if (row === undefined) throw new Error("there is no such row");
  const folder = join(ROOT, "test/.cache/init-project"); // below it, Node finds the packages
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { main } = await compiledGenerator();
  const printed = await initialise(folder, row, { tools: ROOT, main });
  expect(printed).toContain("In src/server.ts, below line 3:\n");
});
