import { millisecondsIn } from "@metricsmith/runtime/text";
import {
  type FunctionDeclarationStructure,
  type OptionalKind,
  type ParameterDeclarationStructure,
  type StatementStructures,
  StructureKind,
} from "ts-morph";
import type { Family, Vector } from "../../catalog.js";
import { camelCase, pascalCase, unitParameter } from "../../identifiers.js";
import { type MadeConstant, sentence } from "../typescript.js";
import { labelType } from "./vector-declarations.js";

/** The parameter `labels: RequestLabels` of a family or composite recorder; none without labels. */
export function labelsParameter(owner: {
  readonly key: string;
  readonly vectors: readonly Vector[];
}): readonly { readonly name: string; readonly type: string }[] {
  return owner.vectors.length > 0 ? [{ name: "labels", type: `${pascalCase(owner.key)}Labels` }] : [];
}

/** The parameter `exemplar?: Exemplar`, where one of the families can have exemplars. */
export function exemplarParameter(
  families: readonly Pick<Family, "type">[],
): readonly OptionalKind<ParameterDeclarationStructure>[] {
  return hasExemplars(families) ? [{ name: "exemplar", type: "Exemplar", hasQuestionToken: true }] : [];
}

/** The argument `exemplar`, where one of the families can have exemplars. */
export function exemplarArgument(families: readonly Pick<Family, "type">[]): readonly string[] {
  return hasExemplars(families) ? ["exemplar"] : [];
}

function hasExemplars(families: readonly Pick<Family, "type">[]): boolean {
  return families.some(({ type }) => type !== "gauge"); // in OpenMetrics, gauges have no exemplars
}

/** The constant that is the runtime's family. */
export function familyConstant({ key }: Pick<Family, "key">): MadeConstant {
  return { name: `${camelCase(key)}Family`, maker: `${camelCase(key)}Definition` };
}

/**
 * The statements that call a method of a family for a label set. Code that is not type-checked may pass no labels at
 * all. That must not throw: the runtime rejects a sample whose index is -1.
 *
 * @param value the argument between the index and the labels; empty for none
 * @param lastArguments the arguments after the labels
 */
export function familyCall(
  family: Pick<Family, "key" | "vectors">,
  method: string,
  value: string,
  lastArguments: readonly string[] = [],
): readonly string[] {
  const call = (index: string, labels: string) =>
    `return ${familyConstant(family).name}.${method}(${[index, value, labels, ...lastArguments].filter(Boolean).join(", ")});`;
  if (family.vectors.length === 0) return [call("0", "undefined")];
  const index = `${camelCase(family.key)}Index(labels)`;
  return [`if (labels == null) ${call("-1", "labels")}`, call(index, "labels")];
}

/** The interface of the labels of a family or composite recorder, whose name in the doc comment is `owner`. */
export function labelsInterface(key: string, owner: string, vectors: readonly Vector[]): StatementStructures {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: `${pascalCase(key)}Labels`,
    docs: [`Labels of \`${owner}\`.`],
    properties: vectors.map((vector) => ({
      name: vector.label,
      type: labelType(vector),
      isReadonly: true,
      docs: vector.description === "" ? [] : [sentence(vector.description)],
    })),
  };
}

/**
 * The function from a label set to its index, a number whose digits, in mixed radix, are the ordinals of the label
 * values. A bad label value has a negative ordinal. The bitwise or of all ordinals is then negative, too.
 */
export function indexFunction(family: Family): FunctionDeclarationStructure {
  return {
    kind: StructureKind.Function,
    name: `${camelCase(family.key)}Index`,
    parameters: [...labelsParameter(family)],
    returnType: "number",
    statements: ["try {", ...indexBody(family).map((line) => `  ${line}`), ...UNREADABLE],
    docs: ["Negative if a label value is bad."],
  };
}

/** Whatever a getter or a proxy throws, a record does not throw: the runtime reads the labels again for its message. */
const UNREADABLE = ["} catch {", "  return -1;", "}"];

/** Bitwise operators keep an index below this limit as it is. */
const BITWISE_LIMIT = 2 ** 31;

function indexBody({ vectors, labelSets }: Family): readonly string[] {
  const digits = vectors.map((vector) => ({
    local: `${camelCase(vector.name)}At`,
    size: vector.size,
    expression: `${camelCase(vector.name)}Ordinal(labels.${vector.label})`,
    open: vector.kind === "open",
  }));
  if (digits.length === 1) return [`return ${digits[0]?.expression};`];
  const index = digits.reduce((sum, digit, position) => {
    if (position === 0) return digit.local;
    return `${position === 1 ? sum : `(${sum})`} * ${digit.size} + ${digit.local}`;
  }, "");
  const bad = digits.map((digit) => digit.local).join(" | ");
  const declare = ({ local, expression }: (typeof digits)[number]) => `const ${local} = ${expression};`;
  const closed = digits.filter(({ open }) => !open);
  const open = digits.filter(({ open }) => open);
  // A sample with a bad label value is rejected before its other labels use up values of open vectors.
  const closedLocals = closed.map(({ local }) => local);
  const badClosed = closed.length === 1 ? closedLocals.join() : `(${closedLocals.join(" | ")})`;
  return [
    ...closed.map(declare),
    ...(closed.length > 0 && open.length > 0 ? [`if (${badClosed} < 0) return -1;`] : []),
    ...open.map(declare),
    labelSets < BITWISE_LIMIT
      ? `return (${index}) | ((${bad}) >> 31);`
      : `return (${bad}) < 0 ? -1 : ${index};`,
  ];
}

/** True for a unit of time that a timer can measure in. */
export function isTimeUnit(unit: string | undefined): unit is string {
  return unit !== undefined && millisecondsIn(unit) !== undefined;
}

/** The function that starts a timer. Its stop function takes the labels, which are known only at the end. */
export function timerFunction(timer: {
  readonly key: string;
  readonly unit: string;
  readonly labelled: boolean;
  readonly doc: string;
}): FunctionDeclarationStructure {
  const pascal = pascalCase(timer.key);
  const unit = unitParameter(timer.unit);
  const labels = timer.labelled ? ["labels"] : [];
  return {
    kind: StructureKind.Function,
    isExported: true,
    name: `start${pascal}Timer`,
    returnType: `(${[...(timer.labelled ? [`labels: ${pascal}Labels`] : []), "exemplar?: Exemplar"].join(", ")}) => number`,
    statements: [
      "const clock = schema.monotonicClock();",
      "const start = clock.now();",
      `return (${[...labels, "exemplar"].join(", ")}) => {`,
      `  const ${unit} = ${elapsedTime(millisecondsIn(timer.unit) ?? 1)};`,
      `  record${pascal}(${[...labels, unit, "exemplar"].join(", ")});`,
      `  return ${unit};`,
      "};",
    ],
    docs: [timer.doc],
  };
}

function elapsedTime(milliseconds: number): string {
  if (milliseconds === 1) return "clock.now() - start";
  return milliseconds > 1
    ? `(clock.now() - start) / ${milliseconds}`
    : `(clock.now() - start) * ${Math.round(1 / milliseconds)}`;
}
