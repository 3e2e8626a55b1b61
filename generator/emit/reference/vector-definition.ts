import type { ReferencePage, Vector } from "../../catalog.js";
import { grouped } from "../../grouped.js";
import { codeIn, paragraphs, valueCode, valueItems } from "./markdown-text.js";

/** The blocks of Markdown that say what a vector is: its description, and which label values it has. */
export function vectorDefinition(vector: Vector, values: ReferencePage["values"]): readonly string[] {
  const described = paragraphs(vector.description);
  const named = codeIn(vector.description);
  switch (values) {
    case "none":
      return described;
    case "listed":
      return [...described, ...listedValues(vector, named)];
    case "all":
      return [...described, ...listedValues(vector, named), ...otherValues(vector, named)];
    default:
      return values satisfies never;
  }
}

/** The values that the schema lists, unless the description names all of them; its colon introduces the list. */
function listedValues(vector: Vector, named: ReadonlySet<string>): readonly string[] {
  if (vector.kind !== "closed" || !vector.listed) return [];
  const { values, otherwise, description } = vector;
  const introduced = /(?:^|:)\s*$/.test(description);
  const list = values.every((value) => named.has(value))
    ? []
    : [...(introduced ? [] : ["Values:"]), valueItems(values).join("\n")];
  if (otherwise === undefined || named.has(otherwise)) return list;
  return [...list, `Any other is recorded as ${valueCode(otherwise)}.`];
}

/** In a sentence, what a vector may be whose values the schema does not list. */
function otherValues(vector: Vector, named: ReadonlySet<string>): readonly string[] {
  switch (vector.kind) {
    case "closed": {
      if (vector.listed) return [];
      const otherwise = vector.otherwise === undefined ? "" : `; any other is ${valueCode(vector.otherwise)}`;
      return [`A registered HTTP method, such as \`GET\`${otherwise}.`];
    }
    case "boolean":
      return named.has("true") && named.has("false") ? [] : ["Either `true` or `false`."];
    case "integer":
      return [`A whole number from ${vector.min} to ${vector.max}.`];
    case "open": {
      const { maxValues, otherwise } = vector;
      return [
        `Up to ${grouped(maxValues)} different values; any beyond is recorded as ${valueCode(otherwise)}.`,
      ];
    }
    default:
      return vector satisfies never;
  }
}
