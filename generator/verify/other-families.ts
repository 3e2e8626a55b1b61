import type { ExposedFamily } from "../exposition/exposition.js";
import { textFormatName } from "../exposition/text-format-name.js";
import { OF_CLIENTS, OF_OPENTELEMETRY, OF_PROMETHEUS } from "../known-families.js";
import { nameMatcher } from "../name-pattern.js";

/** Whether a family that the schema does not declare is somebody else's. */
export type IsOthers = (family: Pick<ExposedFamily, "name" | "type">) => boolean;

/** @param patterns names, in which `*` stands for any characters */
export function othersFamilies(patterns: readonly string[], federated: boolean): IsOthers {
  const ofPrometheus = federated ? OF_PROMETHEUS : [];
  const matches = nameMatcher([...OF_CLIENTS, ...OF_OPENTELEMETRY, ...ofPrometheus, ...patterns]);
  return (family) => matches(family.name) || matches(textFormatName(family));
}
