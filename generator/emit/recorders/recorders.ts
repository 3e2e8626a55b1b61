import { type ImportDeclarationStructure, StructureKind, type VariableStatementStructure } from "ts-morph";
import type { Catalog, Family } from "../../catalog.js";
import { PACKAGE_VERSION } from "../../package-version.js";
import type { ModuleStyle, Output } from "../output.js";
import { printModule } from "../print-module.js";
import {
  constantStatement,
  listLiteral,
  type MadeConstant,
  madeConstants,
  makerFunction,
  stringLiteral,
} from "../typescript.js";
import { declareComposite } from "./composite-declarations.js";
import { boundClass, declareFamily } from "./family-declarations.js";
import { familyConstant } from "./recorder-calls.js";
import { declareUnion, declareVectorFunctions, vectorConstant } from "./vector-declarations.js";

/** Emits the module `recorders`: a typed function for each way to record a family, and the families of the runtime. */
export function emitRecorders(catalog: Catalog, style: ModuleStyle): readonly Output[] {
  const statements = [
    runtimeImport(catalog),
    schemaConstant(catalog),
    ...catalog.vectors.flatMap(declareUnion),
    ...catalog.vectors.flatMap(declareVectorFunctions),
    ...catalog.families.flatMap(declareFamily),
    ...catalog.recorders.flatMap(declareComposite),
    ...madeConstants([...catalog.vectors.map(vectorConstant), ...catalog.families.map(familyConstant)]),
    metricsConstant,
    makerFunction(METRICS.maker, metricsExpression(catalog)),
  ];
  return printModule("recorders", statements, { catalog, style });
}

/** One function, and types: whatever else changes in the runtime, code of another version gets its clear error. */
function runtimeImport(catalog: Catalog): ImportDeclarationStructure {
  const types = new Set(["type Metrics", ...catalog.families.flatMap(importedTypes)]);
  return {
    kind: StructureKind.ImportDeclaration,
    moduleSpecifier: "@metricsmith/runtime/codegen",
    namedImports: (writer) => {
      writer.newLine();
      for (const name of ["openSchema", ...[...types].sort()]) writer.writeLine(`${name},`);
    },
  };
}

function importedTypes(family: Family): readonly string[] {
  return [
    ...(family.type === "gauge" ? [] : ["type Exemplar"]),
    ...(family.vectors.length > 0 ? [`type ${boundClass(family)}`] : []),
  ];
}

/** Opens the schema: what it gives makes the vectors, the families and the metrics. */
function schemaConstant({ origin, namespace, vectors }: Catalog): VariableStatementStructure {
  const open = vectors.filter(({ kind }) => kind === "open").map(({ name }) => stringLiteral(name));
  const list = `  openVectors: ${listLiteral(open, "  openVectors: ")}`;
  return constantStatement({
    name: "schema",
    initializer: [
      "openSchema({",
      `  version: ${stringLiteral(PACKAGE_VERSION)},`,
      `  package: ${stringLiteral(origin.package)},`,
      `  path: ${stringLiteral(origin.path)},`,
      `  namespace: ${stringLiteral(namespace)},`,
      ...(open.length > 0 ? [`${list.replaceAll("\n", "\n  ")},`] : []),
      "})",
    ].join("\n"),
  });
}

const METRICS: MadeConstant = { name: "metrics", maker: "allMetrics" };

const metricsConstant: VariableStatementStructure = constantStatement({
  name: METRICS.name,
  type: "Metrics",
  initializer: `${METRICS.maker}()`,
  isExported: true,
  docs: ["All families, to be served: `startMetricsServer(metrics)`."],
});

function metricsExpression({ families, server }: Catalog): string {
  const names = families.map((family) => `    ${familyConstant(family).name},\n`).join("");
  return [
    "schema.metrics({",
    `  address: ${stringLiteral(server.address)},`,
    `  families: [${names === "" ? "" : `\n${names}  `}],`,
    "})",
  ].join("\n");
}
