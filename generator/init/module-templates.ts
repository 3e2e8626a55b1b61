import type { Framework } from "./application.js";
import { applyStyle } from "./code-style.js";
import type { Project } from "./project.js";
import type { Choices } from "./schema-template.js";

/** The adapter of each framework: its entry in the runtime, the function, and what is made of it. */
const ADAPTERS: Readonly<Record<Framework, Adapter>> = {
  express: adapter("express", "Counts and times every request. Use it before all other middleware."),
  fastify: adapter("fastify", "Counts and times every request. Register it before other plug-ins."),
  hono: adapter("hono", "Counts and times every request. Use it before all other middleware."),
  koa: adapter("koa", "Counts and times every request. Use it before all other middleware."),
  nest: adapter("nest", "Counts and times every request. Import it in the module of the application."),
  node: adapter("node", "Counts and times every request. Wrap the listener of the server in it."),
  next: {
    entry: "fetch",
    call: "fetchMetrics",
    constant: "withMetrics",
    comment: "Counts and times the requests of a route handler.",
  },
};

interface Adapter {
  readonly entry: string;
  readonly call: string;
  readonly constant: string;
  readonly comment: string;
}

function adapter(entry: string, comment: string): Adapter {
  return { entry, call: `${entry}Metrics`, constant: "httpMetrics", comment };
}

/** A module's import: what it names, and where that is. */
interface Import {
  readonly names: readonly string[];
  readonly from: string;
}

interface ModuleText {
  readonly imports: readonly Import[];
  readonly body: string;
  /** What other modules import. */
  readonly exports: readonly string[];
}

/** Paths of generated modules, as an import in the written file names them. */
export interface GeneratedPaths {
  readonly recorders: string;
  readonly testing: string;
}

/** The module that records the requests of an application, and serves its metrics. */
export function metricsModule(
  project: Project,
  { framework, language }: Choices,
  { recorders }: GeneratedPaths,
): string {
  const { entry, call, constant, comment } = ADAPTERS[framework];
  const serves = framework !== "next"; // there, the server starts in `instrumentation`
  const client = project.client === "@opentelemetry/sdk-metrics" ? undefined : project.client;
  const server = serves ? [{ names: ["startMetricsServer"], from: "@metricsmith/runtime/server" }] : [];
  const registry = serves && client !== undefined ? [{ names: ["register"], from: client }] : [];
  return moduleText(
    project,
    {
      imports: [
        { names: [call], from: `@metricsmith/runtime/http/${entry}` },
        ...server,
        ...registry,
        { names: serves ? ["metrics", "recordHttpRequest"] : ["recordHttpRequest"], from: recorders },
      ],
      body: `/** ${comment} */
export const ${constant} = ${call}(recordHttpRequest);
${serves ? startFunction(language, registry.length > 0) : ""}`,
      exports: serves ? [constant, "startMetrics"] : [constant],
    },
    language,
  );
}

function startFunction(language: Choices["language"], hasRegistry: boolean): string {
  const types = language === "typescript";
  return `
/** Serves the metrics on port 9959. Call it once, when the application starts. */
export function startMetrics()${types ? ": void" : ""} {
  startMetricsServer(metrics${hasRegistry ? ", { registry: register }" : ""}).catch(warn);
}

/** The application runs on without its metrics, for example where the port is in use. */
function warn(error${types ? ": unknown" : ""})${types ? ": void" : ""} {
  process.emitWarning(\`The metrics are not served: \${String(error)}\`);
}
`;
}

/** Next calls `register` of this module when its server starts. */
export function instrumentationModule(
  project: Project,
  { language }: Choices,
  paths: GeneratedPaths,
): string {
  const result = language === "typescript" ? ": Promise<void>" : "";
  const text = `/** Called by Next when its server starts: serves the metrics on port 9959. */
export async function register()${result} {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startMetricsServer } = await import("@metricsmith/runtime/server");
  const { metrics } = await import("${paths.recorders}");
  await startMetricsServer(metrics);
}
`;
  return applyStyle(text, project.style);
}

/** A test that records a request, and reads the counter. */
export function metricsTest(
  project: Project,
  { framework, language }: Choices,
  { recorders, testing }: GeneratedPaths,
): string {
  const { runner } = project;
  const labels = `{ method: "GET"${framework === "node" ? "" : ', route: "/"'}, status: 200 }`;
  const isNode = runner === "node:test";
  const globals = ["afterEach", "beforeEach", ...(isNode ? [] : ["expect"]), "test"];
  const reads = 'readHttpRequestsTotal({ method: "GET" })';
  return moduleText(
    runner === "vitest" ? { ...project, syntax: "import" } : project, // vitest has no `require`
    {
      imports: [
        ...(isNode ? [{ names: ["assert"], from: "node:assert/strict" }] : []),
        ...(isNode ? [{ names: globals, from: "node:test" }] : []),
        ...(runner === "jest" && needsJestGlobals(project, language)
          ? [{ names: globals, from: "@jest/globals" }]
          : []),
        { names: ["failOnRejections"], from: "@metricsmith/runtime/testing" },
        ...(runner === "vitest" ? [{ names: globals, from: "vitest" }] : []),
        { names: ["metrics", "recordHttpRequest"], from: recorders },
        { names: ["readHttpRequestsTotal", "resetMetrics"], from: testing },
      ],
      body: `failOnRejections(metrics, afterEach); // a label value that the schema forbids fails its test
beforeEach(resetMetrics);

test("a request is counted", () => {
  recordHttpRequest(${labels}, 0.05);
  ${isNode ? `assert.equal(${reads}, 1);` : `expect(${reads}).toBe(1);`}
});
`,
      exports: [],
    },
    language,
  );
}

/** Whether tests of Jest import its functions: where its types are not global, or other tests do so. */
function needsJestGlobals({ manifest, sources }: Project, language: Choices["language"]): boolean {
  if (manifest?.packages.has("@jest/globals") === true) return true;
  if (language === "typescript") return manifest?.packages.has("@types/jest") !== true;
  return sources.some(({ text }) => text.includes("@jest/globals"));
}

/** A module in the project's own style. */
export function moduleText(
  { syntax, style }: Project,
  { imports, body, exports }: ModuleText,
  language: Choices["language"],
): string {
  const usesImports = syntax === "import" || language === "typescript";
  const lines = imports.map(({ names, from }) => {
    const isDefault = names[0] === "assert";
    if (usesImports) return `import ${isDefault ? names[0] : `{ ${names.join(", ")} }`} from "${from}";`;
    return `const ${isDefault ? names[0] : `{ ${names.join(", ")} }`} = require("${from}");`;
  });
  const exported = exports.length === 0 ? "" : `\nmodule.exports = { ${exports.join(", ")} };\n`;
  const text = `${lines.join("\n")}\n\n${body}`;
  return applyStyle(usesImports ? text : text.replace(/^export /gm, "") + exported, style);
}
