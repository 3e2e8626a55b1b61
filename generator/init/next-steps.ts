import { posix } from "node:path";
import { type Application, type Framework, findApplication } from "./application.js";
import { CHECK_SCRIPT, gitlabJob } from "./ci-templates.js";
import { applyStyle } from "./code-style.js";
import { executeCommand, installCommand, scriptCommand } from "./package-manager.js";
import { type InitPlan, importPath, SCRIPTS } from "./plan-init.js";
import type { Project } from "./project.js";
import type { Choices } from "./schema-template.js";

const NAMES: Readonly<Record<Framework, string>> = {
  express: "Express",
  fastify: "Fastify",
  hono: "Hono",
  koa: "Koa",
  nest: "Nest",
  next: "Next",
  node: "node:http",
};

/** One line that says what was found. */
export function describeProject(project: Project): string {
  const { manifest, manager, language, isModule, frameworks, runner, formatter, client } = project;
  if (manifest === undefined) return `an empty folder, for a new project with ${manager.name}`;
  const found = [
    manager.name,
    language === "typescript" ? "TypeScript" : "JavaScript",
    isModule ? "ES modules" : "CommonJS",
    ...frameworks.map((name) => NAMES[name]),
    ...(runner === undefined ? [] : [runner === "jest" ? "Jest" : runner]),
    ...(formatter === undefined ? [] : [formatter === "biome" ? "Biome" : "Prettier"]),
    ...(client === undefined ? [] : [client]),
    ...(project.workspaceRoot === undefined ? [] : ["a package of a workspace"]),
    ...(project.ci === undefined ? [] : [project.ci === "github" ? "GitHub" : "GitLab"]),
  ];
  return found.join(", ");
}

/** A thing to do next: a sentence or a command, and lines of code or commands below it. */
interface Step {
  readonly text: string;
  readonly lines?: readonly string[];
}

/** What the user does next, in order. */
export function nextSteps(project: Project, choices: Choices, plan: InitPlan): readonly Step[] {
  const { manager, manifest, client } = project;
  const missing = missingPackages(project, choices);
  const install = missing.run.length + missing.development.length > 0;
  const generates = (manifest?.scripts["metrics"] ?? SCRIPTS["metrics"]) === SCRIPTS["metrics"];
  const generate = generates ? scriptCommand(manager, "metrics") : executeCommand(manager, "generate");
  const source = project.source === "" ? "." : project.source.slice(0, -1);
  const isOther = client === "prom-client" || client === "@prometheus-io/client";
  return [
    ...(install ? [{ text: installCommand(manager, missing) }] : []),
    ...(choices.adopts
      ? [{ text: `${executeCommand(manager, `adopt ${source} --write`)} # after a patch, and a question` }]
      : []),
    { text: generate },
    ...useSteps(project, choices, plan),
    ...(project.eslint?.isList === true
      ? [
          {
            text: `In ${project.eslint.file}, add to the list:`,
            lines: [applyStyle(`{ ignores: ["${plan.directory}/"] },`, project.style)],
          },
        ]
      : []),
    ...(project.ci === "gitlab"
      ? [{ text: "Add to .gitlab-ci.yml:", lines: gitlabJob(project).split("\n") }]
      : []),
    ...(project.ci === undefined && manifest !== undefined
      ? [{ text: `In continuous integration, run ${scriptCommand(manager, CHECK_SCRIPT)}` }]
      : []),
    ...(isOther && !choices.adopts
      ? [
          {
            text: `The metrics of ${client} can record through the schema, too:`,
            lines: [executeCommand(manager, `adopt ${source}`)],
          },
        ]
      : []),
  ];
}

