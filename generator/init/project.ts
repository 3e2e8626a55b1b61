import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { readModuleStyle } from "../output/module-style.js";
import { SCHEMA_FILE } from "../schema/find-schema.js";
import { UnreadableError } from "../text/system-reason.js";
import { type Application, type Framework, findApplication } from "./application.js";
import { type CodeStyle, type Formatter, findFormatter, readCodeStyle } from "./code-style.js";
import { type ProjectManifest, readManifest } from "./manifest.js";
import { findPackageManager, type PackageManager } from "./package-manager.js";
import { readSources, type SourceFile } from "./sources.js";
import { findSurroundings, type Surroundings } from "./workspace.js";

export type TestRunner = "vitest" | "jest" | "node:test";

/** Where metrics of a program come from already. */
export type ExistingClient = "prom-client" | "@prometheus-io/client" | "@opentelemetry/sdk-metrics";

/** What `init` has found out about a folder. */
export interface Project extends Surroundings {
  readonly folder: string;
  /** Of the package, or else of the folder. */
  readonly name: string;
  /** `undefined` in a folder without anything, where `init` writes one. */
  readonly manifest: ProjectManifest | undefined;
  readonly manager: PackageManager;
  readonly language: "typescript" | "javascript";
  /** How modules name each other: TypeScript compiles `import` to what its settings say. */
  readonly syntax: "import" | "require";
  /** Whether `await` may stand outside of functions. */
  readonly isModule: boolean;
  /** The end of a path in an import: `.js`, `.ts` or nothing. */
  readonly importExtension: string;
  /** The folder of the program's source files, such as `src/`; empty where they are in the project's folder. */
  readonly source: string;
  readonly sources: readonly SourceFile[];
  /** All that the package depends on; empty for none. */
  readonly frameworks: readonly Framework[];
  readonly client: ExistingClient | undefined;
  /** `undefined` with a runner that `init` knows no test for. */
  readonly runner: TestRunner | undefined;
  readonly formatter: Formatter | undefined;
  /** The file of ESLint's settings: a list of objects, or those of a version before 9, which has a file of what it ignores. */
  readonly eslint: { readonly file: string; readonly isList: boolean } | undefined;
  readonly style: CodeStyle;
  /** Whether it has a schema already. */
  readonly hasSchema: boolean;
}

/**
 * Looks at a folder.
 *
 * @param userAgent what the package manager that runs this program says of itself
 * @throws UnreadableError if it has source files without a `package.json`, or one that cannot be read
 */
export async function readProject(folder: string, userAgent?: string): Promise<Project> {
  const surroundings = findSurroundings(folder);
  const manifest = readManifest(folder);
  if (manifest === undefined) refuseOtherFolders(folder);
  const { folders } = surroundings;
  const manifests = folders.flatMap((one) => (one === folder ? manifest : readManifest(one)) ?? []);
  const sources = readSources(folder);
  const packages = manifest?.packages ?? new Set<string>();
  const language = languageOf(folder, { manifest, manifests, sources });
  const frameworks = frameworksOf(packages);
  const [framework] = frameworks;
  const application = findApplication(sources, framework ?? "node");
  const source = sourceFolder(folder, { framework, application });
  const formatter = findFormatter(folders, manifests);
  const isModule = manifest === undefined || manifest.type === "module";
  return {
    ...surroundings,
    folder,
    name: manifest?.name ?? basename(folder),
    manifest,
    manager: findPackageManager(folders, manifests, userAgent),
    language,
    syntax: language === "typescript" || isModule || writesImports(sources) ? "import" : "require",
    isModule,
    importExtension:
      endOfImports(sources) ?? (await defaultEnd(join(folder, source), { language, isModule, folders })),
    source,
    sources,
    frameworks,
    client: CLIENTS.find((name) => packages.has(name)),
    runner: runnerOf(manifests, folders, frameworks),
    eslint: eslintOf(manifests, folders),
    formatter,
    style: readCodeStyle({ folders, manifests, sources: sources.map(({ text }) => text), formatter }),
    hasSchema: existsSync(join(folder, SCHEMA_FILE)),
  };
}

/** A new project begins in an empty folder. Files of a repository that are no program's may be there. */
function refuseOtherFolders(folder: string): void {
  const others = readdirSync(folder).filter((name) => !/^(?:\.|readme|licen[cs]e|node_modules$)/i.test(name));
  if (others.length === 0) return;
  throw new UnreadableError(
    `\`${folder}\` has no package.json, and is not empty: write one with \`npm init\`, or run \`metricsmith init\` ` +
      "in the folder that has it",
  );
}

interface FoundProgram {
  readonly framework: Framework | undefined;
  readonly application: Application | undefined;
}

