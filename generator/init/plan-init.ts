import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { parse as parseYaml } from "yaml";
import { SCHEMA_FILE } from "../schema/find-schema.js";
import { readTextFile } from "../text/read-file.js";
import { posixPath, systemReason, UnreadableError } from "../text/system-reason.js";
import { isMapping } from "../yaml/yaml-places.js";
import { findTestPlace } from "./application.js";
import { CHECK_SCRIPT, githubWorkflow } from "./ci-templates.js";
import { addScripts } from "./manifest.js";
import {
  type GeneratedPaths,
  instrumentationModule,
  metricsModule,
  metricsTest,
} from "./module-templates.js";
import { mainModule, newIgnoreFile, newManifest, newTsconfig } from "./new-project.js";
import type { Project } from "./project.js";
import { type Choices, schemaTemplate } from "./schema-template.js";

/** A file that is written, or to which something is added. */
export interface PlannedFile {
  /** Relative to the project's folder, with slashes. */
  readonly path: string;
  /** `undefined` for a new file. */
  readonly before: string | undefined;
  readonly after: string;
  /** A few words on what it is for, or what is added. */
  readonly purpose: string;
}

/** All that `init` writes. */
export interface InitPlan {
  readonly files: readonly PlannedFile[];
  /** What is there already, and stays as it is. */
  readonly present: readonly string[];
  /** The module that records requests, as it is imported; `undefined` where none is written. */
  readonly metricsModule: string | undefined;
  /** The folder of generated code. */
  readonly directory: string;
}

/**
 * Plans the files of a project. Of what is there, nothing is replaced: lines and scripts are added to files that have none
 * of these names. A project with a schema gets what it lacks around it, and no code, which would name metrics of another
 * schema.
 *
 * @throws UnreadableError if a file cannot be read to which lines are added
 */
export function planInit(project: Project, choices: Choices): InitPlan {
  const isFirst = !project.hasSchema && !choices.adopts;
  const directory = outputDirectoryOf(project);
  const draft = new Draft(project.folder);
  const paths = isFirst ? planCode(project, choices, { directory, draft }) : undefined;
  if (project.hasSchema) draft.present.push(SCHEMA_FILE);
  if (project.manifest === undefined) planNewProject(project, choices, draft);
  else planScripts(project.manifest.text, project.manifest.scripts, draft);
  draft.addLine(".gitattributes", `${directory}/** linguist-generated`, "generated files fold in diffs");
  if (project.formatter === "prettier") {
    const folder = project.folders.find((one) => existsSync(join(one, ".prettierignore"))) ?? project.folder;
    const inside = posixPath(relative(folder, join(project.folder, directory)));
    const path = posixPath(relative(project.folder, join(folder, ".prettierignore")));
    draft.addLine(path, `${inside}/`, "Prettier leaves generated files alone");
  }
  if (project.eslint?.isList === false) {
    draft.addLine(".eslintignore", `${directory}/`, "ESLint leaves generated files alone");
  }
  if (project.ci === "github") {
    draft.create(workflowPath(project), githubWorkflow(project), "a check of the generated files");
  }
  return { files: draft.files, present: draft.present, metricsModule: paths, directory };
}

