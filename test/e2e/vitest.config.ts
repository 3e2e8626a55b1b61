import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { builtPage } from "../../vitest.config.js";

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  plugins: [builtPage],
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    globalSetup: ["../support/compiled-packages.ts", "global-setup.ts"],
    // Vitest leaves one processor free, of two; but most files wait for processes, servers and time-outs.
    maxWorkers: 2 * availableParallelism(),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
