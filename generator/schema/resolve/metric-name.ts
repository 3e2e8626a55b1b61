import type { SchemaReport } from "../codes.js";
import type { DeclaredFamily, SchemaFile } from "../read/schema-file.js";
import { locate } from "../yaml/locate.js";

const RUNTIME = "metricsmith";

/** `request` in the namespace `authelia` is exposed as `authelia_request`. */
export function exposedName(namespace: string, key: string): string {
  return namespace === "" ? key : `${namespace}_${key}`;
}

/** The namespace of the entry file; one that belongs to the runtime is reported. */
export function resolveNamespace({ namespace, source }: SchemaFile, report: SchemaReport): string {
  if (namespace === undefined) return "";
  if (`${namespace}_`.startsWith(`${RUNTIME}_`)) {
    const at = locate(source, ["namespace"], "value");
    report("reserved-name", { name: `${namespace}_…`, ...OWN }, at);
  }
  return namespace;
}

/**
 * Whether the exposed name of a family is free to use. The suffixes are those that the exposition formats
 * give to samples of other types (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
export function reportReservedName(family: DeclaredFamily, namespace: string, report: SchemaReport): boolean {
  const name = exposedName(namespace, family.key);
  const reservation = reserved(name, family, namespace);
  if (reservation === undefined) return true;
  report("reserved-name", { name, ...reservation }, locate(family.source, family.path, "key"));
  return false;
}

interface Reservation {
  readonly reason: string;
  readonly help: string;
}

const OWN: Reservation = {
  reason: `names that begin with \`${RUNTIME}_\` are those of the runtime's own metrics`,
  help: "Choose another namespace or key.",
};

function reserved(name: string, { type, key }: DeclaredFamily, namespace: string): Reservation | undefined {
  if (name.startsWith(`${RUNTIME}_`)) return namespace === "" ? OWN : undefined;
  const suffix = /_(?:bucket|sum|count|total)$/.exec(name)?.[0];
  if (suffix === "_total" && type !== "counter") {
    return {
      reason: "only counters end in `_total`",
      help: `Leave the ending of \`${key}\` out, or declare it under \`counters\`.`,
    };
  }
  if (suffix === undefined || suffix === "_total" || type === "histogram") return undefined;
  return {
    reason: `\`${suffix}\` is the ending of a histogram's series`,
    help: `Give \`${key}\` another ending.`,
  };
}
