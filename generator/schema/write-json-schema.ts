import { writeFileSync } from "node:fs";
import { schemaJsonSchema } from "./format/schema-format.js";

// Run by the build: the JSON Schema that editors use stands beside the compiled generator.
const target = new URL("../schema.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(schemaJsonSchema(), undefined, 2)}\n`);
