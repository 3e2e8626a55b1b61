// Compiles the generator as ES modules, and what programs import of it as CommonJS, too, and writes the JSON Schema.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const HERE = import.meta.dirname;
const TSC = join(HERE, "../node_modules/typescript/bin/tsc");

for (const project of ["tsconfig.json", "tsconfig.commonjs.json"]) {
  execFileSync(process.execPath, [TSC, "-p", join(HERE, project)], { stdio: "inherit" });
}
writeFileSync(join(HERE, "dist/commonjs/package.json"), '{ "type": "commonjs" }\n');
await import("./dist/schema/write-json-schema.js");
