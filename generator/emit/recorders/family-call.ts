import type { OptionalKind, ParameterDeclarationStructure } from "ts-morph";
import type { Family, Vector } from "../../catalog.js";
import { camelCase, pascalCase } from "../../identifiers.js";

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
