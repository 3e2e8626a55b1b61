import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@metricsmith\/runtime$/, replacement: source("./runtime/index.ts") },
      { find: /^@metricsmith\/runtime\/server$/, replacement: source("./runtime/server.ts") },
      { find: /^@metricsmith\/runtime\/workers$/, replacement: source("./runtime/workers.ts") },
      { find: /^@metricsmith\/runtime\/config$/, replacement: source("./runtime/config.ts") },
      { find: /^@metricsmith\/runtime\/opentelemetry$/, replacement: source("./runtime/opentelemetry.ts") },
      // Made by `npm run build`, which `npm test` begins with.
      { find: /^\.\/page-assets\.js$/, replacement: source("./runtime/dist/server/page/page-assets.js") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**"],
    testTimeout: 30_000,
    typecheck: {
      enabled: true,
      include: ["test/types/**/*.test-d.ts"],
      tsconfig: "test/types/tsconfig.json",
    },
  },
});
