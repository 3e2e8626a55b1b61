import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { installedTools } from "../support/bundlers/installed-tools.js";
import { expectToRecord, FORMAT_PACKAGES, MODULE_FORMATS } from "../support/formats/module-formats.js";
import { packPackages, type Tarballs } from "../support/formats/packed-packages.js";
import { run } from "../support/run-program.js";

let tarballs: Tarballs;
let tools: string;

beforeAll(async () => {
  const copy = join(tmpdir(), "metricsmith-matrix-repository");
  rmSync(copy, { recursive: true, force: true });
  tarballs = await packPackages(copy);
  const { metricsmith, runtime } = tarballs;
  tools = await installedTools("formats", {
    ...FORMAT_PACKAGES,
    metricsmith: `file:${metricsmith}`,
    "@metricsmith/runtime": `file:${runtime}`,
  });
});

test.each(MODULE_FORMATS.map((format) => [format.name, format] as const))("%s", (_, format) =>
  expectToRecord(format, tools),
);

test.each(["metricsmith", "runtime"] as const)(
  "the types of %s resolve in every module format",
  async (name) => {
    const { stdout } = await run("npx", ["--no-install", "attw", tarballs[name]], {
      cwd: import.meta.dirname,
    });
    expect(stripVTControlCharacters(stdout)).toContain(" No problems found ");
  },
);
