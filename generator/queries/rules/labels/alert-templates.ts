import { placeInRuleText, type Query, type RuleText } from "../../query.js";
import { type LabelOwner, readTemplate, type TemplateLabel } from "../../templates/read-template.js";
import { queriesInTemplates, templatesOf } from "../../templates/template-queries.js";
import type { CheckedQuery } from "../rule.js";
import {
  isMatcher,
  isOfPrometheus,
  type MissingInQuery,
  metricsOf,
  missingLabels,
  seriesOf,
  useOf,
} from "./label-uses.js";

/** The templates of alerts, and what the labels in them are of. */
export class AlertTemplates {
  /** The queries of each alert, by the place of its first template: one, or several of Grafana. */
  private readonly alerts = new Map<string, CheckedQuery[]>();
  /** Those in templates. */
  private readonly inTemplates = new Map<Query, CheckedQuery>();

  see(checked: CheckedQuery): void {
    const { query } = checked;
    if (query.owner.kind === "template") this.inTemplates.set(query, checked);
    const [first] = templatesOf(query);
    if (first === undefined) return;
    const key = `${query.source.file} ${first.offsets()[0]}`;
    this.alerts.set(key, [...(this.alerts.get(key) ?? []), checked]);
  }

  /** Labels that templates show, and that the alerts do not have: each once for an alert. */
  missingLabels(): readonly MissingInQuery[] {
    return [...this.alerts.values()].flatMap((queries) => this.missingOf(queries));
  }

  private missingOf(queries: readonly CheckedQuery[]): readonly MissingInQuery[] {
    const [first] = queries;
    if (first === undefined) return [];
    // What a query names in vain is reported there.
    const known = new Set(queries.flatMap(missingLabels).map(({ label }) => label));
    const missing: MissingInQuery[] = [];
    for (const text of templatesOf(first.query)) {
      for (const label of readTemplate(text.text).labels) {
        if (known.has(label.name) || isAddedByGrafana(label, first.query)) continue;
        const owner = this.ownerOf(label.of, { text, queries });
        const found = owner && missingIn(owner, { label, text });
        if (found === undefined) continue;
        known.add(label.name);
        missing.push(found);
      }
    }
    return missing;
  }

  /** The query whose result has the labels; `undefined` if it is not known. */
  private ownerOf(
    owner: LabelOwner,
    { text, queries }: { readonly text: RuleText; readonly queries: readonly CheckedQuery[] },
  ): readonly CheckedQuery[] | undefined {
    const [first] = queries;
    if (first === undefined) return undefined;
    if (owner.kind === "query") {
      const query = queriesInTemplates(first.query).get(text)?.[owner.index];
      const checked = query && this.inTemplates.get(query);
      return checked && [checked];
    }
    const letters = lettersOf(first.query);
    if (letters === undefined) return owner.kind === "alert" ? [first] : undefined;
    const letter = owner.kind === "alert" ? letters.condition : owner.refId;
    const sources = letter === undefined ? undefined : letters.sources.get(letter);
    const found = sources?.map((refId) => queries.find(({ query }) => query.refId === refId));
    return found?.some((query) => query === undefined) === true
      ? undefined
      : found?.filter((query) => query !== undefined);
  }
}

function lettersOf({ owner }: Query) {
  return owner.kind === "file" ? undefined : owner.rule?.letters;
}

/** Grafana adds labels of its own before it expands templates, and Prometheus none. */
function isAddedByGrafana({ name }: TemplateLabel, query: Query): boolean {
  return lettersOf(query) !== undefined && (name === "alertname" || name === "grafana_folder");
}

/** A label that none of the queries results in. */
function missingIn(
  queries: readonly CheckedQuery[],
  { label, text }: { readonly label: TemplateLabel; readonly text: RuleText },
): MissingInQuery | undefined {
  if (isOfPrometheus(label.name)) return undefined;
  const uses = queries.map(({ expression, resultOf }) =>
    expression === undefined ? undefined : useOf(label, seriesOf(expression, resultOf), "shows nothing"),
  );
  const [query] = queries;
  const [use] = uses;
  if (query === undefined || use === undefined) return undefined;
  if (uses.some((one) => one?.state.presence !== "gone")) return undefined;
  const { removedBy } = use.state;
  if (removedBy === undefined ? metricsOf(use.of).length === 0 : isMatcher(query, removedBy))
    return undefined;
  return { query, use: { ...use, removedBy }, place: placeInRuleText(query.query, text, label) };
}
