import { boundText } from "@metricsmith/runtime/text";
import {
  type FunctionDeclarationStructure,
  type ImportDeclarationStructure,
  type StatementStructures,
  StructureKind,
  type TypeAliasDeclarationStructure,
  type VariableStatementStructure,
  type WriterFunction,
} from "ts-morph";
import type { Catalog, Family } from "../catalog.js";
import { pascalCase } from "../identifiers.js";
import type { ModuleStyle, Output } from "./output.js";
import { printModule } from "./print-module.js";
import { constantStatement, familyDoc, stringLiteral, typeAlias } from "./typescript.js";

/** Emits the module `testing`, for tests of the application: a typed read for each family, and what changed in a run. */
export function emitTesting(catalog: Catalog, style: ModuleStyle): readonly Output[] {
  if (!catalog.outputs.testing) return [];
  const statements = [
    ...imports(catalog),
    constantStatement({ name: "testing", initializer: "openTesting(metrics)" }),
    readFunction,
    ...catalog.families.map(readConstant),
    changeType(catalog),
    ...TEST_FUNCTIONS,
  ];
  return printModule("testing", statements, { catalog, style });
}

function imports({ families }: Catalog): readonly ImportDeclarationStructure[] {
  const kind = StructureKind.ImportDeclaration as const;
  const types = [...new Set(families.map(({ type }) => pascalCase(type)))].sort();
  const labels = families.filter(({ vectors }) => vectors.length > 0).map(labelsType);
  const runtime = [
    "openTesting",
    ...types.flatMap((type) => [`type ${type}Change`, `type ${type}Read`]),
    "type MetricRead",
    "type PlacedRejection",
  ];
  return [
    { kind, moduleSpecifier: "@metricsmith/runtime/testing", namedImports: linesOf(runtime) },
    {
      kind,
      moduleSpecifier: "./recorders",
      namedImports: linesOf(["metrics", ...labels.map((type) => `type ${type}`)]),
    },
  ];
}

/** One name on each line, so that a change of one metric changes one line. */
function linesOf(names: readonly string[]): WriterFunction {
  return (writer) => {
    writer.newLine();
    for (const name of names) writer.writeLine(`${name},`);
  };
}

function labelsType({ key }: Family): string {
  return `${pascalCase(key)}Labels`;
}

/** A function, so that TypeScript checks the constants that call it in linear time: see `madeConstants`. */
const readFunction: FunctionDeclarationStructure = {
  kind: StructureKind.Function,
  name: "openRead",
  typeParameters: [{ name: "Read", constraint: "MetricRead" }],
  parameters: [{ name: "metric", type: "string" }],
  returnType: "Read",
  statements: "return testing.read(metric);",
};

function readConstant(family: Family): VariableStatementStructure {
  const replacement = family.deprecated?.replacedBy;
  return constantStatement({
    name: readName(family),
    type: readType(family),
    initializer: `openRead(${stringLiteral(family.name)})`,
    isExported: true,
    docs: [
      familyDoc(
        family,
        `Reads \`${family.name}\`, the sum of the series with these labels.`,
        replacement && readName(replacement),
      ),
    ],
  });
}

function readName({ key }: Pick<Family, "key">): string {
  return `read${pascalCase(key)}`;
}

function readType(family: Family): string {
  const labels = family.vectors.length > 0 ? [labelsType(family)] : [];
  const bounds = family.type === "histogram" ? [boundsUnion(family)] : [];
  const none = bounds.length > 0 && labels.length === 0 ? ["Record<string, never>"] : [];
  const parameters = [...labels, ...none, ...bounds].join(", ");
  return `${pascalCase(family.type)}Read${parameters === "" ? "" : `<${parameters}>`}`;
}

/** The upper bounds as the label `le` has them. */
function boundsUnion({ buckets }: { readonly buckets: readonly number[] }): string {
  return union([...buckets, Infinity].map(boundText));
}

function union(texts: readonly string[]): string {
  return texts.length === 0 ? "never" : texts.map(stringLiteral).join(" | ");
}

function changeType({ families }: Catalog): TypeAliasDeclarationStructure {
  const members = families.map((family) => {
    const parameters = [stringLiteral(family.name), union(family.vectors.map(({ label }) => label))];
    if (family.type === "histogram") parameters.push(boundsUnion(family));
    return `\n| ${pascalCase(family.type)}Change<${parameters.join(", ")}>`;
  });
  return typeAlias({
    name: "MetricChange",
    type: members.length === 0 ? "never" : members.join(""),
    docs: ["A series that changed, with its labels as they are exposed."],
  });
}

const TEST_FUNCTIONS: readonly StatementStructures[] = [
  testFunction(
    "withMetrics",
    "Runs a function, waits for it, and returns the series that changed: in the order of the schema, and within a metric by label values. What the function throws is thrown again.",
    { parameter: { name: "run", type: "() => unknown" }, returnType: "Promise<readonly MetricChange[]>" },
  ),
  testFunction(
    "sampleMetrics",
    "Calls the callbacks of all sampled gauges and waits for them, as a scrape does.",
    { returnType: "Promise<void>" },
  ),
  testFunction("resetMetrics", "Removes every series, and forgets which samples were rejected.", {
    returnType: "void",
  }),
  testFunction(
    "expectNoRejections",
    "Throws an error if a sample was rejected since the last call or reset, with the place of each recorder's call.",
    { returnType: "void" },
  ),
  testFunction(
    "takeRejections",
    "Returns the samples that were rejected since the last call or reset, and forgets them: a test that expects some can check them.",
    { returnType: "readonly PlacedRejection[]" },
  ),
];

function testFunction(
  name: string,
  doc: string,
  {
    parameter,
    returnType,
  }: { readonly parameter?: { readonly name: string; readonly type: string }; readonly returnType: string },
): FunctionDeclarationStructure {
  const result = returnType === "void" ? "" : "return ";
  return {
    kind: StructureKind.Function,
    isExported: true,
    name,
    parameters: parameter === undefined ? [] : [parameter],
    returnType,
    statements: `${result}testing.${name}(${parameter?.name ?? ""});`,
    docs: [doc],
  };
}
