import { join } from "node:path";

// The runtime is linked from this repository, so that Next has to look there, too.
const root = process.env.NEXT_APP_ROOT ?? join(import.meta.dirname, "../..");

export default { outputFileTracingRoot: root, turbopack: { root } };
