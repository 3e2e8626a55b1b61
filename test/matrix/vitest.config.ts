import { defineConfig } from "vitest/config";

/** Tables of foreign programs: `npm run test:matrix`. They install what they try, and take some minutes. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    globalSetup: ["../support/compiled-packages.ts"],
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
