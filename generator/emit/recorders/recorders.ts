import { IndentationText, Project } from "ts-morph";
import type { Catalog, Family } from "../../catalog.js";
import { bannerComment, type Output } from "../output.js";
import { type Statement, stringLiteral } from "../typescript.js";
import { declareComposite } from "./composite-declarations.js";
import { declareFamily, runtimeClasses } from "./family-declarations.js";
import { familyConstant, isTimeUnit } from "./recorder-calls.js";
import { declareVector } from "./vector-declarations.js";

/** `recorders.ts`: typed functions that record, and the families behind them. */
export function emitRecorders(catalog: Catalog): readonly Output[] {
  const statements: Statement[] = [
    runtimeImport(catalog),
    ...catalog.vectors.flatMap(declareVector),
    ...catalog.families.flatMap(declareFamily),
    ...catalog.recorders.flatMap(declareComposite),
    metricsDeclaration(catalog),
  ];
  return [{ kind: "file", path: "recorders.ts", text: `${header(catalog)}\n${print(statements)}` }];
}

/** One structure printed once: adding statement by statement to a source file is quadratic. */
function print(statements: Statement[]): string {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { indentationText: IndentationText.TwoSpaces },
  });
  return tidied(project.createSourceFile("recorders.ts", { statements }).getFullText());
}

/** Statements given as text and as structures meet here: one blank line between them, no trailing blanks. */
function tidied(text: string): string {
  return text
    .replace(/ +$/gm, "")
    .replace(/^(\S.*;)\n\/\*\*/gm, "$1\n\n/**")
    .replace(/\n{3,}/g, "\n\n");
}

function header(catalog: Catalog): string {
  return [
    `// ${bannerComment(catalog)}`,
    "/* eslint-disable */",
    "// biome-ignore-all lint: generated",
    "",
  ].join("\n");
}

function runtimeImport(catalog: Catalog): string {
  const names = new Set([
    "Metrics",
    ...catalog.vectors.map(({ kind }) => `${kind}Vector`),
    ...catalog.families.flatMap(familyImports),
  ]);
  const lines = [...names].sort().map((name) => `  ${name},`);
  return `import {\n${lines.join("\n")}\n} from "@metricsmith/runtime/codegen";\n`;
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

function metricsDeclaration(catalog: Catalog): string {
  const families = catalog.families.map((family) => `    ${familyConstant(family)},`);
  return [
    "",
    "/** All families, to be served: `startMetricsServer(metrics)`. */",
    "export const metrics: Metrics = new Metrics({",
    `  address: ${stringLiteral(catalog.server.address)},`,
    families.length === 0 ? "  families: []," : `  families: [\n${families.join("\n")}\n  ],`,
    "});",
  ].join("\n");
}
