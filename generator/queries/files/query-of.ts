import type { QueryOwner } from "../query.js";
import type { Branch } from "./branch.js";
import type { FoundQuery } from "./found-query.js";

/** A query that Grafana runs, if there is a text at the place. */
export function grafanaQuery(
  at: Branch | undefined,
  owner: QueryOwner,
  refId?: string | undefined,
): readonly FoundQuery[] {
  const form = owner.kind === "variable" ? "variable" : "expression";
  return isText(at) ? [{ at, form, language: "grafana", owner, refId }] : [];
}

/** An expression that Prometheus runs, if there is a text at the place. */
export function prometheusQuery(at: Branch | undefined, owner: QueryOwner): readonly FoundQuery[] {
  return isText(at) ? [{ at, form: "expression", language: "prometheus", owner, refId: undefined }] : [];
}

/** A number is an expression too, which YAML does not take for a text. */
function isText(at: Branch | undefined): at is Branch {
  return typeof at?.value === "number" || (typeof at?.value === "string" && at.value.trim() !== "");
}
