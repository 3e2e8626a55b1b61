import {
  type ImportDeclarationStructure,
  type StatementStructures,
  StructureKind,
  type VariableStatementStructure,
} from "ts-morph";
import type { Catalog, ClientOutput, Family } from "../../catalog.js";
import type { ModuleStyle, Output } from "../output.js";
import { printModule } from "../print-module.js";
import { constantStatement, stringLiteral } from "../typescript.js";
import { labelTypes, metricExports } from "./client-types.js";
import { declareRecording, recordingFunction, vectorFunctions } from "./recording-functions.js";

/**
 * Emits the drop-in client: `client.ts`, the module that a program imports in place of a client's package, and
 * `client-metrics.ts`, which makes its classes. They are two, so that the default import of `client.ts` has types, too.
 */
export function emitClient(catalog: Catalog, style: ModuleStyle): readonly Output[] {
  const { client } = catalog.outputs;
  if (client === undefined) return [];
  const labelled = catalog.families.filter(({ vectors }) => vectors.length > 0);
  const ordinals = vectorFunctions(labelled);
  const types = [
    ...new Set(labelled.map(({ type }) => TYPES[type]).sort()),
    ...labelTypes(catalog),
    ...(ordinals.length === 0 ? [] : ["TextOrdinal"]),
  ];
  const classes = [
    ...imports(client, types),
    ...ordinals,
    ...labelled.flatMap(declareRecording),
    adoptedClasses(labelled, catalog.ignore),
    exportAll(client.of),
    ...SPIED.map((name) => passedOn(name, "client", `passOn(client, ${stringLiteral(name)})`)),
    ...metricExports(catalog, client),
  ];
  const all: readonly StatementStructures[] = [
    { kind: StructureKind.ImportDeclaration, moduleSpecifier: "./client-metrics", namespaceImport: "own" },
    exportAll("./client-metrics"),
    exportDefault(),
    ...SPIED.map((name) => passedOn(name, "own", `own.${name}`)),
  ];
  return [
    ...printModule("client-metrics", classes, { catalog, style }),
    ...printModule("client", all, { catalog, style }),
  ];
}

/** @param types of the runtime */
function imports({ of }: ClientOutput, types: readonly string[]): readonly ImportDeclarationStructure[] {
  const kind = StructureKind.ImportDeclaration as const;
  const names = ["adoptClient", "passOn", ...types.map((type) => `type ${type}`)];
  return [
    { kind, moduleSpecifier: "@metricsmith/runtime/client", namedImports: names },
    { kind, moduleSpecifier: of, namespaceImport: "client" },
    { kind, moduleSpecifier: "./recorders", namedImports: ["metrics"] },
  ];
}

/** The runtime's type of the function that records a family's metrics, by the family's type. */
const TYPES = {
  counter: "CounterRecording",
  gauge: "GaugeRecording",
  histogram: "HistogramRecording",
} as const;

/** The classes, and which function records the metrics of each family with labels. */
function adoptedClasses(labelled: readonly Family[], ignore: readonly string[]): VariableStatementStructure {
  const tables = (["counter", "gauge", "histogram"] as const).map((type) => {
    const entries = labelled
      .filter((family) => family.type === type)
      .map((family) => `    ${stringLiteral(family.name)}: ${recordingFunction(family)},\n`);
    return `  ${type}s: {${entries.length === 0 ? "" : `\n${entries.join("")}  `}},\n`;
  });
  const ignored = ignore.length === 0 ? "" : `  ignored: [${ignore.map(stringLiteral).join(", ")}],\n`;
  return constantStatement({
    name: "adopted",
    initializer: `adoptClient(client, metrics, {\n${tables.join("")}${ignored}})`,
  });
}

/** The functions of all clients on which tests spy. In CommonJS, what `export *` exports cannot be replaced. */
const SPIED = ["collectDefaultMetrics", "linearBuckets", "exponentialBuckets"] as const;

function passedOn(name: string, module: string, initializer: string): VariableStatementStructure {
  return constantStatement({ name, type: `typeof ${module}.${name}`, initializer, isExported: true });
}

function exportAll(moduleSpecifier: string): StatementStructures {
  return { kind: StructureKind.ExportDeclaration, moduleSpecifier };
}

/** What a default import of the package has, types included. */
function exportDefault(): StatementStructures {
  return {
    kind: StructureKind.ExportDeclaration,
    moduleSpecifier: "./client-metrics",
    namespaceExport: "default",
  };
}
