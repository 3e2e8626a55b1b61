import { exposedName } from "../schema/resolve/metric-name.js";
import { LEGAL_NAME } from "../schema/spec/text-spec.js";
import { askedDescription } from "./asked-description.js";
import type { Draft, DraftFamily, DraftVector } from "./draft.js";
import { wellFormed } from "./yaml-token.js";

/** A draft whose texts are whole, and whose namespace leaves the keys names where that is possible. */
export function normalised(draft: Draft): Draft {
  const vectors = usedVectors(draft.vectors, draft.families).map(withWholeValues);
  const whole = { ...draft, vectors, families: draft.families.map(withWholeTexts) };
  const exposed = withoutNamespace(whole);
  const isInTheWay = ({ key }: DraftFamily, at: number) =>
    !LEGAL_NAME.test(key) && LEGAL_NAME.test(exposed.families[at]?.key ?? "");
  return whole.families.some(isInTheWay) ? exposed : whole;
}

/** With the exposed names as keys: `2xx` is none, and `http_2xx` is one. */
export function withoutNamespace({ namespace, families, ...others }: Draft): Draft {
  if (namespace === undefined) return { ...others, namespace, families };
  const exposed = families.map((family) => ({ ...family, key: exposedName(namespace, family.key) }));
  return { ...others, namespace: undefined, families: exposed };
}

/** The vectors that some family has, each once. */
export function usedVectors(
  vectors: readonly DraftVector[],
  families: readonly DraftFamily[],
): readonly DraftVector[] {
  const used = new Set(families.flatMap((family) => family.vectors));
  return vectors.filter(({ name }) => used.delete(name));
}

function withWholeTexts(family: DraftFamily): DraftFamily {
  const { deprecated, ...others } = family;
  const description = wholeText(family.description) ?? askedDescription(family);
  const reason = wholeText(deprecated);
  return reason === undefined ? { ...others, description } : { ...others, description, deprecated: reason };
}

/** An empty label value is an absent label to Prometheus, and half a surrogate pair no text. */
function withWholeValues(vector: DraftVector): DraftVector {
  const { set } = vector;
  const whole = { ...vector, description: wholeText(vector.description) };
  if (set.kind !== "closed") return whole;
  const values = [...new Set(set.values.map(wellFormed))].filter((value) => value !== "");
  return { ...whole, set: { ...set, values } };
}

/** As the schema's format takes it; `undefined` if nothing is left. */
function wholeText(text: string | undefined): string | undefined {
  const whole = wellFormed(text ?? "").trimEnd();
  return whole === "" ? undefined : whole;
}
