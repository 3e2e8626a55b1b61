import type { Family, Vector } from "../../catalog.js";
import { camelCase, pascalCase } from "../../identifiers.js";

/** `labels: RequestLabels` for a family or composite recorder that has labels. */
export function labelsParameter(owner: {
  readonly key: string;
  readonly vectors: readonly Vector[];
}): readonly { readonly name: string; readonly type: string }[] {
  return owner.vectors.length > 0 ? [{ name: "labels", type: `${pascalCase(owner.key)}Labels` }] : [];
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
 */
export function familyCall(
  family: Pick<Family, "key" | "vectors">,
  method: string,
  value: string,
): readonly string[] {
  const call = (index: string, labels: string) =>
    `return ${familyConstant(family)}.${method}(${[index, value, labels].filter(Boolean).join(", ")});`;
  if (family.vectors.length === 0) return [call("0", "undefined")];
  const index = `${camelCase(family.key)}Index(labels)`;
  return [`if (labels == null) ${call("-1", "labels")}`, call(index, "labels")];
}
