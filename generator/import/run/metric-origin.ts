import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { nameMatcher } from "@metricsmith/runtime/text";
import type { ImportReport } from "../codes.js";
import type { DraftOptions } from "../draft.js";
import type { CreationPlace } from "../preload/new-metric.js";
import type { ObservedMetric } from "./read-observations.js";

export interface PlaceOptions extends DraftOptions {
  /** Where the program ran. Places are shown as paths from there. */
  readonly directory: string;
  /** Libraries, folders and files whose metrics are imported, too. */
  readonly include: readonly string[];
}

/**
 * Tells the program's own metrics from others by their places, and reports those of libraries and tests.
 *
 * @returns the own metrics, the names of all others, and the names of those others that the program exposes
 */
export function tellApart(
  observed: readonly ObservedMetric[],
  { directory, include, includeDefaults }: PlaceOptions,
  report: ImportReport,
): {
  readonly own: readonly ObservedMetric[];
  readonly exposed: readonly string[];
  readonly others: readonly string[];
} {
  const isIncluded = includedPlaces(include, directory);
  const isOwn = ({ kind }: MetricOrigin) => kind === "program" || (kind === "client" && includeDefaults);
  const sorted = [...observed].sort((a, b) => comparePlaces(a, b));
  const own = sorted.filter(({ place }) => isOwn(originOf(place, directory)) || isIncluded(place));
  const names = new Set(own.map(({ name }) => name));
  const others = [...groupByName(sorted.filter(({ name }) => !names.has(name))).values()];
  const origins = new Map<string, { readonly origin: MetricOrigin; readonly metrics: ObservedMetric[] }>();
  for (const [first] of others) {
    const origin = originOf(first.place, directory);
    const key = JSON.stringify(origin);
    const known = origins.get(key) ?? { origin, metrics: [] };
    known.metrics.push(first);
    origins.set(key, known);
  }
  for (const { origin, metrics } of origins.values()) reportOthers(origin, metrics, directory, report);
  const isExposed = ([{ place }]: Creations) => originOf(place, directory).kind !== "test";
  const namesOf = (groups: readonly Creations[]) => groups.map(([{ name }]) => name);
  return { own, exposed: namesOf(others.filter(isExposed)), others: namesOf(others) };
}

function comparePlaces(one: ObservedMetric, other: ObservedMetric): number {
  if (one.place.file !== other.place.file) return one.place.file < other.place.file ? -1 : 1;
  return one.place.line - other.place.line;
}

function reportOthers(
  origin: MetricOrigin,
  metrics: readonly ObservedMetric[],
  directory: string,
  report: ImportReport,
): void {
  const names = metrics.map(({ name }) => name);
  const creator = creatorOf(origin);
  if (creator === undefined || metrics[0] === undefined) return;
  const because = `${names.length === 1 ? "it is" : "they are"} created by ${creator.what}`;
  const them = names.length === 1 ? "it" : "them";
  const place = creator.include(placeFile(metrics[0].place, directory));
  const help = `Import with \`--include ${place}\` to have ${them} in the schema.`;
  report("import-families-left-out", { names, because, help }, locationOf(metrics[0], directory));
}

function creatorOf(origin: MetricOrigin) {
  switch (origin.kind) {
    case "library":
      return { what: `the library \`${origin.name}\``, include: () => origin.name };
    case "test":
      return { what: "tests", include: (file: string) => file };
    case "client":
    case "program":
      return undefined;
    default:
      return origin satisfies never;
  }
}

/** All creations of one name. */
export type Creations = readonly [ObservedMetric, ...ObservedMetric[]];

export function groupByName(metrics: readonly ObservedMetric[]): ReadonlyMap<string, Creations> {
  const byName = new Map<string, [ObservedMetric, ...ObservedMetric[]]>();
  for (const metric of metrics) {
    const known = byName.get(metric.name);
    if (known === undefined) byName.set(metric.name, [metric]);
    else known.push(metric);
  }
  return byName;
}

/** Whose metric it is, by the place that creates it. */
type MetricOrigin =
  | { readonly kind: "program" }
  | { readonly kind: "test" }
  /** A default metric of the client. */
  | { readonly kind: "client" }
  | { readonly kind: "library"; readonly name: string };

/** @param directory the folder of the program; a file outside of it is not taken for a test */
function originOf(place: CreationPlace, directory: string): MetricOrigin {
  if (place.byClient) return { kind: "client" };
  const file = placeFile(place, directory);
  const name = libraryOf(file);
  if (name !== undefined) return { kind: "library", name };
  return !file.startsWith("..") && !isAbsolute(file) && TEST.test(file)
    ? { kind: "test" }
    : { kind: "program" };
}

/** The path of a place below the program's folder, or an absolute one. */
export function placeFile({ file }: Pick<CreationPlace, "file">, directory: string): string {
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const below = relative(directory, path);
  return path === "" || below.startsWith("..") || isAbsolute(below) ? path : below.replaceAll("\\", "/");
}

function libraryOf(file: string): string | undefined {
  return /^.*(?:^|[\\/])node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/
    .exec(file)?.[1]
    ?.replace("\\", "/");
}

/** Folders and files of tests, and of what only tests use. */
const TEST =
  /(?:^|\/)(?:__tests__|__mocks__|tests?|specs?|e2e|fixtures)\/|(?:[._-](?:test|spec)|Test|Spec)\.[cm]?[jt]sx?$/;

/**
 * A test whether `--include` takes a place.
 *
 * @param included names of packages, folders, and paths in which `*` stands for zero or more characters
 */
function includedPlaces(included: readonly string[], directory: string): (place: CreationPlace) => boolean {
  const paths = included.map((one) => one.replace(/^\.\//, "").replace(/\/$/, ""));
  const matches = nameMatcher(paths.flatMap((one) => [one, `${one}/*`]));
  return (place) => {
    const origin = originOf(place, directory);
    return (
      matches(placeFile(place, directory)) || (origin.kind === "library" && included.includes(origin.name))
    );
  };
}

export function locationOf({ place }: ObservedMetric, directory: string) {
  const { line } = place;
  return { file: placeFile(place, directory), line, column: 1, endLine: line, endColumn: 1 };
}
