import { lazily, type Query, type RuleText } from "../query.js";
import { readTemplate } from "./read-template.js";

/** The texts of an alert that are templates. */
export function templatesOf({ owner }: Query): readonly RuleText[] {
  if (owner.kind !== "alert" || owner.rule === undefined) return [];
  const { annotations, labels } = owner.rule;
  return [...annotations, ...labels].filter(({ text }) => text.includes("{{"));
}

/**
 * The queries in the templates of an alert: `{{ with query "up" }}`. They are the same objects each time, in the order of
 * the template's queries.
 */
export function queriesInTemplates(query: Query): ReadonlyMap<RuleText, readonly Query[]> {
  const known = FOUND.get(query);
  if (known !== undefined) return known;
  const found = new Map(templatesOf(query).map((text) => [text, queriesInTemplate(query, text)] as const));
  FOUND.set(query, found);
  return found;
}

const FOUND = new WeakMap<Query, ReadonlyMap<RuleText, readonly Query[]>>();

/** Grafana's templates have no queries. */
function queriesInTemplate(query: Query, template: RuleText): readonly Query[] {
  const { owner, source, inKubernetes } = query;
  if (owner.kind !== "alert" || query.language === "grafana") return [];
  return readTemplate(template.text).queries.map(({ text, places, isFormatted, isRaw }): Query => {
    return {
      text,
      form: "expression",
      language: isFormatted ? "grafana" : "prometheus",
      owner: { kind: "template", name: owner.name },
      refId: undefined,
      inKubernetes,
      source,
      offsets: lazily(() => {
        const offsets = template.offsets();
        const last = offsets.at(-1) ?? 0;
        return places.map((place) => offsets[place] ?? last);
      }),
      quoting: [isRaw ? "block" : "double", ...template.quoting],
    };
  });
}
