import { writeFileSync } from "node:fs";
import { schemaJsonSchema } from "./format/schema-format.js";

// The build runs this program. It writes the JSON Schema for editors beside the compiled generator.
const target = new URL("../schema.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(schemaJsonSchema(), undefined, 2)}\n`);
