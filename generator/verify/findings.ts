import { CATALOGUE, type CatalogueCode } from "../diagnostics/catalogue.js";
import { diagnose } from "../diagnostics/diagnose.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { nearestName } from "../diagnostics/nearest-name.js";
import type { Observations } from "./observations.js";
import type { Place } from "./place.js";
import { FAMILY_RULES, type RuleReport } from "./rules.js";

/** A finding before it is known where its place is in the exposition's text. */
interface Finding {
  readonly diagnostic: Diagnostic;
  readonly count: number;
  /** `undefined` for what is nowhere. */
  readonly place: Place | undefined;
}

/** Each once: those about declared families in schema order, then those about the exposition in its own. */
export function findingsOf(observations: Observations): readonly Finding[] {
  const ofFamilies: Finding[] = [];
  const ofExposition: Finding[] = [];
  const omitted = new Map<CatalogueCode, number>();
  reportFamilies(observations, reportTo(ofFamilies, omitted));
  reportExposition(observations, reportTo(ofExposition, omitted));
  const notes = [...omitted].map(([code, count]) => {
    const { title } = CATALOGUE[code];
    return { diagnostic: diagnose("findings-omitted", { title, count }, undefined), count, place: undefined };
  });
  return [...ofFamilies, ...ofExposition.sort(inOrder), ...notes];
}

function reportTo(findings: Finding[], omitted: Map<CatalogueCode, number>): RuleReport {
  return {
    found: (code, params, sighting) => {
      const diagnostic = diagnose(code, params, undefined);
      findings.push({ diagnostic, count: sighting?.count ?? 1, place: sighting?.first });
    },
    omitted: (code, count) => {
      if (count > 0) omitted.set(code, (omitted.get(code) ?? 0) + count);
    },
  };
}

function reportFamilies({ catalog, families }: Observations, report: RuleReport): void {
  const context = { schema: catalog.source, vectors: catalog.vectors };
  for (const family of families) {
    for (const rule of FAMILY_RULES) rule(family, context, report);
  }
}

function reportExposition(observations: Observations, report: RuleReport): void {
  const { catalog, families, undeclared, errors, warnings } = observations;
  for (const [{ message, help }, sighting] of errors.entries()) {
    report.found("invalid-exposition", { problem: message, help }, sighting);
  }
  report.omitted("invalid-exposition", errors.omitted);
  for (const [{ message, help }, sighting] of warnings.entries()) {
    report.found("irregular-exposition", { problem: message, help }, sighting);
  }
  report.omitted("irregular-exposition", warnings.omitted);
  // One that is exposed is not what another name stands for.
  const missing = families.filter(({ first }) => first === undefined).map(({ family }) => family.name);
  for (const [name, sighting] of undeclared.entries()) {
    const nearest = nearestName(name, missing);
    report.found("undeclared-family", { name, schema: catalog.source, nearest }, sighting);
  }
  report.omitted("undeclared-family", undeclared.omitted);
}

function inOrder({ place: left }: Finding, { place: right }: Finding): number {
  return (left?.scrape ?? 0) - (right?.scrape ?? 0) || (left?.line ?? 0) - (right?.line ?? 0);
}
