import {
  type FunctionDeclarationStructure,
  type OptionalKind,
  type ParameterDeclarationStructure,
  type StatementStructures,
  StructureKind,
} from "ts-morph";
import type { Family, Vector } from "../../catalog.js";
import { camelCase, pascalCase, unitParameter } from "../../identifiers.js";
import { sentence } from "../typescript.js";
import { labelType } from "./vector-declarations.js";

/** `labels: RequestLabels` for a family or composite recorder that has labels. */
export function labelsParameter(owner: {
  readonly key: string;
  readonly vectors: readonly Vector[];
}): readonly { readonly name: string; readonly type: string }[] {
  return owner.vectors.length > 0 ? [{ name: "labels", type: `${pascalCase(owner.key)}Labels` }] : [];
}

/** `exemplar?: Exemplar` for what records counters or histograms. */
export function exemplarParameter(
  families: readonly Pick<Family, "type">[],
): readonly OptionalKind<ParameterDeclarationStructure>[] {
  return hasExemplars(families) ? [{ name: "exemplar", type: "Exemplar", hasQuestionToken: true }] : [];
}

/** The same as an argument. */
export function exemplarArgument(families: readonly Pick<Family, "type">[]): readonly string[] {
  return hasExemplars(families) ? ["exemplar"] : [];
}

function hasExemplars(families: readonly Pick<Family, "type">[]): boolean {
  return families.some(({ type }) => type !== "gauge"); // as OpenMetrics has it
}

/** The runtime family of a schema's family. */
export function familyConstant(family: Pick<Family, "key">): string {
  return `${camelCase(family.key)}Family`;
}

/**
 * The statements that call a family's method for a label set. A caller that is not type-checked may pass
 * no labels at all, which must not throw: the index -1 has the sample rejected.
 *
 * @param value the method's argument between the index and the labels; empty for none
 * @param further arguments behind the labels
 */
export function familyCall(
  family: Pick<Family, "key" | "vectors">,
  method: string,
  value: string,
  further: readonly string[] = [],
): readonly string[] {
  const call = (index: string, labels: string) =>
    `return ${familyConstant(family)}.${method}(${[index, value, labels, ...further].filter(Boolean).join(", ")});`;
  if (family.vectors.length === 0) return [call("0", "undefined")];
  const index = `${camelCase(family.key)}Index(labels)`;
  return [`if (labels == null) ${call("-1", "labels")}`, call(index, "labels")];
}

/** The interface of a label set. */
export function labelsInterface(key: string, of: string, vectors: readonly Vector[]): StatementStructures {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: `${pascalCase(key)}Labels`,
    docs: [`Labels of \`${of}\`.`],
    properties: vectors.map((vector) => ({
      name: vector.name,
      type: labelType(vector),
      isReadonly: true,
      docs: vector.description === "" ? [] : [sentence(vector.description)],
    })),
  };
}

/**
 * The function from a label set to its index: the ordinals of its label values as digits in mixed radix.
 * A bad label's ordinal is negative, and so is then the bitwise or of all of them.
 */
export function indexFunction(family: Family): FunctionDeclarationStructure {
  return {
    kind: StructureKind.Function,
    name: `${camelCase(family.key)}Index`,
    parameters: [...labelsParameter(family)],
    returnType: "number",
    statements: [...indexBody(family)],
    docs: ["Negative if a label value is bad."],
  };
}

/** Up to here, bitwise operators keep an index as it is. */
const BITWISE_LIMIT = 2 ** 31;

function indexBody({ vectors, labelSets }: Family): readonly string[] {
  const digits = vectors.map((vector) => ({
    local: `${camelCase(vector.name)}At`,
    size: vector.size,
    expression: `${camelCase(vector.name)}Ordinal(labels.${vector.name})`,
    open: vector.kind === "open",
  }));
  if (digits.length === 1) return [`return ${digits[0]?.expression};`];
  const index = digits.reduce((sum, digit, position) => {
    if (position === 0) return digit.local;
    return `${position === 1 ? sum : `(${sum})`} * ${digit.size} + ${digit.local}`;
  }, "");
  const bad = digits.map((digit) => digit.local).join(" | ");
  const declared = ({ local, expression }: (typeof digits)[number]) => `const ${local} = ${expression};`;
  const closed = digits.filter(({ open }) => !open);
  const open = digits.filter(({ open }) => open);
  // A sample that is rejected for another label must not take one of an open vector's label values.
  const early = closed.map(({ local }) => local).join(" | ");
  return [
    ...closed.map(declared),
    ...(closed.length > 0 && open.length > 0 ? [`if ((${early}) < 0) return -1;`] : []),
    ...open.map(declared),
    labelSets < BITWISE_LIMIT
      ? `return (${index}) | ((${bad}) >> 31);`
      : `return (${bad}) < 0 ? -1 : ${index};`,
  ];
}

/** How many milliseconds one unit of time has, for the units in which a timer can measure. */
const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ["nanoseconds", 1e-6],
  ["microseconds", 1e-3],
  ["milliseconds", 1],
  ["seconds", 1000],
  ["minutes", 60_000],
  ["hours", 3_600_000],
  ["days", 86_400_000],
]);

/** True when durations of a unit can be measured by a timer. */
export function isTimeUnit(unit: string | undefined): unit is string {
  return unit !== undefined && MILLISECONDS.has(unit);
}

/** The function that starts a timer, whose stop takes the labels: they are known only at the end. */
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
      "const clock = monotonicClock();",
      "const start = clock.now();",
      `return (${[...labels, "exemplar"].join(", ")}) => {`,
      `  const ${unit} = ${elapsed(MILLISECONDS.get(timer.unit) ?? 1)};`,
      `  record${pascal}(${[...labels, unit, "exemplar"].join(", ")});`,
      `  return ${unit};`,
      "};",
    ],
    docs: [timer.doc],
  };
}

function elapsed(milliseconds: number): string {
  if (milliseconds === 1) return "clock.now() - start";
  return milliseconds > 1
    ? `(clock.now() - start) / ${milliseconds}`
    : `(clock.now() - start) * ${Math.round(1 / milliseconds)}`;
}
