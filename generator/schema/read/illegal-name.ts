import type { Where } from "../../diagnostics/define.js";
import { shortened } from "../../shortened.js";
import type { SchemaFinding } from "../codes.js";
import { LEGAL_NAME } from "../spec/text-spec.js";

/** A metric, namespace, unit or recorder name that the data model or the generated code cannot carry. */
export function illegalName({ what, name }: { what: string; name: string }, where: Where): SchemaFinding {
  const { suggestion, ...explanation } = explained(name);
  const written = what === "unit" ? suggestion?.toLowerCase() : suggestion;
  return ["illegal-name", { what, ...explanation, suggestion: written }, where];
}

/** A label name may not even have the `:` that some metric names have. */
export function illegalLabelName(name: string, where: Where): SchemaFinding {
  return ["illegal-label-name", explained(name), where];
}

function explained(name: string) {
  return { name: shortened(name), rule: rule(name), suggestion: legalised(name) };
}

function rule(name: string): string {
  if (name === "") return "it is empty";
  if (name.includes(":")) return "`:` is for the names of recording rules";
  const wrong = /[^a-zA-Z0-9_]/u.exec(name)?.[0];
  if (wrong !== undefined)
    return `names are made of letters, digits and underscores, and it has ${characterName(wrong)}`;
  if (LEGAL_NAME.test(name)) return "units are words in lower case, with one underscore between two";
  return "a letter must come before the first digit";
}

function characterName(character: string): string {
  if (/\s/.test(character)) return "white space";
  return `\`${character}\``;
}

function legalised(name: string): string | undefined {
  const words = name.replace(/[^a-zA-Z0-9]+/g, "_").replace(/^[_0-9]+|_+$/g, "");
  return words.length <= 60 && LEGAL_NAME.test(words) ? words : undefined;
}
