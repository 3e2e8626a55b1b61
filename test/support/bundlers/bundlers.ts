import type { Versions } from "./installed-tools.js";

/** A bundler with settings. */
export interface Bundler {
  readonly name: string;
  /** Whether the application has to be below the folder in which it is installed, as it loads the framework. */
  readonly isFramework?: true;
  /** What it needs, with the versions that are tried. */
  readonly packages: Versions;
  /** An ES module that bundles the application whose folder is its argument: from `main.js` into `dist`. */
  readonly script: string;
  /** Which of the optional packages load from within the bundle. The others have to lie beside it. */
  readonly loads: "yaml and clients" | "yaml" | "none";
  /** The file to run, in `dist`. */
  readonly output: string;
}

const APP = `
  import { join } from "node:path";
  const app = process.argv[2];
  const input = join(app, "main.js");
  const dist = join(app, "dist");
`;

export const BUNDLERS: readonly Bundler[] = [
  esbuild("esm", false),
  esbuild("cjs", false),
  esbuild("esm", true),
  esbuild("cjs", true),
  rolldown("esm"),
  rolldown("cjs"),
  rollup("es"),
  rollup("cjs"),
  webpack("commonjs"),
  webpack("module"),
  vite(),
  ncc("module"),
  ncc("commonjs"),
];

function esbuild(format: "esm" | "cjs", minify: boolean): Bundler {
  const output = format === "esm" ? "main.mjs" : "main.cjs";
  return {
    name: `esbuild, ${format === "esm" ? "ES module" : "CommonJS"}${minify ? ", minified" : ""}`,
    packages: { esbuild: "0.28.2" },
    // Of a CommonJS package in an ES module, esbuild refuses what it requires of Node.
    loads: format === "cjs" ? "yaml and clients" : "none",
    output,
    script: `${APP}
      import { build } from "esbuild";
      await build({
        entryPoints: [input], outfile: join(dist, "${output}"),
        bundle: true, platform: "node", format: "${format}", minify: ${minify},
      });
    `,
  };
}

function rolldown(format: "esm" | "cjs"): Bundler {
  const output = format === "esm" ? "main.mjs" : "main.cjs";
  return {
    name: `rolldown, ${format === "esm" ? "ES module" : "CommonJS"}`,
    packages: { rolldown: "1.3.3" },
    loads: "yaml and clients",
    output,
    script: `${APP}
      import { rolldown } from "rolldown";
      const bundle = await rolldown({ input, cwd: app, platform: "node" });
      const names = { entryFileNames: "${output}", chunkFileNames: "[name]${output.slice(4)}" };
      await bundle.write({ dir: dist, format: "${format}", ...names });
    `,
  };
}

function rollup(format: "es" | "cjs"): Bundler {
  const output = format === "es" ? "main.mjs" : "main.cjs";
  return {
    name: `rollup, ${format === "es" ? "ES module" : "CommonJS"}`,
    packages: {
      rollup: "4.68.8",
      "@rollup/plugin-node-resolve": "16.0.3",
      "@rollup/plugin-commonjs": "29.0.3",
      "@rollup/plugin-json": "6.1.0",
    },
    loads: "yaml and clients",
    output,
    script: `${APP}
      import commonjs from "@rollup/plugin-commonjs";
      import json from "@rollup/plugin-json";
      import nodeResolve from "@rollup/plugin-node-resolve";
      import { rollup } from "rollup";
      const bundle = await rollup({ input, plugins: [nodeResolve({ preferBuiltins: true }), commonjs(), json()] });
      const names = { entryFileNames: "${output}", chunkFileNames: "[name]${output.slice(4)}" };
      await bundle.write({ dir: dist, format: "${format}", ...names });
    `,
  };
}

function webpack(format: "module" | "commonjs"): Bundler {
  const output = format === "module" ? "main.mjs" : "main.cjs";
  return {
    name: `webpack, ${format === "module" ? "ES module" : "CommonJS"}`,
    packages: { webpack: "5.113.0" },
    loads: "yaml",
    output,
    script: `${APP}
      import webpack from "webpack";
      const module = ${format === "module"};
      const compiler = webpack({
        mode: "production", target: "node20", context: app, entry: input,
        output: { path: dist, filename: "${output}", module, chunkFormat: module ? "module" : "commonjs" },
        experiments: { outputModule: module },
      });
      compiler.run((error, stats) => {
        console.log(error ?? stats.toString({ preset: "errors-warnings" }));
        if (error || stats.hasErrors()) process.exitCode = 1;
      });
    `,
  };
}

function vite(): Bundler {
  return {
    name: "Vite SSR, noExternal",
    packages: { vite: "8.4.0" },
    loads: "yaml and clients",
    output: "main.mjs",
    script: `${APP}
      import { build } from "vite";
      await build({
        root: app, configFile: false, logLevel: "warn",
        ssr: { noExternal: true },
        build: { ssr: input, outDir: dist, rollupOptions: { output: { entryFileNames: "main.mjs" } } },
      });
    `,
  };
}

function ncc(format: "module" | "commonjs"): Bundler {
  const output = format === "module" ? "index.mjs" : "index.cjs";
  return {
    name: `ncc, ${format === "module" ? "ES module" : "CommonJS"}`,
    packages: { "@vercel/ncc": "0.45.0" },
    loads: "yaml",
    output,
    script: `${APP}
      import { mkdirSync, writeFileSync } from "node:fs";
      import { dirname } from "node:path";
      import ncc from "@vercel/ncc";
      const { code, assets } = await ncc(input, { cache: false, quiet: true, esm: ${format === "module"} });
      for (const [name, { source }] of Object.entries({ ...assets, "${output}": { source: code } })) {
        mkdirSync(dirname(join(dist, name)), { recursive: true });
        writeFileSync(join(dist, name), source);
      }
    `,
  };
}

export const NEXT: readonly Bundler[] = [next("webpack"), next("turbopack")];

/** The application runs when the server of Next starts, from `instrumentation.js`. */
function next(bundler: "webpack" | "turbopack"): Bundler {
  return {
    name: `Next, instrumentation, ${bundler}`,
    isFramework: true,
    packages: { next: "16.4.6", react: "19.3.1", "react-dom": "19.3.1" },
    loads: "yaml",
    output: "start.cjs",
    script: `${APP}
      import { execFileSync } from "node:child_process";
      import { cpSync, mkdirSync, writeFileSync } from "node:fs";
      import { createRequire } from "node:module";
      import { basename, dirname } from "node:path";
      const root = dirname(app);
      const files = {
        "next.config.mjs": "export default " + JSON.stringify({
          output: "standalone", outputFileTracingRoot: root, turbopack: { root },
        }),
        "instrumentation.js": \`
          export async function register() {
            if (process.env.NEXT_RUNTIME !== "nodejs") return;
            const { finished } = await import("./main.js");
            await finished;
            process.exit();
          }
        \`,
        "app/layout.js": "export default ({ children }) => <html><body>{children}</body></html>;",
        "app/page.js": "export default () => <p>A page.</p>;",
      };
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(app, name)), { recursive: true });
        writeFileSync(join(app, name), text);
      }
      const cli = createRequire(import.meta.url).resolve("next/dist/bin/next");
      execFileSync(process.execPath, [cli, "build", "--${bundler}"], { cwd: app, stdio: "inherit" });
      cpSync(join(app, ".next/standalone"), dist, { recursive: true });
      writeFileSync(join(dist, "start.cjs"), "require('./" + basename(app) + "/server.js');");
    `,
  };
}
