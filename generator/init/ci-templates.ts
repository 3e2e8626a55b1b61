import { existsSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { posixPath } from "../text/system-reason.js";
import { indentYaml } from "./code-style.js";
import { cleanInstallCommand, scriptCommand } from "./package-manager.js";
import type { Project } from "./project.js";

/** A workflow of GitHub that fails where generated files are out of date. */
export function githubWorkflow(project: Project): string {
  const { manager, workspaceRoot, repository, folder } = project;
  const inside = repository === undefined ? "" : posixPath(relative(repository, folder));
  const root = repository === undefined ? "" : posixPath(relative(repository, workspaceRoot ?? folder));
  const at = (path: string) => (path === "" ? "" : `\n        working-directory: ${path}`);
  const setUp = {
    npm: "",
    yarn: manager.isPinned ? "\n      - run: corepack enable" : "",
    pnpm: `\n      - uses: pnpm/action-setup@v4${manager.isPinned ? "" : "\n        with:\n          version: latest"}`,
    bun: "\n      - uses: oven-sh/setup-bun@v2",
  }[manager.name];
  const text = `# Fails where the generated files do not fit the schema of the metrics.
name: metrics
on:
  push:
    branches: [main, master]
  pull_request:
permissions:
  contents: read
jobs:
  metrics:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4${setUp}
      - uses: actions/setup-node@v4
        with:
          ${nodeVersion(project)}
      - run: ${cleanInstallCommand(manager)}${at(root)}
      - run: ${scriptCommand(manager, CHECK_SCRIPT)}${at(inside)}
`;
  return indentYaml(text, project.formatter === "prettier" ? project.style.spaces : 2);
}

/** The version of Node that the repository names for its own programs, or the latest that is supported for long. */
function nodeVersion({ repository, folders }: Project): string {
  for (const folder of folders) {
    const file = [".nvmrc", ".node-version"].find((name) => existsSync(join(folder, name)));
    if (file === undefined) continue;
    return `node-version-file: ${posix.join(posixPath(relative(repository ?? folder, folder)), file)}`;
  }
  return "node-version: lts/*";
}

/** The script that compares the generated files with the schema. */
export const CHECK_SCRIPT = "metrics:check";

/** A job of GitLab. Nothing is added to a file that may have stages and templates of its own. */
export function gitlabJob({ manager, repository, workspaceRoot, folder }: Project): string {
  const inside = repository === undefined ? "" : posixPath(relative(workspaceRoot ?? repository, folder));
  const change = inside === "" ? [] : [`    - cd ${inside}`];
  const setUp = {
    npm: [],
    yarn: manager.isPinned ? ["corepack enable"] : [],
    pnpm: [manager.isPinned ? "corepack enable" : "npm install --global pnpm"],
    bun: ["npm install --global bun"],
  }[manager.name];
  return [
    "metrics:",
    "  image: node:lts",
    "  script:",
    ...setUp.map((command) => `    - ${command}`),
    `    - ${cleanInstallCommand(manager)}`,
    ...change,
    `    - ${scriptCommand(manager, CHECK_SCRIPT)}`,
  ].join("\n");
}
