import { defineConfig } from "vitest/config";

/** Tables of foreign programs: `npm run test:matrix`. They install what they try, and take some minutes. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    globalSetup: ["../support/compiled-packages.ts"],
    env: { PORT: "0", HOSTNAME: "127.0.0.1", NEXT_TELEMETRY_DISABLED: "1" }, // of the server of Next
    maxWorkers: 1,
    testTimeout: 1_200_000,
    hookTimeout: 600_000,
  },
});
