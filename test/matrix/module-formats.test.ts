import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, test } from "vitest";
import { installedTools } from "../support/bundlers/installed-tools.js";
import { expectToRecord, FORMAT_PACKAGES, MODULE_FORMATS } from "../support/formats/module-formats.js";
import { packPackages } from "../support/formats/packed-packages.js";

let tools: string;

beforeAll(async () => {
  const copy = join(tmpdir(), "metricsmith-matrix-repository");
  rmSync(copy, { recursive: true, force: true });
  const { metricsmith, runtime } = await packPackages(copy);
  tools = await installedTools("formats", {
    ...FORMAT_PACKAGES,
    metricsmith: `file:${metricsmith}`,
    "@metricsmith/runtime": `file:${runtime}`,
  });
});

test.each(MODULE_FORMATS.map((format) => [format.name, format] as const))("%s", (_, format) =>
  expectToRecord(format, tools),
);