/** The packages that what is written needs, and that the project does not depend on. */
function missingPackages({ manifest, frameworks }: Project, { language }: Choices) {
  const has = (name: string) => manifest?.packages.has(name) ?? false;
  const isNew = manifest === undefined;
  const types = language === "typescript" && !has("@types/node") ? ["@types/node"] : [];
  return {
    run: ["@metricsmith/runtime"].filter((name) => !has(name)),
    development: [
      "metricsmith",
      ...(isNew && language === "typescript" ? ["typescript"] : []),
      ...(frameworks[0] === "next" ? [] : types),
    ].filter((name) => !has(name)),
  };
}

/** How the application uses the module that is written. */
function useSteps(project: Project, { framework }: Choices, plan: InitPlan): readonly Step[] {
  const { manifest, manager } = project;
  const read = "curl http://localhost:9959/metrics";
  if (manifest === undefined) {
    return [
      { text: scriptCommand(manager, "start") },
      { text: "In another terminal:", lines: ["curl http://localhost:3000", read] },
    ];
  }
  if (plan.metricsModule === undefined) return [];
  const application = findApplication(project.sources, framework);
  return [
    ...useStep(project, { framework, application, module: plan.metricsModule }),
    ...(plan.present.some((path) => posix.basename(path).startsWith("instrumentation."))
      ? [
          {
            text: "Call startMetricsServer(metrics) in register() of your instrumentation file: see docs/http.md",
          },
        ]
      : []),
    { text: `Start the application, send it a request, then: ${read}` },
  ];
}

interface Use {
  readonly framework: Framework;
  readonly application: Application | undefined;
  readonly module: string;
}

function useStep(project: Project, { framework, application, module }: Use): readonly Step[] {
  const { syntax, importExtension, style, isModule, sources } = project;
  const file =
    application?.path ?? (framework === "next" ? "app/api/users/route.ts" : `${project.source}app`);
  const from = importPath(file, `${module}${importExtension}`);
  const load = (names: string, path = from) =>
    syntax === "import" ? `import { ${names} } from "${path}";` : `const { ${names} } = require("${path}");`;
  const name = application?.variable ?? "app";
  const where = (what: string) =>
    application === undefined
      ? `Where the application ${what}:`
      : `In ${application.path}, below line ${application.line}:`;
  const styled = (...lines: readonly string[]) => lines.map((line) => applyStyle(line, style));
  const inFunction = application?.isIndented === true;
  const useBoth = (what: string, use: string): readonly Step[] => {
    const both = load("httpMetrics, startMetrics");
    if (!inFunction || syntax === "require") {
      return [{ text: where(what), lines: styled(both, use, "startMetrics();") }];
    }
    return [
      { text: `In ${application.path}, at the top:`, lines: styled(both) },
      { text: where(what), lines: styled(use, "startMetrics();") },
    ];
  };
  switch (framework) {
    case "express":
    case "hono":
    case "koa":
      return useBoth("is made", `${name}.use(httpMetrics); // before other middleware`);
    case "fastify": {
      const waits = isModule && application !== undefined && !inFunction;
      return useBoth(
        "is made",
        `${waits ? "await " : ""}${name}.register(httpMetrics); // before other plug-ins`,
      );
    }
    case "nest": {
      const main = sources.find(({ text }) => text.includes("NestFactory.create"))?.path ?? "src/main.ts";
      return [
        {
          text: `In ${application?.path ?? "the module of the application"}:`,
          lines: styled(load("httpMetrics"), "@Module({ imports: [httpMetrics] }) // beside other modules"),
        },
        {
          text: `In ${main}:`,
          lines: styled(
            load("startMetrics", importPath(main, `${module}${importExtension}`)),
            "startMetrics();",
          ),
        },
      ];
    }
    case "next":
      return [
        {
          text: "In a route handler:",
          lines: styled(
            `import { withMetrics } from "…/${posix.basename(module)}${importExtension}";`,
            'export const GET = withMetrics("/api/users/[id]", async (request, context) => …);',
          ),
        },
      ];
    case "node":
      return useBoth("makes its server", "createServer(httpMetrics(listener));");
  }
}
