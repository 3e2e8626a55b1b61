import { quoted } from "./family/rejection.js";
import { VERSION } from "./process-state.js";

/** The names of the options of a function. An option that has options of its own is an object of their names. */
export interface OptionNames {
  readonly [name: string]: true | OptionNames;
}

/** The names of all options of a type, so that none is missing here. */
export type NamesOf<Options> = { readonly [Name in keyof Required<Options>]: true | OptionNames };

/** Says why an argument is not the metrics of generated recorders, or several; `undefined` if it is. */
export function metricsFault(caller: string, metrics: unknown): string | undefined {
  if (Array.isArray(metrics) && metrics.length > 0) {
    for (const one of metrics) {
      const fault = metricsFault(caller, one);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  if (isObject(metrics) && Array.isArray(metrics["families"]) && typeof metrics["expose"] === "function") {
    return versionFault(caller, metrics["version"]);
  }
  const hint =
    isObject(metrics) && isObject(metrics["metrics"])
      ? "it has a property `metrics`: pass that"
      : 'pass the `metrics` that the generated recorders export, as in import { metrics } from "./generated/recorders.js"';
  const given = Array.isArray(metrics) ? "an empty list" : quoted(metrics);
  return `${caller}: the metrics are ${given}; ${hint}`;
}

/** Copies of one version share their state, and work on the objects of each other. */
function versionFault(caller: string, version: unknown): string | undefined {
  if (version === VERSION) return undefined;
  return (
    `${caller}: the metrics are those of @metricsmith/runtime ${String(version)}, and this is ${VERSION}: ` +
    "install one version (npm ls @metricsmith/runtime shows who needs which), and run npm run generate"
  );
}

/** Says which option a function does not have, with the nearest of those that it has; `undefined` if it has all. */
export function optionsFault(caller: string, options: unknown, names: OptionNames): string | undefined {
  if (!isObject(options) || Array.isArray(options)) {
    return `${caller}: the options are ${quoted(options)}; expected an object with ${listNames(names)}`;
  }
  return unknownOption(caller, options, names, "");
}

function unknownOption(
  caller: string,
  options: Readonly<Record<string, unknown>>,
  names: OptionNames,
  path: string,
): string | undefined {
  for (const [name, value] of Object.entries(options)) {
    const known = Object.hasOwn(names, name) ? names[name] : undefined;
    if (known === undefined) {
      const nearest = nearestOption(name, Object.keys(names));
      const suggestion = nearest === undefined ? "" : `did you mean ${path}${nearest}? `;
      const owner = path === "" ? "the options are" : `the options in ${path.slice(0, -1)} are`;
      return `${caller}: there is no option ${path}${name}; ${suggestion}${owner} ${listNames(names)}`;
    }
    // Whether another value is valid is checked where the option is read.
    if (known === true || !isObject(value)) continue;
    const fault = unknownOption(caller, value, known, `${path}${name}.`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function listNames(names: OptionNames): string {
  const all = Object.keys(names);
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** The name with the fewest edits; at most one for each three characters, and letter case does not count. */
function nearestOption(name: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewest = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const edits = countEdits(name.toLowerCase(), candidate.toLowerCase());
    if (edits >= fewest || edits >= candidate.length) continue;
    nearest = candidate;
    fewest = edits;
  }
  return nearest;
}

/** The number of characters to insert, remove, replace or exchange with the next one, to make one text of another. */
export function countEdits(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, at) => at)];
  const cell = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= from.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const replaced = cell(row - 1, column - 1) + Number(!same);
      const exchanged =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      rows[row]?.push(
        Math.min(
          replaced,
          cell(row - 1, column) + 1,
          cell(row, column - 1) + 1,
          exchanged ? cell(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return cell(from.length, to.length);
}
