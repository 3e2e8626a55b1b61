import { type StatementStructures, StructureKind } from "ts-morph";
import type { Family, Vector } from "../../catalog.js";
import { camelCase, pascalCase } from "../../identifiers.js";
import { sentence } from "../doc-comment.js";
import { labelType } from "./vector-statements.js";

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
export function indexFunction(family: Family): string {
  return [
    "\n/** Negative if a label value is bad. */",
    `function ${camelCase(family.key)}Index(labels: ${pascalCase(family.key)}Labels): number {`,
    ...indexBody(family).map((line) => `  ${line}`),
    "}",
  ].join("\n");
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
