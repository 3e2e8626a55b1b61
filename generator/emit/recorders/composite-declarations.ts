import {
  type OptionalKind,
  type ParameterDeclarationStructure,
  type StatementStructures,
  StructureKind,
} from "ts-morph";
import type { CompositeRecorder, Family } from "../../catalog.js";
import { camelCase, pascalCase, unitParameter } from "../../identifiers.js";
import { sentence } from "../typescript.js";
import {
  exemplarArgument,
  exemplarParameter,
  isTimeUnit,
  labelsInterface,
  labelsParameter,
  timerFunction,
} from "./recorder-calls.js";

/** Declares a composite recorder: the types of its labels and values, and the functions that record all its families. */
export function declareComposite(recorder: CompositeRecorder): readonly StatementStructures[] {
  const labelled = recorder.vectors.length > 0;
  return [
    ...(labelled
      ? [labelsInterface(recorder.key, `record${pascalCase(recorder.key)}`, recorder.vectors)]
      : []),
    ...valuesInterface(recorder),
    recordFunction(recorder),
    ...timerFunctions(recorder),
    ...(labelled ? [boundInterface(recorder), bindFunction(recorder)] : []),
  ];
}

/** The families that take a value from the caller: all but counters, which go up by 1. */
function familiesWithValue(recorder: CompositeRecorder): readonly Family[] {
  return recorder.families.filter((family) => family.type !== "counter");
}

/** The parameters for values: none, one that is named for the unit, or an object with a value for each family. */
function valueParameters(
  recorder: CompositeRecorder,
): readonly { readonly name: string; readonly type: string }[] {
  const [first, ...others] = familiesWithValue(recorder);
  if (first === undefined) return [];
  if (others.length > 0) return [{ name: "values", type: `${pascalCase(recorder.key)}Values` }];
  return [{ name: unitParameter(first.unit), type: "number" }];
}

/** The parameters of a recorder without its labels. */
function recordParameters(
  recorder: CompositeRecorder,
): readonly OptionalKind<ParameterDeclarationStructure>[] {
  return [...valueParameters(recorder), ...exemplarParameter(recorder.families)];
}

function familyArguments(recorder: CompositeRecorder, family: Family): readonly string[] {
  return [valueArgument(recorder, family), ...exemplarArgument([family])];
}

function valueArgument(recorder: CompositeRecorder, family: Family): string {
  if (family.type === "counter") return "1";
  return familiesWithValue(recorder).length > 1 ? valueLocal(family) : unitParameter(family.unit);
}

function valueLocal(family: Family): string {
  return `${camelCase(family.key)}Value`;
}

/**
 * The statements that read the values of several families from their object. A getter or a proxy may throw: what is not
 * read then is `undefined`, which the runtime rejects.
 */
function valueReads(recorder: CompositeRecorder): readonly string[] {
  const families = familiesWithValue(recorder);
  if (families.length < 2) return [];
  return [
    ...families.map((family) => `let ${valueLocal(family)}: number = undefined!;`),
    "try {",
    ...families.map((family) => `  ${valueLocal(family)} = values?.${camelCase(family.key)};`),
    "} catch {}",
  ];
}

function valuesInterface(recorder: CompositeRecorder): readonly StatementStructures[] {
  const families = familiesWithValue(recorder);
  if (families.length < 2) return [];
  return [
    {
      kind: StructureKind.Interface,
      isExported: true,
      name: `${pascalCase(recorder.key)}Values`,
      docs: [`Values of \`${recorder.key}\`.`],
      properties: families.map((family) => ({
        name: camelCase(family.key),
        type: "number",
        isReadonly: true,
        docs: [`${sentence(family.help)}${family.unit === undefined ? "" : ` In ${family.unit}.`}`],
      })),
    },
  ];
}

function description(recorder: CompositeRecorder): string {
  const names = recorder.families.map((family) => `\`${family.name}\``).join(", ");
  return `${recorder.description === "" ? "" : `${sentence(recorder.description)} `}Records ${names}.`;
}

function recordFunction(recorder: CompositeRecorder): StatementStructures {
  const calls = recorder.families.map((family) => {
    const labels = family.vectors.length > 0 ? ["labels"] : [];
    const method = family.type === "gauge" ? "set" : "record";
    return `${method}${pascalCase(family.key)}(${[...labels, ...familyArguments(recorder, family)].join(", ")});`;
  });
  return {
    kind: StructureKind.Function,
    isExported: true,
    name: `record${pascalCase(recorder.key)}`,
    parameters: [...labelsParameter(recorder), ...recordParameters(recorder)],
    returnType: "void",
    statements: [...valueReads(recorder), ...calls],
    docs: [description(recorder)],
  };
}

function timerFunctions(recorder: CompositeRecorder): readonly StatementStructures[] {
  const [first, ...others] = familiesWithValue(recorder);
  if (first?.type !== "histogram" || others.length > 0 || !isTimeUnit(first.unit)) return [];
  const doc = `${description(recorder)} Starts a timer: its stop records the ${first.unit} and returns them.`;
  return [timerFunction({ key: recorder.key, unit: first.unit, labelled: recorder.vectors.length > 0, doc })];
}

function boundInterface(recorder: CompositeRecorder): StatementStructures {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: `Bound${pascalCase(recorder.key)}`,
    docs: [`One label set of \`${recorder.key}\`.`],
    methods: [{ name: "record", parameters: [...recordParameters(recorder)], returnType: "void" }],
  };
}

function bindFunction(recorder: CompositeRecorder): StatementStructures {
  const labelled = recorder.families.filter((family) => family.vectors.length > 0);
  const parameters = recordParameters(recorder)
    .map(({ name }) => name)
    .join(", ");
  const calls = recorder.families.map((family) => {
    const argument = familyArguments(recorder, family).join(", ");
    const method = family.type === "gauge" ? "set" : "record";
    const target =
      family.vectors.length > 0
        ? `bound${pascalCase(family.key)}.${method}`
        : `${method}${pascalCase(family.key)}`;
    return `    ${target}(${argument});`;
  });
  return {
    kind: StructureKind.Function,
    isExported: true,
    name: `bind${pascalCase(recorder.key)}`,
    parameters: [...labelsParameter(recorder)],
    returnType: `Bound${pascalCase(recorder.key)}`,
    statements: [
      ...labelled.map(({ key }) => `const bound${pascalCase(key)} = bind${pascalCase(key)}(labels);`),
      "return {",
      `  record(${parameters}) {`,
      ...valueReads(recorder).map((line) => `    ${line}`),
      ...calls,
      "  },",
      "};",
    ],
    docs: [`One label set of \`${recorder.key}\`, resolved once, for hot loops.`],
  };
}
