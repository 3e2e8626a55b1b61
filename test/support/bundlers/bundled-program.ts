import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hashSync } from "bcryptjs";
import { ts } from "ts-morph";
import { expect } from "vitest";
import { ROOT } from "../documents.js";
import { run } from "../run-program.js";
import type { Bundler } from "./bundlers.js";

/** What a program says of itself when it runs. */
export interface ProgramReport {
  /** Statuses of a scrape and of the page, without users. */
  readonly open: readonly [number, number];
  /** Names of families that a scrape exposes: of the schema, and of the client of the application. */
  readonly families: readonly string[];
  /** Statuses of scrapes without and with a password; or why the server does not start. */
  readonly users: readonly [number, number] | string;
  /** The type of the registry that `createRegistry` makes, or why it makes none. */
  readonly registry: string;
  readonly warnings: readonly string[];
}

/** In milliseconds: Next takes half a minute, and more on a busy machine. */
const LONGEST_BUILD = 900_000;

/** An application that has the runtime, `yaml`, `bcryptjs` and some clients installed. */
export class BundledProgram {
  readonly #bundler: Bundler;
  readonly #tools: string;
  /** Where the bundle runs: outside of the repository, whose packages it would find. */
  readonly #folder = mkdtempSync(join(tmpdir(), "metricsmith-bundle-"));
  readonly #app: string;

  /**
   * @param bundler of the application
   * @param tools a folder in which the bundler's package is found
   * @param clients names of packages
   */
  constructor(bundler: Bundler, tools: string, clients: readonly string[]) {
    this.#bundler = bundler;
    this.#tools = tools;
    this.#app = mkdtempSync(join(bundler.isFramework ? tools : this.#folder, "app-"));
    const installed = join(this.#app, "node_modules");
    const runtime = join(installed, "@metricsmith/runtime");
    cpSync(join(ROOT, "runtime/dist"), join(runtime, "dist"), { recursive: true });
    cpSync(join(ROOT, "runtime/package.json"), join(runtime, "package.json"));
    for (const name of ["yaml", "bcryptjs", ...clients]) copyPackage(name, installed);
    writeFileSync(join(this.#app, "package.json"), `{ "name": "app", "type": "module", "private": true }\n`);
    writeFileSync(join(this.#app, "recorders.js"), recorders());
    writeFileSync(join(this.#app, "main.js"), programOf(bundler.loads === "none" ? [] : clients));
  }

  /** Bundles the program. */
  async bundle(): Promise<void> {
    const file = join(mkdtempSync(join(this.#tools, "build-")), "build.mjs");
    writeFileSync(file, this.#bundler.script);
    await run(process.execPath, [file, this.#app], { cwd: this.#app, timeout: LONGEST_BUILD });
    rmSync(dirname(file), { recursive: true });
  }

  /** Runs the bundle in a folder that has nothing else but some packages. */
  async run(beside: readonly string[]): Promise<ProgramReport> {
    const place = mkdtempSync(join(this.#folder, "place-"));
    cpSync(join(this.#app, "dist"), join(place, "dist"), { recursive: true });
    for (const name of beside) copyPackage(name, join(place, "node_modules"));
    writeFileSync(join(place, "users.yml"), `basic_auth_users: { a: "${hashSync("secret", 4)}" }\n`);
    const program = join(place, "dist", this.#bundler.output);
    const { stdout } = await run(process.execPath, [program, join(place, "users.yml")], { cwd: place });
    const [, report = ""] = /^REPORT (.*)$/m.exec(stdout) ?? expect.unreachable(stdout);
    return JSON.parse(report);
  }

  remove(): void {
    for (const folder of [this.#app, this.#folder]) rmSync(folder, { recursive: true });
  }
}

/** Copies a package of this repository with its dependencies; with a link, bundlers would find all of the repository. */
function copyPackage(name: string, installed: string): void {
  mkdirSync(dirname(join(installed, name)), { recursive: true });
  cpSync(join(ROOT, "node_modules", name), join(installed, name), { recursive: true });
  const { dependencies = {} } = JSON.parse(readFileSync(join(installed, name, "package.json"), "utf8"));
  for (const dependency of Object.keys(dependencies)) copyPackage(dependency, installed);
}

/** The recorders of this repository's schema, in JavaScript. */
function recorders(): string {
  const text = readFileSync(join(ROOT, "generated/recorders.ts"), "utf8");
  const { ES2022, ESNext } = { ES2022: ts.ScriptTarget.ES2022, ESNext: ts.ModuleKind.ESNext };
  return ts.transpileModule(text, { compilerOptions: { target: ES2022, module: ESNext } }).outputText;
}

/** @param clients whose metrics it serves */
function programOf(clients: readonly string[]): string {
  return `
    import { createRegistry, startMetricsServer } from "@metricsmith/runtime/server";
    import { hashSync } from "bcryptjs";
    ${clients.map((name, at) => `import * as client${at} from "${name}";`).join("\n")}
    import { metrics, recordAuthn } from "./recorders.js";

    const clients = [${clients.map((_, at) => `client${at}`)}];
    const options = { host: "127.0.0.1", port: 0, registry: clients[0]?.register };
    const credentials = { authorization: "Basic " + btoa("a:secret") };

    async function main() {
      const warnings = [];
      metrics.configure({ warn: (message) => warnings.push(message) });
      recordAuthn({ success: true, banned: false });
      clients.forEach(({ Counter }, at) => new Counter({ name: "of_client_" + at, help: hashSync("x", 4) }));
      const server = await startMetricsServer(metrics, options);
      const scrape = await fetch(server.url);
      const page = await fetch(new URL("/", server.url));
      const families = (await scrape.text()).matchAll(/^# TYPE (authelia_authn|of_client_\\S+) /gm);
      await server.close();
      const report = { open: [scrape.status, page.status], families: [...families].map(([, name]) => name) };
      report.users = await scrapeAsUser().catch((error) => error.name + ": " + error.message);
      report.registry = await createRegistry(metrics).then(
        async (registry) => ((await registry.metrics()).includes("authelia_authn{") ? "registry" : "empty registry"),
        (error) => error.name + ": " + error.message,
      );
      console.log("REPORT " + JSON.stringify({ ...report, warnings }));
    }

    async function scrapeAsUser() {
      const server = await startMetricsServer(metrics, { ...options, webConfigFile: process.argv[2] });
      const responses = [await fetch(server.url), await fetch(server.url, { headers: credentials })];
      await server.close();
      return responses.map(({ status }) => status);
    }

    export const finished = main();
  `;
}
