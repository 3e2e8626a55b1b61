import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { isMap, isScalar, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";
import { type Diagnostic, startOfFile } from "../diagnostics/diagnostic.js";
import { IMPORT_CODES } from "../import/codes.js";
import { openImportSource } from "../import/draft.js";
import { makeSoundSchema } from "../import/sound-schema.js";
import { draftSource } from "../import/source/draft-source.js";
import { OUTPUT_CODES } from "../output/codes.js";
import { readModuleStyle } from "../output/module-style.js";
import type { OutputPlan, StaleFile } from "../output/output-plan.js";
import { outputDirectory, planGeneration } from "../output/plan-generation.js";
import { loadCatalog } from "../schema/load-catalog.js";
import { readTextFile } from "../text/read-file.js";
import type { ClientModule } from "./client-references.js";
import { ADOPT_CODES } from "./codes.js";
import type { GeneratedModule } from "./module-specifier.js";

/** Where the drop-in client is generated, and for which program. */
interface ClientRequest {
  /** The schema's path, relative to the working directory. It is imported from the sources if it does not exist. */
  readonly schema: string;
  readonly sources: readonly string[];
  /** Patterns of files that are not read. */
  readonly exclude: readonly string[];
  /** The client that the program uses. */
  readonly client: ClientModule;
  /** The folder of generated code, relative to the schema's folder, for a schema that names none. */
  readonly directory: string;
  /** The language of generated code, for a schema without outputs. */
  readonly language: "typescript" | "javascript";
}

/** What `planClient` makes, and what it found. */
interface ClientPlan {
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that diagnostics point into, by file. */
  readonly sources: ReadonlyMap<string, string>;
  /** `undefined` if a diagnostic is an error. */
  readonly generated: GeneratedClient | undefined;
}

/** The schema and its outputs, as they are to be. */
export interface GeneratedClient {
  /** The change of the schema; `undefined` if it stays as it is. */
  readonly schema: StaleFile | undefined;
  readonly outputs: OutputPlan;
  readonly module: GeneratedModule;
  /** The client that the drop-in is made of. */
  readonly client: ClientModule;
}

/** Generates the drop-in client in memory. Imports the schema first if there is none. */
export async function planClient(request: ClientRequest): Promise<ClientPlan> {
  const { schema, client } = request;
  const before = existsSync(schema) ? readTextFile(schema) : undefined;
  const given = before === undefined ? await importSchema(request) : checkSchema(schema, before);
  const diagnostics = [...given.diagnostics];
  const sources = new Map(given.sources);
  if (given.text === undefined) return { diagnostics, sources, generated: undefined };
  const text = addClientOutput(given.text, wantedOutputs(request));
  if (text === undefined) {
    const report = ADOPT_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
    report("adopt-schema-unchanged", { client: clientOutput(client) }, startOfFile(schema));
    return { diagnostics, sources, generated: undefined };
  }
  const loaded = loadCatalog(schema, text);
  const { catalog } = loaded;
  diagnostics.push(...loaded.diagnostics);
  for (const [file, source] of loaded.sources) sources.set(file, source);
  if (catalog === undefined) return { diagnostics, sources, generated: undefined };
  const out = outputDirectory(catalog);
  const faults: Diagnostic[] = [];
  const generation = await planGeneration(
    catalog,
    out,
    OUTPUT_CODES.reporter((diagnostic) => faults.push(diagnostic)),
  );
  diagnostics.push(...faults);
  for (const [page, source] of generation.pages) sources.set(page, source);
  if (faults.length > 0) return { diagnostics, sources, generated: undefined };
  return {
    diagnostics,
    sources,
    generated: {
      schema: text === before ? undefined : { path: schema, before, after: text },
      outputs: generation.plan,
      module: await findModule(out, generation.files),
      client: catalog.outputs.client?.of ?? client,
    },
  };
}

interface SchemaSource {
  /** The schema; `undefined` if a diagnostic is an error. */
  readonly text: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** A schema with an error is not changed: the places of its errors are those that a person sees. */
function checkSchema(schema: string, text: string): SchemaSource {
  const { catalog, diagnostics, sources } = loadCatalog(schema, text);
  if (catalog === undefined) return { text: undefined, diagnostics, sources };
  return { text, diagnostics: [], sources: new Map() }; // what else there is to say is said of the changed text
}

async function importSchema({ sources: names, exclude }: ClientRequest): Promise<SchemaSource> {
  const opened = names.map((name) => openImportSource(name, {}));
  const { draft, ...read } = await draftSource(opened, { namespace: undefined, exclude });
  if (draft === undefined) return { ...read, text: undefined };
  const { text, leftOut } = makeSoundSchema(draft);
  const diagnostics = [...read.diagnostics];
  const report = IMPORT_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  for (const { family, name, reason } of leftOut) {
    const help = "A schema cannot declare it: it stays with the client.";
    report("import-left-out", { name, reason, help }, family.location);
  }
  return { ...read, text, diagnostics };
}

function wantedOutputs({ client, directory, language }: ClientRequest): WantedOutputs {
  const others = [
    ...(language === "javascript" ? ["language: javascript"] : []),
    `directory: ${PLAIN_PATH.test(directory) ? directory : JSON.stringify(directory)}`,
  ];
  return { client: clientOutput(client), others };
}

/** A path that YAML reads as text without quotes. */
const PLAIN_PATH = /^[A-Za-z][\w./-]*$/;

/** The value of `outputs.client`. */
function clientOutput(client: ClientModule): string {
  return client === "prom-client" ? "true" : `{ of: ${JSON.stringify(client)} }`;
}

/** The outputs that an adoption needs of a schema. */
interface WantedOutputs {
  /** The value of `outputs.client`, in YAML: `true`, or `{ of: "@prometheus-io/client" }`. */
  readonly client: string;
  /** Other keys for a schema without `outputs`, such as `directory: src/generated`. */
  readonly others: readonly string[];
}

/**
 * Switches the drop-in client on in the text of a schema, and leaves all else as it stands.
 *
 * @returns `undefined` if the text is written in a way that only a person should change
 */
function addClientOutput(text: string, { client, others }: WantedOutputs): string | undefined {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) return undefined;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const outputs = findPair(contents, "outputs");
  if (outputs === undefined) {
    const head = findPair(contents, "namespace") ?? findPair(contents, "version");
    const end = contents.flow ? undefined : endOf(head);
    if (end === undefined) return undefined;
    const at = text.indexOf("\n", end) + 1 || text.length;
    const lines = ["outputs:", ...[...others, `client: ${client}`].map((line) => `  ${line}`)];
    const before = text.slice(0, at);
    const separator = before.endsWith("\n") ? "" : eol;
    return `${before}${separator}${lines.map((line) => line + eol).join("")}${text.slice(at)}`;
  }
  const map = outputs.value;
  if (!isMap(map) || !map.range) return undefined;
  const given = findPair(map, "client")?.value;
  if (isScalar(given) && given.value !== true) {
    const { range } = given;
    return range ? text.slice(0, range[0]) + client + text.slice(range[1]) : undefined;
  }
  if (given !== undefined) return text; // it is on
  const [start] = map.range;
  if (map.flow) {
    const separator = map.items.length === 0 ? " " : ",";
    return `${text.slice(0, start + 1)} client: ${client}${separator}${text.slice(start + 1)}`;
  }
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return `${text.slice(0, start)}client: ${client}${eol}${indent}${text.slice(start)}`;
}

function findPair(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** The offset behind a pair's value. */
function endOf(pair: Pair | undefined): number | undefined {
  const value = pair?.value as Node | null | undefined; // parsed pairs have nodes
  return value?.range?.[1];
}

/** The generated module, among all files that are generated. */
async function findModule(out: string, files: ReadonlyMap<string, string>): Promise<GeneratedModule> {
  const path = [...files.keys()].find((file) => /^client\.[jt]s$/.test(basename(file)));
  if (path === undefined) throw new Error("a schema with `outputs.client` generates a client");
  const importExtension = path.endsWith(".js") ? ".js" : (await readModuleStyle(out)).importExtension;
  return { kind: "file", path: resolve(path), importExtension };
}
