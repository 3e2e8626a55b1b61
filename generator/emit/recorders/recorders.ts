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
import { boundClass, declareFamily, familyClass } from "./family-declarations.js";
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
    ...madeConstants([
      ...catalog.vectors.map(vectorConstant),
      ...catalog.families.map(familyConstant),
      DECLARED,
    ]),
    metricsConstant,
    makerFunction(DECLARED.maker, declaration(catalog)),
  ];
  return printModule("recorders", statements, { catalog, style });
}

/**
 * Two functions, the classes of the families that there are, and types: what the code does not name is not in a bundle.
 * The runtime always exports these, so that code of another version gets its clear error.
 */
function runtimeImport(catalog: Catalog): ImportDeclarationStructure {
  const values = new Set(["metricsOf", "openSchema", ...catalog.families.map(familyClass)]);
  const types = new Set(["type Metrics", ...catalog.families.flatMap(importedTypes)]);
  return {
    kind: StructureKind.ImportDeclaration,
    moduleSpecifier: "@metricsmith/runtime/codegen",
    namedImports: (writer) => {
      writer.newLine();
      for (const name of [...[...values].sort(), ...[...types].sort()]) writer.writeLine(`${name},`);
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

const DECLARED: MadeConstant = { name: "declared", maker: "declareFamilies" };

/** A statement of its own, without effect: a bundle in which nothing uses it leaves it out, and the exposition with it. */
const metricsConstant: VariableStatementStructure = constantStatement({
  name: "metrics",
  type: "Metrics",
  initializer: `/* @__PURE__ */ metricsOf(${DECLARED.name})`,
  isExported: true,
  docs: ["All families, to be served: `startMetricsServer(metrics)`."],
});

function declaration({ families, server }: Catalog): string {
  const names = families.map((family) => `    ${familyConstant(family).name},\n`).join("");
  return [
    "schema.declare({",
    `  address: ${stringLiteral(server.address)},`,
    `  families: [${names === "" ? "" : `\n${names}  `}],`,
    "})",
  ].join("\n");
}
