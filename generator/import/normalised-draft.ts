import { LEGAL_NAME } from "../schema/spec/text-spec.js";
import { askedDescription } from "./asked-description.js";
import type { Draft, DraftFamily, DraftVector } from "./draft.js";
import { wellFormed } from "./yaml-token.js";

/** A draft whose texts are whole, and whose namespace leaves the keys legal names where that is possible. */
export function normalised(draft: Draft): Draft {
  const vectors = usedVectors(draft.vectors, draft.families).map(withWholeValues);
  return withoutBadNamespace({ ...draft, vectors, families: draft.families.map(withWholeTexts) });
}

/** The vectors that some family has, each once. */
export function usedVectors(
  vectors: readonly DraftVector[],
  families: readonly DraftFamily[],
): readonly DraftVector[] {
  const used = new Set(families.flatMap((family) => family.vectors));
  return vectors.filter(({ name }) => used.delete(name));
}

/** A key may be no name though the exposed name is one, as `2xx` of `http_2xx`; and `metricsmith` is taken. */
function withoutBadNamespace(draft: Draft): Draft {
  const { namespace, families } = draft;
  if (namespace === undefined) return draft;
  const exposed = families.map((family) => ({ ...family, key: `${namespace}_${family.key}` }));
  const helps = families.some(({ key }, at) => !LEGAL_NAME.test(key) && isLegal(exposed[at]));
  const bad = !LEGAL_NAME.test(namespace) || /^metricsmith(?:_|$)/.test(namespace);
  return bad || helps ? { ...draft, namespace: undefined, families: exposed } : draft;
}

function isLegal(family: DraftFamily | undefined): boolean {
  return family !== undefined && LEGAL_NAME.test(family.key);
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
