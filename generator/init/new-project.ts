import { CHECK_SCRIPT } from "./ci-templates.js";
import { moduleText } from "./module-templates.js";
import type { Project } from "./project.js";
import type { Choices } from "./schema-template.js";

/** The manifest of a new project. What it depends on is written by the package manager, with versions. */
export function newManifest({ name }: Project, { language }: Choices): string {
  const isTypeScript = language === "typescript";
  const folder = isTypeScript ? "dist" : "src";
  const compile = isTypeScript ? "tsc && " : "";
  const manifest = {
    name: packageName(name),
    version: "0.0.0",
    private: true,
    type: "module",
    scripts: {
      start: `${compile}node ${folder}/main.js`,
      test: `${compile}node --test ${folder}/metrics.test.js`,
      metrics: "metricsmith generate",
      [CHECK_SCRIPT]: "metricsmith generate --check",
    },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** A legal name of a package, made of a folder's name. */
function packageName(folder: string): string {
  return (
    folder
      .toLowerCase()
      .replace(/[^a-z\d._]+/g, "-")
      .replace(/^[._-]+|-$/g, "") || "app"
  );
}

/** The compiler's settings of a new project: ES modules for Node. */
export function newTsconfig(): string {
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    rootDir: "src",
    outDir: "dist",
  };
  const text = JSON.stringify({ compilerOptions, include: ["src"] }, undefined, 2);
  return `${text.replace(/\[\s+("\w+")\s+\]/g, "[$1]")}\n`; // as formatters write short lists
}

/** The `.gitignore` of a new project. */
export function newIgnoreFile({ language }: Choices): string {
  return language === "typescript" ? "node_modules/\ndist/\n" : "node_modules/\n";
}

/** The program of a new project: a server that says hello, with its metrics. */
export function mainModule(project: Project, { language }: Choices, metrics: string): string {
  return moduleText(
    project,
    {
      imports: [
        { names: ["createServer"], from: "node:http" },
        { names: ["httpMetrics", "startMetrics"], from: metrics },
      ],
      body: `const server = createServer(
  httpMetrics((_request, response) => {
    response.end("Hello!\\n");
  }),
);

server.listen(3000, () => {
  console.log("http://localhost:3000, with its metrics on http://localhost:9959/metrics");
});
startMetrics();
`,
      exports: [],
    },
    language,
  );
}
