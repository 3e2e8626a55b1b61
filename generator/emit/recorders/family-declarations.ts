import { type FunctionDeclarationStructure, type StatementStructures, StructureKind } from "ts-morph";
import type { Family, GaugeFamily, HistogramFamily } from "../../catalog.js";
import { pascalCase, unitParameter } from "../../identifiers.js";
import { deprecation, familyDoc, listLiteral, makerFunction, stringLiteral } from "../typescript.js";
import {
  exemplarArgument,
  exemplarParameter,
  familyCall,
  familyConstant,
  indexFunction,
  isTimeUnit,
  labelsInterface,
  labelsParameter,
  timerFunction,
} from "./recorder-calls.js";
import { vectorConstant } from "./vector-declarations.js";

/** Declares a family: the type of its labels, the function that makes the family, and the functions that record it. */
export function declareFamily(family: Family): readonly StatementStructures[] {
  const labelled = family.vectors.length > 0;
  return [
    ...(labelled ? [labelsInterface(family.key, family.name, family.vectors)] : []),
    familyMaker(family),
    ...(labelled ? [indexFunction(family)] : []),
    ...recordFunctions(family),
    ...(labelled ? [bindFunction(family), ...removalFunctions(family)] : []),
  ];
}

/** The name of a family in a doc comment: `Counter \`authelia_request\`.` */
function typeAndName(family: Family): string {
  return `${pascalCase(family.type)} \`${family.name}\`.`;
}

/** The runtime's class for the family. */
export function familyClass({ type }: Family): string {
  return `${pascalCase(type)}Family`;
}

/** The runtime's class for one of the family's label sets. */
export function boundClass(family: Family): string {
  return `Bound${pascalCase(family.type)}`;
}

function familyMaker(family: Family): FunctionDeclarationStructure {
  const fields = [
    `name: ${stringLiteral(family.name)},`,
    `help: ${stringLiteral(family.help)},`,
    `vectors: [${family.vectors.map((vector) => vectorConstant(vector).name).join(", ")}],`,
  ];
  if (family.unit !== undefined) fields.push(`unit: ${stringLiteral(family.unit)},`);
  if (family.alias !== undefined) fields.push(`oldName: ${stringLiteral(family.alias.name)},`);
  if (family.initialize) fields.push("initialize: true,");
  if (family.type === "gauge" && family.combine !== "sum") fields.push(`combine: "${family.combine}",`);
  if (family.type === "histogram") fields.push(`buckets: ${bucketList(family.buckets)},`);
  const body = fields.map((field) => `  ${field}`).join("\n");
  return makerFunction(familyConstant(family).maker, `schema.family(${familyClass(family)}, {\n${body}\n})`);
}

function bucketList(buckets: readonly number[]): string {
  return listLiteral(buckets.map(String), "    buckets: ,").replaceAll("\n", "\n  ");
}

function recordFunctions(family: Family): readonly FunctionDeclarationStructure[] {
  switch (family.type) {
    case "counter":
      return [
        valueFunction(family, {
          prefix: "record",
          method: "record",
          value: "by",
          initial: "1",
          does: typeAndName(family),
        }),
      ];
    case "histogram":
      return histogramFunctions(family);
    case "gauge":
      return gaugeFunctions(family);
    default:
      return family satisfies never;
  }
}

function histogramFunctions(family: HistogramFamily): readonly FunctionDeclarationStructure[] {
  const value = unitParameter(family.unit);
  const record = valueFunction(family, {
    prefix: "record",
    method: "record",
    value,
    does: typeAndName(family),
  });
  if (!isTimeUnit(family.unit)) return [record];
  const doc = familyDoc(
    family,
    `Starts a timer of \`${family.name}\`: its stop records the ${family.unit} and returns them.`,
  );
  return [
    record,
    timerFunction({ key: family.key, unit: family.unit, labelled: family.vectors.length > 0, doc }),
  ];
}

function gaugeFunctions(family: GaugeFamily): readonly FunctionDeclarationStructure[] {
  const value = unitParameter(family.unit);
  return [
    valueFunction(family, { prefix: "set", method: "set", value, does: `Sets \`${family.name}\`.` }),
    valueFunction(family, {
      prefix: "add",
      method: "add",
      value: "by",
      initial: "1",
      does: `Adds to \`${family.name}\`.`,
    }),
    {
      kind: StructureKind.Function,
      isExported: true,
      name: `sample${pascalCase(family.key)}`,
      parameters: [...labelsParameter(family), { name: "read", type: "() => number | PromiseLike<number>" }],
      returnType: "void",
      statements: [...familyCall(family, "sample", "read")],
      docs: [
        familyDoc(
          family,
          `Has \`${family.name}\` read by a callback at each scrape; a promise is waited for, as long as the scrape has time.`,
        ),
      ],
    },
  ];
}

function valueFunction(
  family: Family,
  call: {
    readonly prefix: string;
    readonly method: string;
    readonly value: string;
    readonly initial?: string;
    readonly does: string;
  },
): FunctionDeclarationStructure {
  const parameter =
    call.initial === undefined
      ? { name: call.value, type: "number" }
      : { name: call.value, initializer: call.initial };
  return {
    kind: StructureKind.Function,
    isExported: true,
    name: `${call.prefix}${pascalCase(family.key)}`,
    parameters: [...labelsParameter(family), parameter, ...exemplarParameter([family])],
    returnType: "void",
    statements: [...familyCall(family, call.method, call.value, exemplarArgument([family]))],
    docs: [familyDoc(family, call.does)],
  };
}

function bindFunction(family: Family): FunctionDeclarationStructure {
  return {
    kind: StructureKind.Function,
    isExported: true,
    name: `bind${pascalCase(family.key)}`,
    parameters: [...labelsParameter(family)],
    returnType: boundClass(family),
    statements: [...familyCall(family, "bind", "")],
    docs: [`One label set of \`${family.name}\`, resolved once, for hot loops.${deprecation(family)}`],
  };
}

function removalFunctions(family: Family): readonly FunctionDeclarationStructure[] {
  const startsAgain = family.initialize ? "; it starts again at 0" : "";
  return [
    {
      kind: StructureKind.Function,
      isExported: true,
      name: `remove${pascalCase(family.key)}`,
      parameters: [...labelsParameter(family)],
      returnType: "boolean",
      statements: [`return ${familyConstant(family).name}.remove(labels);`],
      docs: [
        `Removes one series of \`${family.name}\`${startsAgain}. Returns whether it was there.${deprecation(family)}`,
      ],
    },
    {
      kind: StructureKind.Function,
      isExported: true,
      name: `clear${pascalCase(family.key)}`,
      returnType: "void",
      statements: [`${familyConstant(family).name}.clear();`],
      docs: [`Removes every series of \`${family.name}\`.${deprecation(family)}`],
    },
  ];
}
