import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { installedTools } from "../support/bundlers/installed-tools.js";
import { FORMAT_PACKAGES } from "../support/formats/module-formats.js";
import { run } from "../support/run-program.js";
import { RECORDER_CALL, writeDocumentedTests } from "../support/runners/documented-tests.js";

let folder: string;

beforeAll(async () => {
  const tools = await installedTools("application-tests", { ...FORMAT_PACKAGES, "@types/jest": "^30.0.0" });
  folder = join(tools, "program");
});

const VITEST_IMPORT = /^import .* from "vitest";\n/m;

/** What the page says that users of `@jest/globals` write. */
const JEST_GLOBALS = `import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { MetricMatchers } from "@metricsmith/runtime/testing";

declare module "expect" {
  interface Matchers<R, T> extends MetricMatchers<R, T> {}
}
`;

test.each([
  { transformer: "ts-jest", isEsm: false, globals: "" },
  { transformer: "ts-jest", isEsm: false, globals: JEST_GLOBALS },
  { transformer: "ts-jest", isEsm: true, globals: "" },
  { transformer: "@swc/jest", isEsm: false, globals: "" },
  { transformer: "@swc/jest", isEsm: true, globals: "" },
])("the tests of the page run with Jest: $transformer, ES modules $isEsm", async (row) => {
  const { transformer, isEsm, globals } = row;
  await writeDocumentedTests(folder, { importExtension: "", format: "esm" }, (text) =>
    text.replace(VITEST_IMPORT, () => globals).replace(/(from "\.[^"]+)\.js"/g, '$1"'),
  );
  rmSync(join(folder, "orders.node.ts")); // of another runner
  const write = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));
  const module = isEsm
    ? { module: "esnext", moduleResolution: "bundler" }
    : { module: "commonjs", moduleResolution: "node10" };
  const types = globals === "" ? ["node", "jest"] : ["node"];
  write("package.json", { type: isEsm ? "module" : "commonjs" });
  write("tsconfig.json", {
    compilerOptions: { target: "es2022", strict: true, esModuleInterop: true, types, ...module },
  });
  write("jest.json", {
    transform: { "^.+\\.ts$": [transformer, transformer === "ts-jest" ? { useESM: isEsm } : {}] },
    ...(isEsm ? { extensionsToTreatAsEsm: [".ts"] } : {}),
  });
  const jest = join(folder, "../node_modules/jest/bin/jest.js");
  const flags = isEsm ? ["--experimental-vm-modules"] : [];
  const args = [...flags, jest, "--config", "jest.json", "--rootDir", "."];
  const { stderr } = await run(process.execPath, args, { cwd: folder, exitCodes: [1] });
  expect(stderr).toMatch(/^Tests: +2 failed, 2 passed, 4 total$/m);
  expect(stderr).toMatch(new RegExp(`recorded at .*${RECORDER_CALL}`));
  expect(stderr).toMatch(/^ +> 4 \| {3}recordOrdersTotal/m);
  expect(stderr).toContain('shop_orders_total{payment="card",express="false"} +1');
});
