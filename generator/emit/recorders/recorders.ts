import { type ImportDeclarationStructure, StructureKind, type VariableStatementStructure } from "ts-morph";
import type { Catalog, Family } from "../../catalog.js";
import type { ModuleStyle, Output } from "../output.js";
import { printModule } from "../print-module.js";
import { constantStatement, stringLiteral } from "../typescript.js";
import { declareComposite } from "./composite-declarations.js";
import { declareFamily, runtimeClasses } from "./family-declarations.js";
import { familyConstant, isTimeUnit } from "./recorder-calls.js";
import { declareVector } from "./vector-declarations.js";

/** Emits the module `recorders`: a typed function for each way to record a family, and the families of the runtime. */
export function emitRecorders(catalog: Catalog, style: ModuleStyle): readonly Output[] {
  const statements = [
    runtimeImport(catalog),
    ...catalog.vectors.flatMap(declareVector),
    ...catalog.families.flatMap(declareFamily),
    ...catalog.recorders.flatMap(declareComposite),
    metricsConstant(catalog),
  ];
  return printModule("recorders", statements, { catalog, style });
}

function runtimeImport(catalog: Catalog): ImportDeclarationStructure {
  const names = new Set([
    "Metrics",
    ...catalog.vectors.map(({ kind }) => `${kind}Vector`),
    ...catalog.families.flatMap(familyImports),
  ]);
  return {
    kind: StructureKind.ImportDeclaration,
    moduleSpecifier: "@metricsmith/runtime/codegen",
    namedImports: (writer) => {
      writer.newLine();
      for (const name of [...names].sort()) writer.writeLine(`${name},`);
    },
  };
}

function familyImports(family: Family): readonly string[] {
  const classes = runtimeClasses(family);
  return [
    classes.family,
    ...(family.type === "gauge" ? [] : ["type Exemplar"]),
    ...(family.vectors.length > 0 ? [`type ${classes.bound}`] : []),
    ...(family.type === "histogram" && isTimeUnit(family.unit) ? ["monotonicClock"] : []),
  ];
}

function metricsConstant(catalog: Catalog): VariableStatementStructure {
  const families = catalog.families.map((family) => `    ${familyConstant(family)},\n`).join("");
  return constantStatement({
    name: "metrics",
    type: "Metrics",
    initializer: [
      "new Metrics({",
      `  address: ${stringLiteral(catalog.server.address)},`,
      `  families: [${families === "" ? "" : `\n${families}  `}],`,
      "})",
    ].join("\n"),
    isExported: true,
    docs: ["All families, to be served: `startMetricsServer(metrics)`."],
  });
}
