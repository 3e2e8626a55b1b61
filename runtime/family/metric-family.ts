import { processState } from "../process-state.js";
import type { CounterFamily } from "./counter.js";
import type { GaugeFamily } from "./gauge.js";
import type { HistogramFamily } from "./histogram.js";

/** A metric family: one name, one type, and a series for each label set that has been recorded. */
export type MetricFamily = CounterFamily | GaugeFamily | HistogramFamily;

/** The families, each followed by itself under its old name, if it has one. */
export function exposedFamilies(families: readonly MetricFamily[]): readonly MetricFamily[] {
  return families.flatMap((family) => {
    const { oldName } = family;
    return oldName === undefined ? [family] : [family, underOldName(family, oldName)];
  });
}

const renamed = processState("old names", () => new WeakMap<MetricFamily, Map<string, MetricFamily>>());

/**
 * A family under its old name, for what reads families. It has no cells of its own: all but the name and the HELP text
 * is the family's, so that both are always equal, and a record costs nothing more. Always the same object for a name.
 */
function underOldName(family: MetricFamily, name: string): MetricFamily {
  const known = renamed.get(family) ?? new Map<string, MetricFamily>();
  renamed.set(family, known);
  const existing = known.get(name);
  if (existing !== undefined) return existing;
  const bound = new WeakMap<object, unknown>();
  const alias = new Proxy(family, {
    get(target, key) {
      if (key === "name") return name;
      if (key === "help") return `${target.help} (old name of ${target.name})`;
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      const method = bound.get(value) ?? value.bind(target); // private members need the family itself
      bound.set(value, method);
      return method;
    },
  });
  known.set(name, alias);
  return alias;
}