/** Collects files, and what is there already. */
class Draft {
  readonly files: PlannedFile[] = [];
  readonly present: string[] = [];

  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  create(path: string, after: string, purpose: string): void {
    if (isThere(join(this.#folder, path))) this.present.push(path);
    else this.files.push({ path, before: undefined, after, purpose });
  }

  change(
    path: string,
    { before, after }: { readonly before: string; readonly after: string },
    purpose: string,
  ) {
    if (before === after) this.present.push(path);
    else this.files.push({ path, before, after, purpose });
  }

  /** Adds a line at the end of a file, or makes the file. */
  addLine(path: string, line: string, purpose: string): void {
    const file = join(this.#folder, path);
    if (!isThere(file)) {
      this.create(path, `${line}\n`, purpose);
      return;
    }
    const before = readProjectFile(file);
    const [pattern] = line.split(" ");
    const has = before.split(/\r?\n/).some((one) => one.trim().split(/\s+/)[0] === pattern);
    const end = before.includes("\r\n") ? "\r\n" : "\n";
    const gap = before === "" || before.endsWith("\n") ? "" : end;
    this.change(path, { before, after: has ? before : before + gap + line + end }, purpose);
  }
}

/** Also a link that leads nowhere is there. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // a part of the path is a file, which the write reports
  }
}

function readProjectFile(path: string): string {
  try {
    return readTextFile(path);
  } catch (error) {
    throw new UnreadableError(`cannot read \`${path}\`: ${systemReason(error)}`);
  }
}

/** The folder of generated code: the schema's own, or one that has nothing of others. */
function outputDirectoryOf({ folder, source, hasSchema }: Project): string {
  if (hasSchema) return directoryOfSchema(join(folder, SCHEMA_FILE)) ?? "generated";
  const directory = `${source}generated`;
  const path = join(folder, directory);
  const isFree = !isThere(path) || existsSync(join(path, "recorders.ts")) || readdirSync(path).length === 0;
  return isFree ? directory : `${directory}/metrics`;
}

function directoryOfSchema(path: string): string | undefined {
  try {
    const schema: unknown = parseYaml(readTextFile(path));
    const outputs = isMapping(schema) ? schema["outputs"] : undefined;
    const directory = isMapping(outputs) ? outputs["directory"] : undefined;
    return typeof directory === "string" ? posix.normalize(directory).replace(/\/$/, "") : undefined;
  } catch {
    return undefined; // `generate` reports its mistakes
  }
}

interface CodePlan {
  readonly directory: string;
  readonly draft: Draft;
}

/**
 * Plans the schema, the module and its test.
 *
 * @returns the path of the module
 */
function planCode(project: Project, choices: Choices, { directory, draft }: CodePlan): string {
  const { source, importExtension: end, manager, folder, workspaceRoot } = project;
  const isHoisted = workspaceRoot !== undefined && manager.name !== "pnpm";
  const modules =
    `./${posix.join(isHoisted ? posixPath(relative(folder, workspaceRoot)) : "", "node_modules")}`.replace(
      /^\.\/\.\./,
      "..",
    );
  draft.create(
    SCHEMA_FILE,
    schemaTemplate(project, choices, { directory, modules }),
    "the metrics, each key explained",
  );
  const extension = choices.language === "typescript" ? "ts" : "js";
  const generatedFrom = (path: string): GeneratedPaths => ({
    recorders: importPath(path, `${directory}/recorders${end}`),
    testing: importPath(path, `${directory}/testing${end}`),
  });
  const name = ["metrics", "metricsmith"].find(
    (one) =>
      !["ts", "tsx", "js", "mts", "mjs", "cjs"].some((type) =>
        isThere(join(folder, `${source}${one}.${type}`)),
      ),
  );
  const module = `${source}${name ?? "metricsmith"}`;
  const isNext = choices.framework === "next";
  draft.create(
    `${module}.${extension}`,
    metricsModule(project, choices, generatedFrom(module)),
    isNext ? "records requests" : "records requests, and serves the metrics",
  );
  if (isNext) {
    const path = `${source}instrumentation`;
    const text = instrumentationModule(project, choices, generatedFrom(path));
    draft.create(`${path}.${extension}`, text, "serves the metrics");
  }
  if (project.manifest === undefined) {
    const text = mainModule(project, choices, importPath(`${source}main`, `${module}${end}`));
    draft.create(`${source}main.${extension}`, text, "a server that says hello");
  }
  if (project.runner !== undefined) {
    const place = findTestPlace(project.sources);
    const test = `${place.folder ?? source}${posix.basename(module)}${place.infix}`;
    draft.create(
      `${test}.${extension}`,
      metricsTest(project, choices, generatedFrom(test)),
      "a test of a metric",
    );
  }
  return module;
}

/** A path as an import in a file names it. */
export function importPath(file: string, path: string): string {
  const from = posix.relative(posix.dirname(file), path);
  return from.startsWith(".") ? from : `./${from}`;
}

function planNewProject(project: Project, choices: Choices, draft: Draft): void {
  draft.create("package.json", newManifest(project, choices), "the package, with its scripts");
  if (choices.language === "typescript")
    draft.create("tsconfig.json", newTsconfig(), "settings of the compiler");
  if (!isThere(join(project.folder, ".gitignore"))) {
    draft.create(".gitignore", newIgnoreFile(choices), "what stays out of the repository");
  }
}

/** The scripts that `init` adds. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  metrics: "metricsmith generate",
  [CHECK_SCRIPT]: "metricsmith generate --check",
};

function planScripts(text: string, scripts: Readonly<Record<string, string>>, draft: Draft): void {
  const missing = Object.fromEntries(Object.entries(SCRIPTS).filter(([name]) => scripts[name] === undefined));
  const names = Object.keys(missing).map((name) => `\`${name}\``);
  const purpose = `adds the script${names.length === 1 ? "" : "s"} ${names.join(" and ")}`;
  draft.change("package.json", { before: text, after: addScripts(text, missing) }, purpose);
}

/** Each package of a repository has a workflow of its own. */
function workflowPath({ folder, repository }: Project): string {
  const root = repository ?? folder;
  const name = ["metrics", ...posixPath(relative(root, folder)).split("/")]
    .filter((part) => part !== "")
    .join("-");
  return posixPath(relative(folder, join(root, `.github/workflows/${name}.yml`)));
}
