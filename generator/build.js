// Compiles the generator as ES modules, and what programs import of it as CommonJS, too, and writes the JSON Schema.
// A further build compiles what has changed.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const HERE = import.meta.dirname;
const TSC = join(HERE, "../node_modules/typescript/bin/tsc");

for (const [project, outDir] of [
  ["tsconfig.json", "dist"],
  ["tsconfig.commonjs.json", "dist/commonjs"],
]) {
  const incremental = ["--incremental", "--tsBuildInfoFile", join(HERE, outDir, ".tsbuildinfo")];
  execFileSync(process.execPath, [TSC, "-p", join(HERE, project), ...incremental], { stdio: "inherit" });
}
writeFileSync(join(HERE, "dist/commonjs/package.json"), '{ "type": "commonjs" }\n');
await import("./dist/schema/write-json-schema.js");