/**
 * The folder of the application; where none is found, `src` if there is one. Next loads `instrumentation` from beside its
 * folders `app` and `pages`, and prefers those that are not in `src`.
 */
function sourceFolder(folder: string, { framework, application }: FoundProgram): string {
  const routes = (parent: string) => ["app", "pages"].some((name) => existsSync(join(folder, parent, name)));
  if (framework === "next") return routes("src") && !routes("") ? "src/" : "";
  if (application !== undefined) return /^[^/]+\//.exec(application.path)?.[0] ?? "";
  const isNew = !existsSync(join(folder, "package.json"));
  return isNew || existsSync(join(folder, "src")) ? "src/" : "";
}

interface LanguageTraits {
  readonly manifest: ProjectManifest | undefined;
  readonly manifests: readonly ProjectManifest[];
  readonly sources: readonly SourceFile[];
}

/** A program of JavaScript can have TypeScript check it: what it is written in says more. */
function languageOf(folder: string, { manifest, manifests, sources }: LanguageTraits): Project["language"] {
  if (manifest === undefined) return "typescript";
  const typed = sources.filter(({ path }) => /\.[cm]?tsx?$/.test(path)).length;
  if (typed > 0) return "typescript";
  if (sources.length > 0) return "javascript";
  const hasCompiler =
    existsSync(join(folder, "tsconfig.json")) || manifests.some(({ packages }) => packages.has("typescript"));
  return hasCompiler ? "typescript" : "javascript";
}

/** Whether `.js` files in a package of CommonJS are written as ES modules, for a bundler or a compiler. */
function writesImports(sources: readonly SourceFile[]): boolean {
  const importing = sources.filter(({ text }) => /^import\b.*["'];?$/m.test(text)).length;
  const requiring = sources.filter(({ text }) => /\brequire\(["']/.test(text)).length;
  return importing > requiring;
}

/** What Nest and Next bring along is theirs. */
function frameworksOf(packages: ReadonlySet<string>): readonly Framework[] {
  if (packages.has("@nestjs/core")) return ["nest"];
  if (packages.has("next")) return ["next"];
  return (["express", "fastify", "hono", "koa"] as const).filter((name) => packages.has(name));
}

const CLIENTS: readonly ExistingClient[] = [
  "prom-client",
  "@prometheus-io/client",
  "@opentelemetry/sdk-metrics",
];

/** Programs that run tests in ways of their own. */
const OTHER_RUNNERS = ["mocha", "ava", "jasmine", "tap", "uvu", "japa", "@japa/runner"];

function runnerOf(
  manifests: readonly ProjectManifest[],
  folders: readonly string[],
  frameworks: readonly Framework[],
): TestRunner | undefined {
  const has = (name: string) => manifests.some(({ packages }) => packages.has(name));
  const hasFile = (pattern: RegExp) =>
    folders.some((folder) => readdirSync(folder).some((name) => pattern.test(name)));
  if (has("vitest") || hasFile(/^vitest\.config\.[cm]?[jt]s$/)) return "vitest";
  if (has("jest") || hasFile(/^jest\.config\.([cm]?[jt]s|json)$/)) return "jest";
  const hasOther = OTHER_RUNNERS.some(has) || frameworks.includes("next"); // whose TypeScript Node cannot run
  return hasOther ? undefined : "node:test";
}

function eslintOf(manifests: readonly ProjectManifest[], folders: readonly string[]): Project["eslint"] {
  if (!manifests.some(({ packages }) => packages.has("eslint"))) return undefined;
  const files = folders.flatMap((folder) => readdirSync(folder));
  const list = files.find((name) => /^eslint\.config\.[cm]?[jt]s$/.test(name));
  if (list !== undefined) return { file: list, isList: true };
  const older = files.find((name) => name.startsWith(".eslintrc"));
  return older === undefined ? undefined : { file: older, isList: false };
}

/** How most imports of the program's own files end; `undefined` if there are none. */
function endOfImports(sources: readonly SourceFile[]): string | undefined {
  const ends = new Map<string, number>();
  for (const { text } of sources) {
    for (const [, path = ""] of text.matchAll(/\b(?:from|require\()\s*["'](\.\.?\/[^"']+)["']/g)) {
      const end = /\.[jt]s$/.exec(path)?.[0] ?? "";
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
  }
  return [...ends].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

interface ModuleTraits {
  readonly language: Project["language"];
  readonly isModule: boolean;
  readonly folders: readonly string[];
}

async function defaultEnd(folder: string, { language, isModule, folders }: ModuleTraits): Promise<string> {
  if (language === "javascript") return isModule ? ".js" : "";
  const isConfigured = folders.some((one) => existsSync(join(one, "tsconfig.json")));
  return isConfigured ? (await readModuleStyle(folder)).importExtension : ".js";
}
