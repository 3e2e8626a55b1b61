import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `npm run build` writes the page beside the compiled server: it is read from `dist`, not from the sources. */
export const builtPage = {
  name: "built-page",
  resolveId(specifier: string, importer: string | undefined) {
    if (importer === undefined || !specifier.endsWith("/page-assets.js")) return undefined;
    const folder = relative(source("./runtime"), dirname(importer));
    return join(source("./runtime/dist"), folder, specifier);
  },
};

/**
 * Files whose tests leave nothing behind in their process: no signal handler, socket, thread or registry. They run one after
 * another in one process, which loads what they import once.
 */
const SHARED = [
  "test/*.test.ts",
  "test/{docs,examples,generator,page,properties,support}/**/*.test.ts",
  "test/runtime/*.test.ts",
  "test/runtime/{client,exposition,family}/**/*.test.ts",
  "test/runtime/server/{cluster,settings}/**/*.test.ts",
  "test/runtime/server/{claim-families,client-openmetrics,compression,content-negotiation,endpoint,limits}.test.ts",
  "test/runtime/server/{name-filter,send-reply,to-response}.test.ts",
  "test/runtime/server/web-config/{basic-auth,client-auth,rate-limiter,watched-web-config,web-config}.test.ts",
];

export default defineConfig({
  plugins: [builtPage],
  resolve: {
    alias: [
      { find: /^@metricsmith\/runtime$/, replacement: source("./runtime/index.ts") },
      { find: /^@metricsmith\/runtime\/(.+)$/, replacement: source("./runtime/$1") },
    ],
  },
  test: {
    globalSetup: ["test/support/compiled-packages.ts"],
    // Vitest leaves one processor free, of two; but some files wait for processes and time-outs.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 60_000, // some tests take ten seconds, and more on a busy machine
    expect: { poll: { timeout: 20_000 } },
    unstubEnvs: true,
    projects: [
      { extends: true, test: { name: "shared", include: SHARED, isolate: false } },
      {
        extends: true,
        test: {
          name: "isolated",
          include: ["test/**/*.test.ts"],
          exclude: ["test/{e2e,matrix,.cache}/**", ...SHARED],
          typecheck: {
            enabled: true,
            include: ["test/types/**/*.test-d.ts"],
            tsconfig: "test/types/tsconfig.json",
          },
        },
      },
    ],
  },
});
